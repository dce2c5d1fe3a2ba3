import HTTPTransport
import Synchronization

/// Forwards the first request for each URL to another exchange, and answers from memory after that.
final class RememberingExchange: HTTPExchange {
    private let base: any HTTPExchange
    private let answers = Mutex<[String: HTTPResponse]>([:])

    init(_ base: any HTTPExchange) {
        self.base = base
    }

    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        if let known = answers.withLock({ $0[request.url] }) { return known }
        let answer = try await base.exchange(request, limits: limits)
        answers.withLock { $0[request.url] = answer }
        return answer
    }
}
