import SyncCore
import SyncEngine
import SyncTestKit
import Testing
import Words

@testable import AdminCLI

/// What commands say of rights in Lucca, which each generation has elsewhere; byte for byte, see `GoldenTests`.
@Suite("What commands say of each generation of Lucca")
struct GenerationGoldenTests {
    @Test(arguments: LuccaGeneration.allCases, Language.allCases)
    func remediesOfRights(generation: LuccaGeneration, language: Language) async throws {
        let transcript = Transcript(.table)
        let world = try await SmallWorld()
        var bench = world.bench
        for kind in ["lucca-client-id", "lucca-client-secret"] {
            _ = await bench.run("credential", "set", "acme", kind, input: "of-\(kind)")
        }
        try await bench.database.use(generation)
        let said = " --lang \(language.rawValue)"
        let field = LuccaField(id: FieldID(.custom("e_caces")), format: .text)
        bench.connector.source.offered = [OfferedField(field: field, holders: ["42"])]
        await transcript.run(bench, "field set acme e_site --to mobile" + said)
        await transcript.run(bench, "field set acme e_caces --to mobile" + said)
        await transcript.run(bench, "scope set acme --department 9" + said)
        await transcript.show(bench, "field explain acme --employee 99 --as-of 2026-12-01" + said)
        bench.connector.source.values.unreadable = [field.id]
        bench.connector.source.offered = []
        await transcript.show(bench, "field list acme" + said)
        await transcript.show(bench, "run now acme --as-of 2026-12-01" + said)
        for other in LuccaGeneration.allCases where other != generation { try await bench.database.use(other) }
        // Its problems are those of the generation that it read.
        await transcript.show(bench, "run show 1" + said)
        try await bench.database.use(generation)
        bench.connector.source.rows = []
        await transcript.show(bench, "scope tree acme" + said)
        try transcript.expect("generation\(generation.rawValue)-\(language.rawValue)")
    }
}

extension InMemoryDatabase {
    fileprivate func use(_ generation: LuccaGeneration) async throws {
        let registry = InMemoryTenantRegistry(self)
        var tenant = try await registry.tenant(try TenantSlug("acme"))
        tenant.settings.luccaAPI = generation
        try await registry.update(tenant)
    }
}
