/// One attempt at one request: no retry, no redirect followed, no budget.
public protocol HTTPExchange: Sendable {
    /// - Throws: `ExchangeFailure`, whatever the cause.
    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse
}
