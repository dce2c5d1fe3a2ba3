import Simulators
import SyncTestKit
import Testing

/// Our user's group sees so many days only: an event that no list shows is there all the same.
@Suite("A limited view", .serialized, .timeLimit(.minutes(30)))
struct LimitedViewTests {
    private func with(_ body: (Brand) async throws -> Void) async throws {
        var behaviour = PlanningBehaviour()
        behaviour.viewDays = 30
        try await Brand.with("seen, 30 days", behaviour) { brand in
            try await brand.register()
            try await brand.probe()
            _ = try await brand.run()
            brand.expectExactNow(after: "first sync")
            try #require(brand.tenant.ours().contains { $0.start > brand.beyond })
            try await body(brand)
        }
    }

    @Test("Reconciling asks for what no list shows by its key, and makes nothing twice") func reconciling() async throws {
        try await with { brand in
            for _ in 0..<2 {
                let run = try await brand.run(["--reconcile"])
                #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0, "\(run.counts)")
                brand.expectExactNow(after: "--reconcile")
            }
        }
    }

    @Test("The customer is told once, with the right to ask for") func told() async throws {
        try await with { brand in
            let told = try await brand.installation.sql("select count(*) from run_problem where code = 'view_limited'")
            _ = try await brand.run(["--reconcile"])
            _ = try await brand.run(["--reconcile"])
            let after = try await brand.installation.sql("select count(*) from run_problem where code = 'view_limited'")
            let shown = try await brand.installation.expect(["tenant", "show", brand.slug])
            #expect((Int(after) ?? 9) - (Int(told) ?? 0) <= 1 && shown.stdout.contains("limited"), "\(shown.stdout)")
        }
    }

    @Test("After a lost database nothing is made twice") func adoption() async throws {
        try await with { brand in
            try await brand.installation.sql(
                "delete from unavailability_ledger; delete from tenant_memory; delete from resource_link")
            let run = try await brand.run(endings: ["failed", "partial", "succeeded", "needs_review"])
            expectOnce(brand.tenant.oursAsExpected(), after: "adoption, \(run.status) \(String(describing: run.error))")
            if run.status == "failed" { #expect(run.error?.remedy.isEmpty == false) }
        }
    }
}

extension Brand {
    /// The end of what such a group sees, in seconds since 1970.
    fileprivate var beyond: Int { (today.ordinal + 31) * 86_400 }
}
