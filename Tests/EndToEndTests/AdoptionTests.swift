import Simulators
import Testing

@Suite("Adoption, end to end", .serialized)
struct AdoptionTests {
    @Test("A tenant deleted and registered again adopts its events")
    func registeredAgain() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 31, tenants: 1, employees: 150)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            let expected = ExpectedPlanning(tenant: tenant, asOf: today)
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let before = tenant.ours()
            try await installation.expect(["tenant", "delete", tenant.slug, "--yes"])
            try await installation.register(tenant)
            let run = try await installation.runNow(tenant, asOf: today)
            #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0)
            #expect(tenant.ours() == before)
            expectExact(tenant, expected)
        }
    }

    @Test("A database restored from yesterday's dump adopts newer events and forgets deleted ones")
    func restoredFromADump() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 32, tenants: 1, employees: 150)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            let expected = ExpectedPlanning(tenant: tenant, asOf: today)
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let dump = installation.path("dump")
            let dumped = try await installation.tool("pg_dump", ["-Fc", "-f", dump, "-d", installation.url()])
            try #require(dumped.status == 0, "\(dumped.stderr)")

            // The day after, one absence is added and one removed; then the database of the day before is restored.
            let employee = try #require(expected.resources.keys.min())
            let account = try #require(tenant.lucca.leaveAccounts.first { $0.name == "Formation" })
            let added = try tenant.lucca.apply(
                .addLeave(
                    employee: employee, account: account.id, from: today.adding(165), startsInMorning: true, halfDays: 4,
                    isConfirmed: true, seconds: nil))
            let future = tenant.lucca.leaves.first {
                $0.period != added && $0.day > today.adding(10) && expected.resources[$0.employee] != nil && $0.isActive
                    && !$0.hasCancellationDate && $0.isConfirmed && expected.types[$0.account] != nil
            }
            try tenant.lucca.apply(.cancelPeriod(period: try #require(future).period))
            let second = try await installation.runNow(tenant, asOf: today)
            #expect(second.counts.created > 0 && second.counts.deleted > 0)
            expectExact(tenant, expected.later(today))

            try await installation.recreateDatabase()
            let restored = try await installation.tool("pg_restore", ["-d", installation.url(), dump])
            try #require(restored.status == 0, "\(restored.stderr)")
            let run = try await installation.runNow(tenant, asOf: today)
            #expect(run.counts.created == 0)
            expectExact(tenant, expected.later(today))
        }
    }
}
