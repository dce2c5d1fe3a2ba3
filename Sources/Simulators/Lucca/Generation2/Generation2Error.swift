/// Generation 2's refusals: problem details, unless a proxy in between answers.
struct Generation2Error: Error {
    let status: Int
    let title: String
    let detail: String
    /// By the parameter that is wrong.
    var errors: [(name: String, text: String)] = []

    func answer(_ shape: LuccaBehaviour.ErrorShape, path: Substring = "") -> SimulatedAnswer {
        guard shape != .html else { return .html(status, "\(status) \(title)") }
        let body = JSONValue.object([
            .init("type", .string("https://developers.lucca.fr/documentation/using-api/errors#\(status)")),
            .init("title", .string(title)), .init("status", .number(String(status))), .init("detail", .string(detail)),
            .init("instance", .string(String(path))),
            .init("errors", .object(errors.map { .init($0.name, .array([.string($0.text)])) })),
            .init("extensions", .object([.init("traceId", .string("00-5f1d7a84b9e14b6f8a52c3d0e6f7a1b2-00"))])),
        ])
        var answer = SimulatedAnswer(
            status: status, contentType: "application/problem+json; charset=utf-8", body: body.bytes)
        if status == 401 { answer.headers["WWW-Authenticate"] = #"Bearer error="invalid_token""# }
        return answer
    }

    static let unauthorized = Generation2Error(
        status: 401, title: "Unauthorized", detail: "The access token is missing, unknown or expired.")
    /// Lucca's own example has this title.
    static func forbidden(_ scope: String) -> Generation2Error {
        Generation2Error(status: 403, title: "Unauthorized", detail: "The scope \(scope) is required.")
    }
    static let notFound = Generation2Error(
        status: 404, title: "Not Found", detail: "The resource is absent, was deleted, or is hidden from this application.")
    static let tooSlow = Generation2Error(
        status: 408, title: "Request Timeout", detail: "The request took more than 5 seconds.")
    static func invalid(_ parameter: String, _ text: String) -> Generation2Error {
        Generation2Error(
            status: 400, title: "Bad Request", detail: "One or more validation errors occurred.", errors: [(parameter, text)])
    }
}
