package import Foundation
import JSONText
internal import SyncCore
package import SyncEngine

/// Where Alertmanager is: an operator's own address, not a tenant's. https anywhere, http on this machine only, where no one else
/// reads along; without a user or a password, which nothing here would keep secret.
package struct AlertmanagerAddress: Sendable, Hashable {
    /// Of its API: `http://127.0.0.1:9093/api/v2/alerts`.
    package let url: String

    /// - Parameter text: with scheme; a path is what Alertmanager's `--web.route-prefix` says.
    /// - Returns: nil if it is no such address.
    package init?(_ text: String) {
        guard let parsed = try? PastedURL(text), let scheme = parsed.scheme else { return nil }
        let host: String
        let isLoopback: Bool
        switch parsed.host {
        case .literal(let address):
            guard OutboundPolicy.ofOperator.allows(address) else { return nil }
            (host, isLoopback) = (address.isIPv4 ? "\(address)" : "[\(address)]", address.isLoopback)
        case .name(let name): (host, isLoopback) = (name, LoopbackName.matches(name))
        }
        guard scheme == "https" || isLoopback else { return nil }
        let path = (parsed.segments.map { PercentEncoding.encode($0, keeping: "%") } + ["api", "v2", "alerts"])
        url = "\(scheme)://\(host)\(parsed.port.map { ":\($0)" } ?? "")/" + path.joined(separator: "/")
    }
}

/// Posts alerts to Alertmanager: one attempt, since the poster repeats.
package struct AlertmanagerClient: AlertReceiver {
    private let address: AlertmanagerAddress
    private let exchange: any HTTPExchange

    /// - Parameter exchange: with `OutboundPolicy.ofOperator`.
    package init(address: AlertmanagerAddress, exchange: any HTTPExchange) {
        self.address = address
        self.exchange = exchange
    }

    private static let deadline = 10.0
    private static let bodyLimit = 64 * 1024

    package func post(_ alerts: [PostedAlert]) async throws {
        let request = HTTPRequest(
            method: .post, url: address.url, headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
            body: .clear(Self.body(alerts)))
        let response: HTTPResponse
        do {
            response = try await exchange.exchange(
                request, limits: ExchangeLimits(deadline: Self.deadline, bodyLimit: Self.bodyLimit))
        } catch let failure as ExchangeFailure {
            try Task.checkCancellation()
            throw AlertDeliveryFailure(failure.code)
        }
        switch response.status {
        case 200..<300: return
        case 400..<500: throw AlertDeliveryFailure.rejected
        default: throw AlertDeliveryFailure.failed
        }
    }

    package static func body(_ alerts: [PostedAlert]) -> Data {
        func texts(_ members: [String: String]) -> JSONValue {
            .object(JSONObject(members.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .text($0.value)) }))
        }
        return JSONValue.list(
            JSONList(
                alerts.map { alert in
                    .object([
                        "labels": texts(alert.labels), "annotations": texts(alert.annotations),
                        "startsAt": .text(alert.startsAt.description), "endsAt": .text(alert.endsAt.description),
                    ])
                })
        ).written()
    }
}

extension AlertDeliveryFailure {
    fileprivate init(_ code: ExchangeFailure.Code) {
        switch code {
        case .unknownHost, .resolve, .connect, .deadline, .connectionLost, .stale, .cancelled: self = .unreachable
        case .refusedAddress: self = .addressRefused
        case .tls, .certificate: self = .tls
        case .bodyTooLarge, .garbled, .invalidRequest: self = .failed
        }
    }
}
