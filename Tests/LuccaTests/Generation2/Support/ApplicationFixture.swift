import Foundation
import HTTPTestKit
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine

/// A `LuccaApplicationSource` whose requests a closure answers.
struct ApplicationFixture {
    static let id = "client-of-acme"
    static let secret = "canary+secret/of=acme"

    let exchange: RecordingExchange
    let source: LuccaApplicationSource
    let time = StandingTime()
    let log = RecordingLog()
    let notices = APINotices()

    init(limits: ReadLimits = .standard, fields: [LuccaField] = [], _ answer: @escaping RecordingExchange.Answer) throws {
        exchange = RecordingExchange(answer)
        let (exchange, time, log, notices) = (exchange, time, log, notices)
        func client(_ address: RemoteAddress) -> RemoteClient {
            RemoteClient(
                system: .lucca, address: address, exchange: exchange, budget: EndlessBudget(),
                scope: BudgetScope(name: "lucca:test", limit: 50, windowSeconds: 62), limits: limits, pacing: time.pacing,
                notices: notices, logger: log.logger)
        }
        let token = try RemoteAddress.luccaToken(url: LuccaTokenAddress.standard, policy: OutboundPolicy())
        source = LuccaApplicationSource(
            client: client(try RemoteAddress.lucca(pasted: "https://acme.ilucca.net", policy: OutboundPolicy())),
            tokenClient: client(token.address), tokenPath: token.path,
            application: LuccaApplicationCredentials(id: Secret(Self.id), secret: Secret(" \(Self.secret)\n")),
            clock: time.clock, today: day(2026, 12, 1), fields: fields)
    }

    init(_ lucca: FakeApplication, limits: ReadLimits = .standard, fields: [LuccaField] = []) throws {
        try self.init(limits: limits, fields: fields) { request, number in try lucca.answer(request, number) }
    }

    /// Requests for tokens.
    var tokens: [HTTPRequest] { exchange.requests.filter { $0.url.hasPrefix(FakeApplication.host) } }
    /// Requests to the customer's Lucca.
    var reads: [HTTPRequest] { exchange.requests.filter { !$0.url.hasPrefix(FakeApplication.host) } }
}
