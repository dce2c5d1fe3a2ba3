import Foundation
package import HTTPTransport
import SyncCore
import Synchronization

/// Answers each request with a closure and records the requests.
package final class RecordingExchange: HTTPExchange {
    package typealias Answer = @Sendable (_ request: HTTPRequest, _ number: Int) throws -> HTTPResponse

    private let answer: Answer
    private let sent = Mutex<[HTTPRequest]>([])

    /// - Parameter answer: gets the request and its number, from 1.
    package init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    package var requests: [HTTPRequest] { sent.withLock { $0 } }

    package func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count
        }
        return try answer(request, number)
    }
}

extension HTTPRequest {
    private var components: URLComponents? { URLComponents(string: url) }

    package var path: String { components?.path ?? "" }

    package func query(_ name: String) -> String? {
        components?.queryItems?.first { $0.name == name }?.value
    }

    /// The plain text that is sent.
    package var text: String {
        switch body {
        case .clear(let data): String(decoding: data, as: UTF8.self)
        case .secret(let secret): secret.reveal { $0 }
        case nil: ""
        }
    }

    package var json: [String: Any]? { (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] }

    package func secretHeader(_ name: String) -> String? {
        secretHeaders.first { $0.name == name }?.value.reveal { $0 }
    }
}

extension HTTPResponse {
    package static func json(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: [(name: "Content-Type", value: "application/json")], body: Data(text.utf8))
    }
}
