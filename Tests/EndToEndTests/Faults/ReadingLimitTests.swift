import Simulators
import Testing

/// How much of a remote's answers one run takes: what the operator sets, and less once workers died of it.
@Suite("Limits of what is read, end to end", .timeLimit(.minutes(10)))
struct ReadingLimitTests {
    private static func answer(_ piece: String, bytes: Int, closing: String, to tenant: SimulatedTenant) -> Fault {
        Fault(
            .flood(opening: #"{"data":{"items":["#, piece: piece, closing: closing, bytes: bytes), remote: .lucca,
            tenant: tenant.slug, route: "/api/v3/users", times: nil)
    }

    @Test("The row limit is the tenant's own: a list beyond it ends the run by name, and a higher one lets it through")
    func theRowLimitIsTheTenants() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 441, tenants: 1, employees: 4)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            try await installation.register(tenant, options: ["--match-email", "--row-limit", "1000"])
            // 1,501 rows of one employee, the same at each reading.
            installation.world.faults.add(
                Self.answer(#"{"id":12},"#, bytes: 15_000, closing: #"{"id":12}],"count":1501}}"#, to: tenant))
            let refused = try await installation.runNow(tenant, asOf: today, endings: ["failed"])
            #expect(refused.error?.code == "lucca_too_large", "\(String(describing: refused.error))")
            try await installation.expect(["tenant", "edit", tenant.slug, "--row-limit", "5000"])
            let taken = try await installation.runNow(tenant, asOf: today)
            #expect(taken.error == nil)
        }
    }

    @Test("A run that two workers died of takes less of an answer than any other", arguments: [0, 1, 2])
    func aSuspectRunTakesLess(deaths: Int) async throws {
        try await Installation.with(SimulatorConfiguration(seed: 442, tenants: 1, employees: 4)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            try await installation.register(tenant)
            // Nobody is listed, in 9 MiB.
            installation.world.faults.add(
                Self.answer(String(repeating: " ", count: 1024), bytes: 9 << 20, closing: #"],"count":0}}"#, to: tenant))
            try await installation.expect(["run", "start", tenant.slug, "--as-of", "\(today)"])
            try await installation.sql("update run set deaths = \(deaths)")
            // However long a busy machine takes for 9 MiB.
            let run = try await installation.runNow(
                tenant, asOf: today, endings: deaths < 2 ? ["succeeded", "partial"] : ["failed"],
                environment: ["PASSERELLE_CALL_SECONDS": "600"])
            #expect(run.error?.code == (deaths < 2 ? nil : "lucca_too_large"), "\(String(describing: run.error))")
        }
    }
}
