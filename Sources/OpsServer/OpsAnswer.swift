/// What one request is answered.
struct OpsAnswer: Sendable, Hashable {
    let status: Int
    let contentType: String
    let body: [UInt8]
    /// The methods there are, when another one was asked for.
    var allow: String?

    static func plain(_ status: Int, _ text: String, allow: String? = nil) -> OpsAnswer {
        OpsAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array("\(text)\n".utf8), allow: allow)
    }

    static func report(_ report: HealthReport) -> OpsAnswer {
        OpsAnswer(status: report.isGood ? 200 : 503, contentType: "application/json", body: report.json)
    }
}
