/// Lucca's refusals, in the three shapes that reach a client.
struct LuccaError: Error {
    let status: Int
    let title: String
    let detail: String

    func answer(_ shape: LuccaBehaviour.ErrorShape) -> SimulatedAnswer {
        var out = JSONBytes()
        switch shape {
        case .problem:
            out.value(
                .object([
                    .init("type", .string("https://developers.lucca.fr/errors/\(status)")), .init("title", .string(title)),
                    .init("status", .number(String(status))), .init("detail", .string(detail)), .init("errors", .object([])),
                ]))
            return SimulatedAnswer(status: status, contentType: "application/problem+json; charset=utf-8", body: out.bytes)
        case .older:
            let trace =
                "   at Lucca.Web.Authentication.ApiKeyModule.Authenticate(HttpContext context) in D:\\build\\ApiKeyModule.cs:line 84\r\n"
                + "   at System.Web.HttpApplication.ExecuteStep()"
            out.value(
                .object([
                    .init("Status", .number(String(status))), .init("Message", .string(detail)),
                    .init("StackTrace", .string(trace)),
                ]))
            return SimulatedAnswer(status: status, body: out.bytes)
        case .html:
            return .html(status, "\(status) \(title)")
        }
    }

    static let unauthorized = LuccaError(status: 401, title: "Unauthorized", detail: "The api key is unknown or was revoked.")
    static func forbidden(_ what: String) -> LuccaError {
        LuccaError(status: 403, title: "Forbidden", detail: "The role of this key may not read \(what).")
    }
    static let notFound = LuccaError(status: 404, title: "Not Found", detail: "There is no such resource.")
    static let tooSlow = LuccaError(
        status: 408, title: "Request Timeout", detail: "The request took more than 5 seconds.")
    static func badRequest(_ detail: String) -> LuccaError {
        LuccaError(status: 400, title: "Bad Request", detail: detail)
    }
}
