import Foundation
import HTTPTestKit
import HTTPTransport
import Logging
import Lucca
import SyncCore
import SyncEngine

/// A `LuccaSource` whose requests a closure answers.
struct LuccaFixture {
    static let key = "0c7f6c1e-secret-key-4f5a"

    let exchange: RecordingExchange
    let source: LuccaSource

    /// - Parameter fields: those that the check tests.
    init(
        key: String = LuccaFixture.key, limits: ReadLimits = .standard, fields: [LuccaField] = [], logger: Logger? = nil,
        _ answer: @escaping RecordingExchange.Answer
    ) throws {
        exchange = RecordingExchange(answer)
        let client = RemoteClient(
            system: .lucca, address: try RemoteAddress.lucca(pasted: "https://acme.ilucca.net", policy: OutboundPolicy()),
            exchange: exchange, budget: EndlessBudget(), scope: BudgetScope(name: "lucca:test", limit: 50, windowSeconds: 62),
            limits: limits, pacing: StandingTime().pacing,
            logger: logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        source = LuccaSource(client: client, apiKey: Secret(key), today: day(2026, 12, 1), fields: fields)
    }

    init(_ lucca: FakeLucca, limits: ReadLimits = .standard, fields: [LuccaField] = [], logger: Logger? = nil) throws {
        try self.init(limits: limits, fields: fields, logger: logger) { request, number in try lucca.answer(request, number) }
    }

    /// The paths of what was asked for, in order.
    var paths: [String] { exchange.requests.map(\.path) }
}

/// - Note: an id that is none becomes `e_none`, and the test that uses it fails.
func field(_ id: String, _ format: FieldFormat = .text) -> LuccaField {
    LuccaField(id: FieldID(id) ?? FieldID(.custom("e_none")), format: format)
}

/// - Note: a date that does not exist becomes 1970-01-01, and the test that uses it fails.
func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDay {
    CalendarDay(year: year, month: month, day: day) ?? CalendarDay(ordinal: 0)
}
