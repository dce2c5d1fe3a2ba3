/// Exchanges over AsyncHTTPClient. One per process: it holds the connections.
public final class AsyncHTTPExchange: HTTPExchange {
    private let policy: OutboundPolicy

    public init(policy: OutboundPolicy) {
        self.policy = policy
    }

    @concurrent
    public func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        throw ExchangeFailure(.connect, mayHaveBeenReceived: false)
    }

    /// Closes every connection; exchanges under way fail. The exchange is of no use afterwards.
    public func shutdown() async {}
}
