/// An answer, independently of the HTTP library.
struct ConsoleAnswer: Sendable {
    var status: Int
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    init(_ status: Int, _ fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    static func html(_ status: Int, _ text: String) -> ConsoleAnswer {
        ConsoleAnswer(status, [("content-type", "text/html; charset=utf-8")], body: Array(text.utf8))
    }

    static func asset(_ text: String, _ type: String) -> ConsoleAnswer {
        ConsoleAnswer(200, [("content-type", type)], body: Array(text.utf8))
    }

    /// After a POST: the browser gets that page.
    static func see(_ place: Link) -> ConsoleAnswer { ConsoleAnswer(303, [("location", place.description)]) }

    func setting(_ cookie: String) -> ConsoleAnswer {
        var answer = self
        answer.fields.append(("set-cookie", cookie))
        return answer
    }

    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// With what every answer has: nothing of another origin, no frame, no copy on disk, no address told to others.
    var guarded: ConsoleAnswer {
        var answer = self
        answer.fields += Self.guards
        return answer
    }

    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'"

    private static let guards: [(name: String, value: String)] = [
        ("content-security-policy", policy), ("cache-control", "no-store"), ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"), ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ("x-robots-tag", "noindex, nofollow"),
    ]
}
