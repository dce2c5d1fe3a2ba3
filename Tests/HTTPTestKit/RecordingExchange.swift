import Foundation
public import HTTPTransport
import SyncCore
import Synchronization

/// Answers each request with a closure and keeps what was asked.
public final class RecordingExchange: HTTPExchange {
    public typealias Answer = @Sendable (_ request: HTTPRequest, _ number: Int) throws -> HTTPResponse

    private let answer: Answer
    private let sent = Mutex<[HTTPRequest]>([])

    /// - Parameter answer: gets the request and its number, from 1.
    public init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    public var requests: [HTTPRequest] { sent.withLock { $0 } }

    public func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count
        }
        return try answer(request, number)
    }
}

extension HTTPRequest {
    private var components: URLComponents? { URLComponents(string: url) }

    public var path: String { components?.path ?? "" }

    public func query(_ name: String) -> String? {
        components?.queryItems?.first { $0.name == name }?.value
    }

    /// What is sent, in clear.
    public var text: String {
        switch body {
        case .clear(let data): String(decoding: data, as: UTF8.self)
        case .secret(let secret): secret.reveal { $0 }
        case nil: ""
        }
    }

    public var json: [String: Any]? { (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] }

    public func secretHeader(_ name: String) -> String? {
        secretHeaders.first { $0.name == name }?.value.reveal { $0 }
    }
}

extension HTTPResponse {
    public static func json(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: [(name: "Content-Type", value: "application/json")], body: Data(text.utf8))
    }
}
