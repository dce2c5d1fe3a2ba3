/// What a simulated system answers.
struct SimulatedAnswer: Sendable {
    var status: Int
    var contentType: String? = "application/json; charset=utf-8"
    /// The header `Retry-After`.
    var retryAfter: String?
    /// The header `Location`.
    var location: String?
    /// In place of those above of the same names.
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// The request was understood and done.
    var didWork = false
    /// Of a write: the key of the thing, and the reference that its remark carries.
    var subject: String?

    static func done(_ body: [UInt8], status: Int = 200, subject: String? = nil) -> SimulatedAnswer {
        SimulatedAnswer(status: status, body: body, didWork: true, subject: subject)
    }

    /// A refusal repeats this text wherever systems explain themselves; any other answer stays as it is.
    mutating func gossip(_ text: String) {
        guard status >= 400 else { return }
        guard var value = JSONValue.parse(body), value.members != nil else {
            body += Array(text.utf8)
            return
        }
        for member in ["message", "detail"] { value.set(member, to: .string(text)) }
        let details = JSONValue.object(["label", "remark", text].map { .init($0, .array([.string(text)])) })
        value.set("errors", to: details)
        if value["ModelState"] != nil { value.set("ModelState", to: details) }
        if value["error_description"] != nil { value.set("error_description", to: .string(text)) }
        body = value.bytes
    }

    /// Says why nothing else is answered.
    static func message(_ status: Int, _ text: String) -> SimulatedAnswer {
        SimulatedAnswer(status: status, body: JSONValue.object([.init("message", .string(text))]).bytes)
    }

    static func html(_ status: Int, _ title: String) -> SimulatedAnswer {
        let page =
            "<!DOCTYPE html>\n<html><head><title>\(title)</title></head><body><h1>\(title)</h1>"
            + "<p>Le serveur est momentanément indisponible.</p></body></html>\n"
        return SimulatedAnswer(status: status, contentType: "text/html; charset=utf-8", body: Array(page.utf8))
    }
}
