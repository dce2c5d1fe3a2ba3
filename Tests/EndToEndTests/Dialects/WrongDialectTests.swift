import Foundation
import Simulators
import SyncTestKit
import Testing

/// A dialect that is not the brand's: few wrong writes, a run that reports them, no write until a person has looked, and everything
/// corrected afterwards.
@Suite("A wrong dialect", .serialized, .timeLimit(.minutes(30)))
struct WrongDialectTests {
    /// For each point, a brand and a value that it does not have.
    struct Case: Sendable, CustomStringConvertible {
        let point: String
        let wrong: String
        let brand: String
        var description: String { "\(point)=\(wrong) on \(brand)" }
    }

    private static let cases = [
        Case(point: "kind", wrong: "type=Unavailability", brand: "seen"),
        Case(point: "kind", wrong: "isUnavailability", brand: "whole-days"),
        Case(point: "reason", wrong: "label", brand: "seen"), Case(point: "reason", wrong: "_label", brand: "terse"),
        Case(point: "time", wrong: "utc", brand: "seen"), Case(point: "time", wrong: "local", brand: "french-utc"),
        // Where only local times are exchanged, the zone is unknown.
        Case(point: "zone", wrong: "America/Martinique", brand: "statuses"),
        Case(point: "status", wrong: "none", brand: "statuses"), Case(point: "whole_day", wrong: "bounds", brand: "whole-days"),
        Case(point: "update", wrong: "merge", brand: "statuses"),
    ]

    /// Points whose wrong value makes no wrong event: the run ends exact, or says why not.
    private static let harmless = [
        Case(point: "list", wrong: "by_name", brand: "french-utc"), Case(point: "paging", wrong: "from_1", brand: "whole-days"),
        Case(point: "view", wrong: "whole", brand: "terse"), Case(point: "created_key", wrong: "key", brand: "terse"),
        Case(point: "gone", wrong: "404", brand: "whole-days"), Case(point: "department", wrong: "list", brand: "statuses"),
        Case(point: "remark", wrong: "kept", brand: "terse"), Case(point: "token", wrong: "put", brand: "french-utc"),
        Case(point: "update", wrong: "replace", brand: "seen"),
    ]

    private func make(_ brand: Brand, _ point: String, _ value: String) async throws {
        try await brand.installation.sql(
            """
            update tenant set planning_dialect = jsonb_set(
                planning_dialect, '{findings,\(point)}',
                '{"value": "\(value)", "origin": "probed", "foundAt": 1780000000000, "evidence": {}}')
            """)
    }

    private func lucca(_ brand: Brand) throws {
        var periods = brand.periods()
        try #require(periods.count >= 4)
        for _ in 0..<4 {
            try brand.tenant.lucca.apply(.shortenPeriod(period: periods.removeFirst(), halfDays: 1))
        }
    }

    @Test("A first sync fails after at most three wrong events; after a new probe all are right", arguments: cases)
    func firstSync(_ wrong: Case) async throws {
        // Only a PUT shows a wrong way of updating.
        if wrong.point == "update" { return }
        try await Brand.with("\(wrong)", try #require(PlanningBehaviour.profile(named: wrong.brand))) { brand in
            try await brand.register()
            try await brand.probe()
            try await make(brand, wrong.point, wrong.wrong)
            let run = try await brand.run(endings: ["failed"])
            #expect(run.error?.code == "planning_disagrees", "\(wrong): \(String(describing: run.error))")
            #expect(run.error?.remedy.contains("tenant probe") == true, "\(wrong): \(String(describing: run.error))")
            #expect((1...3).contains(brand.wrong()), "\(wrong): \(brand.wrong()) wrong events")
            try await expectRepair(brand, wrong, run: run)
        }
    }

    @Test("A later run fails after at most three wrong events; after a new probe all are right", arguments: cases)
    func betweenRuns(_ wrong: Case) async throws {
        try await Brand.with("\(wrong)", try #require(PlanningBehaviour.profile(named: wrong.brand))) { brand in
            try await brand.register()
            try await brand.probe()
            _ = try await brand.run()
            brand.expectExactNow(after: "first sync")
            for event in brand.tenant.ours() where !event.remark.isEmpty {
                try brand.tenant.planning.apply(.editRemark(event: event.key, remark: "Voir Paul \(event.remark)"))
            }
            try lucca(brand)
            try await make(brand, wrong.point, wrong.wrong)
            let before = brand.tenant.ours()
            let run = try await brand.run(endings: ["failed", "partial", "succeeded"])
            #expect(brand.wrong(since: before) <= 3, "\(wrong): \(brand.wrong(since: before)) wrong events")
            if run.status == "failed" {
                #expect(run.error?.code == "planning_disagrees", "\(wrong): \(String(describing: run.error))")
                try await expectRepair(brand, wrong, run: run)
            } else {
                // Members that a change omits stay, and a planning may refuse what it does not know: few of those writes, or none,
                // are wrong, and each is reported.
                let told = run.problems.filter { ["planning_disagrees", "event_refused"].contains($0.code) }
                #expect(brand.wrong() <= told.count, "\(wrong): \(run.problems)")
                try await brand.probe()
                try await brand.run(["--reconcile"])
                brand.expectExactNow(after: "a new probe")
            }
        }
    }

    private func expectRepair(_ brand: Brand, _ wrong: Case, run: RunDocument) async throws {
        let before = brand.tenant.planning.events
        let blocked = try await brand.run(endings: ["failed"])
        #expect(blocked.error?.code == "planning_disagrees", "\(wrong): \(String(describing: blocked.error))")
        #expect(brand.tenant.planning.events == before, "\(wrong): a run in doubt wrote something")
        try await brand.probe()
        try await brand.run(["--reconcile"])
        brand.expectExactNow(after: "a new probe")
        #expect(brand.tenant.theirs() == brand.theirs, "\(wrong): a planner's event was changed")
    }

    @Test("A wrong point that affects no event is found too: no event is duplicated or wrong", arguments: harmless)
    func harmlessOnes(_ wrong: Case) async throws {
        try await Brand.with("\(wrong)", try #require(PlanningBehaviour.profile(named: wrong.brand))) { brand in
            try await brand.register()
            try await brand.probe()
            try await make(brand, wrong.point, wrong.wrong)
            let run = try await brand.run(endings: ["failed", "partial", "succeeded"])
            expectOnce(brand.tenant.oursAsExpected(), after: "\(wrong)")
            #expect(brand.wrong() <= 3, "\(wrong): \(brand.wrong()) wrong events")
            if run.status != "failed" { brand.expectExactNow(after: "first sync") }
            try await brand.probe()
            try await brand.run(["--reconcile"])
            brand.expectExactNow(after: "a new probe")
        }
    }

    @Test(
        "A brand that changes its dialect overnight is noticed; after a new probe its events are right",
        arguments: [
            ("seen", "terse"), ("assumed-1", "seen"), ("whole-days", "french-utc"), ("statuses", "whole-days"),
        ])
    func changed(_ before: String, _ after: String) async throws {
        try await Brand.with("\(before) to \(after)", try #require(PlanningBehaviour.profile(named: before))) { brand in
            try await brand.register()
            try await brand.probe()
            _ = try await brand.run()
            brand.tenant.planning.behaviour = try #require(PlanningBehaviour.profile(named: after))
            try lucca(brand)
            let stood = brand.tenant.ours()
            try await brand.run(endings: ["failed", "partial", "succeeded"])
            #expect(brand.wrong(since: stood) <= 3, "\(before) to \(after): \(brand.wrong(since: stood)) wrong events")
            expectOnce(brand.tenant.oursAsExpected(), after: "\(before) to \(after)")
            try await brand.probe()
            try await brand.run(["--reconcile"])
            brand.expectExactNow(after: "a new probe")
        }
    }
}
