/// One HTTP request to the simulated systems.
struct SimulatedRequest: Sendable {
    let method: String
    /// Path and query, as sent.
    let target: String
    let path: Substring
    let query: [QueryItem]
    /// The host as sent, with its port.
    let authority: String
    let authorization: String
    let appKey: String
    let agent: String
    let contentType: String
    /// The header `Api-Version`.
    let apiVersion: String?
    /// Bytes of the request line and of all headers.
    let headSize: Int
    let body: [UInt8]

    /// Without the port, lower case.
    var host: String { String(authority.prefix { $0 != ":" }).lowercased() }
}

/// One name and value of a query or a form.
struct QueryItem: Hashable, Sendable {
    /// In lower case: the servers ignore it.
    let name: String
    let value: String

    static func parse(_ text: Substring) -> [QueryItem] {
        text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return QueryItem(
                name: decoded(halves[0]).lowercased(), value: halves.count > 1 ? decoded(halves[1]) : "")
        }
    }

    static func decoded(_ text: Substring) -> String {
        let utf8 = text.utf8
        guard utf8.contains(where: { $0 == 37 || $0 == 43 }) else { return String(text) }
        var bytes: [UInt8] = []
        var index = utf8.startIndex
        while index < utf8.endIndex {
            let byte = utf8[index]
            let rest = utf8[index...].dropFirst().prefix(2)
            if byte == 37, rest.count == 2, let code = UInt8(Substring(rest), radix: 16) {
                bytes.append(code)
                index = utf8.index(index, offsetBy: 3)
            } else {
                bytes.append(byte == 43 ? 32 : byte)
                index = utf8.index(after: index)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [QueryItem] {
    /// The last value of a name in lower case.
    subscript(_ name: String) -> String? {
        last { $0.name == name }?.value
    }
}

struct SimulatedAnswer: Sendable {
    var status: Int
    var contentType: String? = "application/json; charset=utf-8"
    /// The header `Retry-After`.
    var retryAfter: String?
    /// The header `Location`.
    var location: String?
    /// Replace those above of the same names.
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// The request was valid and performed.
    var didWork = false
    /// For a write: the key of the thing, and the reference in its remark.
    var subject: String?

    static func done(_ body: [UInt8], status: Int = 200, subject: String? = nil) -> SimulatedAnswer {
        SimulatedAnswer(status: status, body: body, didWork: true, subject: subject)
    }

    /// A rejection repeats this text wherever systems explain errors; other answers are unchanged.
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

    /// A JSON explanation.
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
