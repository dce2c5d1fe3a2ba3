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

    @Test("A database restored from an older dump adopts what was made since")
    func restoredFromADump() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 32, tenants: 1, employees: 150)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            let expected = ExpectedPlanning(tenant: tenant, asOf: today)
            try await installation.register(tenant)
            let dump = installation.path("dump")
            let dumped = try await installation.tool("pg_dump", ["-Fc", "-f", dump, "-d", installation.url()])
            try #require(dumped.status == 0, "\(dumped.stderr)")
            _ = try await installation.runNow(tenant, asOf: today)
            let restored = try await installation.tool("pg_restore", ["--clean", "--if-exists", "-d", installation.url(), dump])
            try #require(restored.status == 0, "\(restored.stderr)")
            let run = try await installation.runNow(tenant, asOf: today)
            #expect(run.counts.created == 0)
            expectExact(tenant, expected)
        }
    }
}
