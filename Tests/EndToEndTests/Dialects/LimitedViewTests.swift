import Foundation
import Simulators
import SyncTestKit
import Testing

/// Our user's group sees a limited number of days: an unlisted event exists all the same.
@Suite("A limited view", .serialized, .timeLimit(.minutes(30)))
struct LimitedViewTests {
    private func with(isSynced: Bool = true, _ body: (Brand) async throws -> Void) async throws {
        var behaviour = PlanningBehaviour()
        behaviour.viewDays = 30
        try await Brand.with("seen, 30 days", behaviour) { brand in
            try await brand.register()
            try await brand.probe()
            guard isSynced else { return try await body(brand) }
            _ = try await brand.run()
            brand.expectExactNow(after: "first sync")
            try #require(brand.tenant.ours().contains { $0.start > brand.beyond })
            try await body(brand)
        }
    }

    @Test("Reconciling reads unlisted events by key and creates none twice") func reconciling() async throws {
        try await with { brand in
            for _ in 0..<2 {
                let run = try await brand.run(["--reconcile"])
                #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0, "\(run.counts)")
                brand.expectExactNow(after: "--reconcile")
            }
        }
    }

    @Test("The limited view is reported once, with the right to ask for") func reported() async throws {
        try await with { brand in
            let told = try await brand.installation.sql("select count(*) from run_problem where code = 'view_limited'")
            _ = try await brand.run(["--reconcile"])
            _ = try await brand.run(["--reconcile"])
            let after = try await brand.installation.sql("select count(*) from run_problem where code = 'view_limited'")
            let shown = try await brand.installation.expect(["tenant", "show", brand.slug])
            #expect((Int(after) ?? 9) - (Int(told) ?? 0) <= 1 && shown.stdout.contains("limited"), "\(shown.stdout)")
        }
    }

    @Test("After a database loss no event is created twice") func adoption() async throws {
        try await with { brand in
            try await brand.installation.sql(
                "delete from unavailability_ledger; delete from tenant_memory; delete from resource_link")
            let run = try await brand.run(endings: ["failed", "partial", "succeeded", "needs_review"])
            expectOnce(brand.tenant.oursAsExpected(), after: "adoption, \(run.status) \(String(describing: run.error))")
            if run.status == "failed" { #expect(run.error?.remedy.isEmpty == false) }
        }
    }

    @Test("After lost ledger rows no event is created twice and no reference is removed", arguments: LostRows.allCases)
    func lostRows(_ lost: LostRows) async throws {
        try await with { brand in
            let before = brand.tenant.ours()
            try await brand.installation.sql(lost.sql)
            for options in [[], ["--reconcile"]] {
                let run = try await brand.run(options, endings: ["failed"])
                #expect(run.error?.code == "view_limited" && run.error?.remedy.contains("tenant probe") == true, "\(run)")
                #expect(brand.tenant.ours() == before, "\(lost)")
            }
            try await widen(brand)
            try await brand.run()
            #expect(brand.tenant.ours() == before, "\(lost)")
            brand.expectExactNow(after: "a wider view")
        }
    }

    private func widen(_ brand: Brand) async throws {
        brand.tenant.planning.behaviour.viewDays = nil
        try await brand.probe()
    }

    // MARK: Killed

    /// `run now`, killed at that point; its lease is then expired.
    private func kill(_ brand: Brand, at point: String) async throws {
        let killed = try await brand.installation.command(
            ["run", "now", brand.slug, "--as-of", "\(brand.today)"], environment: ["PASSERELLE_FAULT_POINT": "\(point):kill"])
        try #require(killed.signal == SIGKILL, "\(point): \(killed.status) \(killed.stderr)")
        try await brand.installation.sql("update run set lease_until = clock_timestamp() - interval '1 second'")
    }

    @Test(
        "After a killed first sync, unlisted creates stay open and are reported until lists show their day",
        arguments: ["after_intents:1", "after_remote_write:9", "before_outcomes:1"])
    func killedFirstSync(_ point: String) async throws {
        try await with(isSynced: false) { brand in
            try await kill(brand, at: point)
            for options in [[], ["--reconcile"]] {
                let run = try await brand.run(options, endings: ["partial"])
                let told = run.problems.filter { $0.code == "event_unconfirmed" }
                #expect(!told.isEmpty && told.allSatisfy { $0.remedy.contains("no limited period") }, "\(point): \(run.problems)")
                let waiting = Set(
                    told.compactMap { $0.subject.event?.split(separator: "/").dropFirst().first.flatMap { Int($0) } })
                expectOnce(brand.tenant.oursAsExpected(), after: point)
                brand.expectExactNow(after: point, except: waiting)
            }
            try await widen(brand)
            let run = try await brand.run(["--reconcile"])
            #expect(!run.problems.contains { $0.code == "event_unconfirmed" }, "\(point): \(run.problems)")
            brand.expectExactNow(after: "\(point), a wider view")
        }
    }

    @Test(
        "After a killed daily run, the next run ends exact: it reads events with a known key by key",
        arguments: ["after_intents:1", "after_remote_write:1", "before_outcomes:1"])
    func killedDailyRun(_ point: String) async throws {
        try await with { brand in
            var periods = brand.periods().filter { period in
                brand.tenant.lucca.leaves.contains { $0.period == period && $0.day > brand.today.adding(40) }
            }
            try #require(periods.count >= 3)
            try brand.tenant.lucca.apply(.cancelPeriod(period: periods.removeFirst()))
            for period in periods.prefix(3) { try brand.tenant.lucca.apply(.shortenPeriod(period: period, halfDays: 1)) }
            try await kill(brand, at: point)
            let run = try await brand.run()
            #expect(!run.problems.contains { $0.code == "event_unconfirmed" }, "\(point): \(run.problems)")
            brand.expectExactNow(after: point)
            let again = try await brand.run(["--reconcile"])
            #expect(again.counts.created + again.counts.updated + again.counts.deleted == 0, "\(point): \(again.counts)")
        }
    }
}

extension Brand {
    /// The end of that group's view, in seconds since 1970.
    fileprivate var beyond: Int { (today.ordinal + 31) * 86_400 }
}
