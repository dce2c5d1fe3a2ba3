import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// Secrets stored by a release that did not bind them.
@Suite("credential bind")
struct BindCredentialTests {
    private static let kinds: [CredentialKind] = [.luccaAPIKey, .planningPMEAppKey]

    private func bench(_ slugs: [String] = ["acme"]) async throws -> CommandLineBench {
        let bench = CommandLineBench()
        for slug in slugs {
            await bench.register(slug)
            let tenant = try await tenant(slug, bench)
            for kind in Self.kinds { try InMemoryVault(bench.database).setUnbound(Secret("x"), kind, of: tenant) }
        }
        return bench
    }

    private func tenant(_ slug: String, _ bench: CommandLineBench) async throws -> Tenant {
        try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug(slug))
    }

    private func hosts(_ slug: String, _ bench: CommandLineBench) async throws -> [String?] {
        try await InMemoryVault(bench.database).list(of: try await tenant(slug, bench).id).map { $0.host?.origin }
    }

    @Test func withoutYesItShowsTheHostsAndBindsNothing() async throws {
        let bench = try await bench()
        let outcome = await bench.run("credential", "bind", "acme")
        #expect(outcome.status == .usage)
        for text in ["https://acme.ilucca.net", "https://api.planningpme.com"] { #expect(outcome.data.contains(text)) }
        #expect(outcome.messages.contains("passerelle credential bind acme --yes"))
        #expect(try await hosts("acme", bench) == [nil, nil])
    }

    @Test func withYesEachOpensForItsHostAfterwards() async throws {
        let bench = try await bench()
        let vault = InMemoryVault(bench.database)
        let acme = try await tenant("acme", bench)
        await #expect(throws: SyncError.self) { try await vault.open(.luccaAPIKey, of: acme) }
        let outcome = await bench.run("credential", "bind", "acme", "--yes")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("Bound 2 secrets"))
        #expect(try await vault.open(.luccaAPIKey, of: acme) == Secret("x"))
        let again = await bench.run("credential", "bind", "acme")
        #expect(again.status == .done)
        #expect(again.messages.contains("Every stored secret is bound to its host."))
    }

    /// Too many lines to read: the operator names the exceptions.
    @Test func allLeavesOutHostsThatAreNotTheVendorsOwn() async throws {
        let bench = try await bench(["acme", "globex"])
        var globex = try await tenant("globex", bench)
        globex.planningPMEURL = "https://planning.example/globex/"
        try await InMemoryTenantRegistry(bench.database).update(globex)
        try InMemoryVault(bench.database).setUnbound(Secret("x"), .planningPMEAppKey, of: globex)
        let outcome = await bench.run("credential", "bind", "--all", "--yes")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("passerelle credential bind globex"))
        #expect(try await hosts("acme", bench) == ["https://acme.ilucca.net", "https://api.planningpme.com"])
        #expect(try await hosts("globex", bench) == ["https://globex.ilucca.net", nil])
        let named = await bench.run("credential", "bind", "globex", "--yes")
        #expect(named.status == .done, "\(named.messages)")
        #expect(try await hosts("globex", bench) == ["https://globex.ilucca.net", "https://planning.example"])
    }

    @Test func itTakesNamesOrAll() async {
        for words in [["credential", "bind"], ["credential", "bind", "acme", "--all"]] {
            let outcome = await CommandLineBench().run(words)
            #expect(outcome.status == .usage)
            #expect(outcome.messages.contains("--all"))
        }
    }

    @Test func anUnboundSecretStopsARunBeforeItIsQueued() async throws {
        let world = try await SmallWorld()
        let tenant = try await tenant("acme", world.bench)
        try InMemoryVault(world.bench.database).setUnbound(Secret("x"), .luccaAPIKey, of: tenant)
        let outcome = await world.run("run", "start", "acme")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("[credential_unbound]"))
        #expect(outcome.messages.contains("passerelle credential bind acme"))
        #expect(try await InMemoryRunStore(world.bench.database).liveRun(of: tenant.id) == nil)
    }
}
