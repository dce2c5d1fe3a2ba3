import Simulators
import Testing

/// Rows of the ledger were deleted; the rest of the database is intact (`LimitedViewTests` has the same under a limited view).
@Suite("A ledger that lost rows, end to end", .timeLimit(.minutes(10)))
struct LostRowsTests {
    @Test("The next run adopts the events unchanged; the run after it reads nothing", arguments: LostRows.allCases)
    func adopted(_ lost: LostRows) async throws {
        try await Brand.with("seen", PlanningBehaviour()) { brand in
            try await brand.register()
            try await brand.probe()
            try await brand.run()
            brand.expectExactNow(after: "first sync")
            let before = brand.tenant.planning.events
            try await brand.installation.sql(lost.sql)
            let run = try await brand.run()
            #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0, "\(lost): \(run.counts)")
            #expect(brand.tenant.planning.events == before, "\(lost)")
            let next = try await brand.run()
            #expect(next.requests.planningpme <= 1, "\(lost): \(next.requests)")
            // Adopted events are deleted and changed as usual.
            let periods = brand.periods()
            try #require(periods.count >= 2)
            try brand.tenant.lucca.apply(.cancelPeriod(period: periods[0]))
            try brand.tenant.lucca.apply(.shortenPeriod(period: periods[1], halfDays: 1))
            try await brand.run()
            brand.expectExactNow(after: "changes after \(lost) was lost")
        }
    }
}

/// Which rows of the ledger were deleted.
enum LostRows: String, CaseIterable, Sendable {
    case all, half

    var sql: String {
        "delete from unavailability_ledger" + (self == .all ? "" : " where event_key % 2 = 0")
    }
}
