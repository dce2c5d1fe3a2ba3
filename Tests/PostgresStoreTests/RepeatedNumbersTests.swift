import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

/// Constants that both the program and a database function need are equal in both.
@Suite("Constants repeated in SQL")
struct RepeatedNumbersTests {
    /// With every signature that it has: one of an older release may only call the other.
    private struct ReadFunction: PostgresStatement {
        typealias Row = String
        static let sql = "select string_agg(pg_get_functiondef(oid), '') as text from pg_proc where proname = $1"
        let name: String

        var bindings: [PostgresValue] { [.text(name)] }
        static func decode(_ row: PostgresRow) throws -> String { try row.text("text") }
    }

    @Test(arguments: [
        ("claim_runs", [WorkerPresence.silenceSeconds]),
        (
            "budget_shares",
            [
                RequestPlan.luccaStandardRequests, RequestPlan.luccaWindowSeconds, RequestPlan.planningPMEWindowSeconds,
                RequestPlan.planningPMEStandardRequests,
            ]
        ),
    ])
    func areTheProgramsOwn(function: String, numbers: [Int]) async throws {
        try await withTestDatabase { database, _ in
            let text = try #require(try await database.superuser.query(ReadFunction(name: function)).first)
            let found = Set(text.matches(of: /[0-9]+/).compactMap { Int($0.output) })
            #expect(found.isSuperset(of: numbers), "\(function) holds \(found.sorted())")
        }
    }
}
