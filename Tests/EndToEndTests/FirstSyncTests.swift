import Simulators
import Testing

@Suite("First sync, end to end", .serialized)
struct FirstSyncTests {
    @Test("Three tenants of 300 employees, each with different oddities, end exact; a second run writes nothing")
    func firstSyncIsExactAndTheSecondWritesNothing() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 11, tenants: 3, employees: 300)) { installation in
            let tenants = installation.world.tenants
            tenants[0].lucca.behaviour.letterCase = .seen
            tenants[0].lucca.behaviour.dateForm = .dateTime
            tenants[0].lucca.behaviour.addsUnknownProperties = true
            tenants[0].planning.behaviour.timeForm = .local
            tenants[1].lucca.behaviour.letterCase = .capitalized
            tenants[1].lucca.behaviour.ignoresDepartmentFilter = true
            tenants[1].lucca.behaviour.rowsWithinTime = 2500
            tenants[1].planning.behaviour.ignoresPaging = true
            tenants[1].planning.behaviour.createdStatus = 200
            tenants[2].lucca.behaviour.servesRemoteWork = false
            tenants[2].planning.behaviour.maximumPageSize = 50
            let today = installation.world.today
            for tenant in tenants {
                let expected = ExpectedPlanning(tenant: tenant, asOf: today)
                let before = tenant.theirs()
                try await installation.register(tenant)

                let preview = try await installation.expect([
                    "run", "preview", tenant.slug, "--as-of", "\(today)", "--output", "json",
                ])
                .decode(PreviewDocument.self)
                #expect(tenant.ours().isEmpty, "a preview writes nothing")
                #expect(Set(preview.changes.map(\.reference)) == Set(expected.events().map(\.reference)))

                let first = try await installation.runNow(tenant, asOf: today)
                expectExact(tenant, expected)
                #expect(first.counts.created == expected.events().count)
                #expect(tenant.theirs() == before, "other events are unchanged")

                let second = try await installation.runNow(tenant, asOf: today)
                #expect(second.counts.created + second.counts.updated + second.counts.deleted == 0)
                #expect(second.requests.planningpme <= 1)
                expectExact(tenant, expected)
            }
        }
    }

    @Test("A run without changes for 500 employees sends at most 10 requests to Lucca and one to PlanningPME")
    func nothingNewCostsFewRequests() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 12, tenants: 1, employees: 500)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            installation.world.journal.reset()
            let second = try await installation.runNow(tenant, asOf: today)
            #expect(second.requests.lucca <= 10)
            #expect(second.requests.planningpme <= 1)
            let sent = installation.world.journal.entries()
            #expect(sent.filter { $0.remote == .lucca }.count == second.requests.lucca, "the run counts what it sends")
            #expect(sent.filter { $0.remote == .planningpme }.count == second.requests.planningpme)
        }
    }
}
