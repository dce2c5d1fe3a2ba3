import HTTPTransport
import Synchronization

/// Answers attempts from a list, repeating the last entry.
final class ScriptedExchange: HTTPExchange {
    enum Entry: Sendable {
        case answer(HTTPResponse)
        case failure(ExchangeFailure)

        static func status(_ status: Int, _ headers: [(name: String, value: String)] = []) -> Entry {
            .answer(HTTPResponse(status: status, headers: headers))
        }
        static func failure(_ code: ExchangeFailure.Code, received: Bool) -> Entry {
            .failure(ExchangeFailure(code, mayHaveBeenReceived: received))
        }
    }

    private let script: [Entry]
    private let connecting: @Sendable (_ exchange: Int) -> Void
    private let state = Mutex<(exchanges: Int, requests: [HTTPRequest], limits: [ExchangeLimits])>((0, [], []))

    /// - Parameter connecting: runs before the request may be sent, as while connecting.
    init(_ script: [Entry], connecting: @escaping @Sendable (_ exchange: Int) -> Void = { _ in }) {
        self.script = script
        self.connecting = connecting
    }

    /// The requests that were sent.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    var limits: [ExchangeLimits] { state.withLock { $0.limits } }

    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let number = state.withLock { state in
            state.exchanges += 1
            return state.exchanges
        }
        connecting(number)
        guard await limits.mayStillBeSent(), limits.maySendNow() else {
            throw ExchangeFailure(.stale, mayHaveBeenReceived: false)
        }
        let sent = state.withLock { state in
            state.requests.append(request)
            state.limits.append(limits)
            return state.requests.count
        }
        switch script[min(sent, script.count) - 1] {
        case .answer(let response): return response
        case .failure(let failure): throw failure
        }
    }
}
