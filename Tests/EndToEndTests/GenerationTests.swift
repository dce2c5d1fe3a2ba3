import Simulators
import Testing

/// One customer, by the real program, through both of Lucca's generations.
@Suite("Lucca's two generations, end to end")
struct GenerationTests {
    @Test("A change of generation rewrites references and nothing else, and back again")
    func eventsKeepTheirLives() async throws {
        try await GenerationScene.with(seed: 71) { scene in
            let tenant = scene.tenant
            _ = try await scene.run()
            let before = scene.shown()
            let expected = ExpectedPlanning(tenant: tenant, asOf: scene.today)
            expectExact(tenant, expected)

            let refused = try await scene.command("tenant", "edit", tenant.slug, "--lucca-api", "2")
            let remote = try #require(tenant.lucca.leaveAccounts.first { $0.isRemoteWork })
            #expect(refused.status == 64 && refused.stderr.contains("reason set \(tenant.slug) \(remote.id) --ignore"))
            try await scene.ignoreRemoteWork()

            let compared = try await scene.command("run", "compare", tenant.slug)
            #expect(compared.status == 0, "\(compared.stdout)\(compared.stderr)")
            try await scene.change(to: 2)
            let second = try await scene.run()
            #expect(second.counts.created == 0 && second.counts.deleted == 0 && second.counts.updated == before.count)
            #expect(scene.shown() == before)
            #expect(tenant.ours().allSatisfy { $0.remark.contains("/v2-") })
            let idle = try await scene.run()
            #expect(idle.counts.created + idle.counts.updated + idle.counts.deleted == 0 && idle.requests.planningpme == 0)

            try await scene.change(to: 1)
            let back = try await scene.run()
            #expect(back.counts.created == 0 && back.counts.deleted == 0 && back.counts.updated == before.count)
            #expect(scene.shown() == before)
            expectExact(tenant, expected)
        }
    }

    @Test("Generation 2 alone syncs what generation 1 would, with an extra field; its check names what Lucca has not opened")
    func aCustomerOfTheSecondGeneration() async throws {
        try await GenerationScene.with(seed: 72) { scene in
            let tenant = scene.tenant
            try await scene.ignoreRemoteWork()
            try await scene.change(to: 2)
            let site = try await scene.command("field", "set", tenant.slug, "e_Site-chantier", "--to", "Site")
            #expect(site.status == 0, "\(site.stderr)")
            _ = try await scene.run()
            let expected = ExpectedPlanning(tenant: tenant, asOf: scene.today)
            func facts(_ events: some Sequence<ExpectedPlanning.Event>) -> [String] {
                events.map { "\($0.resources) \($0.start) \($0.end) \($0.type)" }.sorted()
            }
            #expect(facts(tenant.oursAsExpected()) == facts(expected.events()))
            let sites = Set(
                try #require(tenant.lucca.fields.first { $0.id == "e_Site-chantier" }).entries.map(\.name))
            let shown = tenant.planning.resources.filter { resource in sites.contains { resource.json.contains($0) } }
            #expect(!shown.isEmpty, "no site arrived")

            let good = try await scene.command("tenant", "check", tenant.slug)
            #expect(good.stdout.contains("e_Site-chantier"), "\(good.stdout)")
            tenant.lucca.behaviour.generation2.leaves = .forbidden
            let closed = try await scene.command("tenant", "check", tenant.slug, "--output", "json")
            #expect(closed.status == 1 && closed.stdout.contains("lucca_forbidden"), "\(closed.stdout)")
            let failed = try await scene.command("run", "now", tenant.slug)
            #expect(failed.status == 1 && failed.stdout.contains("lucca_forbidden"), "\(failed.stdout)\(failed.stderr)")
            for secret in [tenant.credentials.luccaClientSecret, SimulatedLucca.tokenBeginning, SimulatedLucca.sickLeaveDetail] {
                for result in [good, closed, failed] { #expect(!(result.stdout + result.stderr).contains(secret)) }
                let dump = try await scene.installation.tool("pg_dump", [scene.installation.url()])
                #expect(dump.status == 0 && !dump.stdout.contains(secret))
                for name in sites { #expect(!dump.stdout.contains(name), "a value of an extra field is stored") }
            }
        }
    }
}
