import Foundation
import SyncCore
import SyncEngine
import Synchronization
import Testing

@testable import HTTPTransport

@Suite("Alertmanager")
struct AlertmanagerClientTests {
    private final class ScriptedExchange: HTTPExchange {
        private let answer: @Sendable () throws -> HTTPResponse
        private let sent = Mutex<[HTTPRequest]>([])

        init(_ answer: @escaping @Sendable () throws -> HTTPResponse) { self.answer = answer }

        var requests: [HTTPRequest] { sent.withLock { $0 } }

        func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
            sent.withLock { $0.append(request) }
            return try answer()
        }
    }

    private static func address() throws -> AlertmanagerAddress {
        try #require(AlertmanagerAddress("http://127.0.0.1:9093"))
    }

    @Test(arguments: [
        ("http://127.0.0.1:9093", "http://127.0.0.1:9093/api/v2/alerts"),
        ("http://localhost:9093/", "http://localhost:9093/api/v2/alerts"),
        ("http://[::1]:9093", "http://[0:0:0:0:0:0:0:1]:9093/api/v2/alerts"),
        ("https://Alertmanager.example/am", "https://alertmanager.example/am/api/v2/alerts"),
        ("https://10.0.0.7:9093", "https://10.0.0.7:9093/api/v2/alerts"),
    ])
    func anOperatorsOwnAddressIsAccepted(_ text: String, _ url: String) {
        #expect(AlertmanagerAddress(text)?.url == url)
    }

    @Test(arguments: [
        "", "127.0.0.1:9093", "http://alertmanager.example", "http://10.0.0.7:9093", "https://lea:secret@alertmanager.example",
        "https://169.254.169.254/", "https://0.0.0.0", "ftp://127.0.0.1", "http://127.0.0.1:99999",
    ])
    func anyOtherIsRefused(_ text: String) {
        #expect(AlertmanagerAddress(text) == nil)
    }

    @Test func onlyTheOperatorsPolicyReachesPrivateNetworks() throws {
        for text in ["10.1.2.3", "172.16.0.1", "192.168.1.1", "fd00::1"] {
            let address = try #require(IPAddress(canonical: text))
            #expect(OutboundPolicy.ofOperator.allows(address), "\(text)")
            #expect(!OutboundPolicy().allows(address) && !OutboundPolicy(allowLoopback: true).allows(address), "\(text)")
        }
        for text in ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "172.32.0.1", "::"] {
            let address = try #require(IPAddress(canonical: text))
            #expect(OutboundPolicy.ofOperator.allows(address) == address.isPublic, "\(text)")
        }
    }

    @Test func alertsAreWrittenAsTheAPITakesThem() async throws {
        let exchange = ScriptedExchange { HTTPResponse(status: 200) }
        let alert = PostedAlert(
            labels: ["alertname": "PasserelleTenantFailed", "tenant": "acme"], annotations: ["summary_fr": "« acme »\n"],
            startsAt: Instant(secondsSince1970: 1_800_000_000), endsAt: Instant(secondsSince1970: 1_800_000_300))
        let client = AlertmanagerClient(address: try Self.address(), exchange: exchange)
        try await client.post([alert])
        try await client.post([])
        let request = try #require(exchange.requests.first)
        #expect(request.method == .post && request.url == "http://127.0.0.1:9093/api/v2/alerts")
        #expect(
            String(decoding: AlertmanagerClient.body([alert]), as: UTF8.self)
                == #"[{"labels":{"alertname":"PasserelleTenantFailed","tenant":"acme"},"annotations":{"summary_fr":"« acme »\n"},"#
                + #""startsAt":"2027-01-15T08:00:00Z","endsAt":"2027-01-15T08:05:00Z"}]"#)
        #expect(AlertmanagerClient.body([]) == Data("[]".utf8))
    }

    @Test(arguments: [(400, AlertDeliveryFailure.rejected), (404, .rejected), (302, .failed), (503, .failed)])
    func anAnswerThatIsNoSuccessIsAFailure(_ status: Int, _ failure: AlertDeliveryFailure) async throws {
        let client = AlertmanagerClient(
            address: try Self.address(), exchange: ScriptedExchange { HTTPResponse(status: status) })
        await #expect(throws: failure) { try await client.post([]) }
    }

    @Test(arguments: [
        (ExchangeFailure.Code.connect, AlertDeliveryFailure.unreachable), (.deadline, .unreachable),
        (.refusedAddress, .addressRefused), (.certificate, .tls), (.garbled, .failed),
    ])
    func noAnswerIsAFailure(_ code: ExchangeFailure.Code, _ failure: AlertDeliveryFailure) async throws {
        let client = AlertmanagerClient(
            address: try Self.address(),
            exchange: ScriptedExchange { throw ExchangeFailure(code, mayHaveBeenReceived: false) })
        await #expect(throws: failure) { try await client.post([]) }
    }
}
