import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("PostgresTenantRegistry")
struct TenantRegistryTests {
    /// The table accepts what the command accepts.
    @Test(arguments: [(1, 0), (10_001, 1_000_001), (100_000, 10), (1_000_000, Int(Int32.max))])
    func aPlanAndABrakeHaveNoOtherCeiling(plan: Int, brake: Int) async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            tenant.settings.hourlyRequests = plan
            tenant.settings.brake = Brake(count: brake, percent: 20)
            try await registry.update(tenant)
            let stored = try await registry.tenant(tenant.id)
            #expect(stored.revision == tenant.revision + 1)
            tenant.revision = stored.revision
            #expect(stored == tenant)
        }
    }

    /// Only that tenant shows it.
    @Test func oneUnreadableDialectDoesNotHideTheOtherTenants() async throws {
        try await withTestDatabase { database, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let acme = try await registry.create(Samples.newTenant("acme"))
            let globex = try await registry.create(Samples.newTenant("globex"))
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    "update tenant set planning_dialect = '{\"probedAt\": \"yesterday\"}' where slug = 'acme'")
            }
            let listed = try await registry.list()
            #expect(listed.map(\.slug) == [acme.slug, globex.slug] && listed.map(\.dialect.isUnreadable) == [true, false])
            #expect(listed.last == globex)
            await #expect(throws: SyncError.self) { try await registry.tenant(acme.id) }
        }
    }

    /// A secret belongs to the host that it was stored for.
    @Test func anotherHostNeverGetsTheSecretsOfTheOldOne() async throws {
        try await withTestDatabase { _, worker in
            try await TemporaryFolder.with { folder in
                let file = KeyringFile(path: "\(folder)/keyring.json")
                try file.initialize(now: Instant(secondsSince1970: 0))
                let vault = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: file))
                let registry = PostgresTenantRegistry(pool: worker)
                var tenant = try await registry.create(Samples.newTenant("acme"))
                let bystander = try await registry.create(Samples.newTenant("globex"))
                for owner in [tenant, bystander] {
                    for kind in CredentialKind.allCases { try await vault.set(Secret("x"), kind, of: owner) }
                }
                let all = Set(CredentialKind.allCases)
                func stored() async throws -> Set<CredentialKind> { Set(try await vault.list(of: tenant.id).map(\.kind)) }

                tenant.planningPMEURL = "https://api.planningpme.test/other/"
                try await registry.update(tenant)
                #expect(try await stored() == all, "another brand of the same host")
                tenant.luccaURL = "https://acme.ilucca.net"
                try await registry.update(tenant)
                #expect(try await stored() == all.subtracting([.luccaAPIKey, .luccaClientID, .luccaClientSecret]))
                tenant.planningPMEURL = "https://planning.acme.fr/acme/"
                try await registry.update(tenant)
                #expect(try await stored().isEmpty)
                #expect(try await vault.list(of: bystander.id).count == all.count)

                // Someone who may write the row changed the address; once restored, it is the same host for what is bound to it.
                try await worker.withConnection {
                    try await $0.executeScript(
                        """
                        select set_config('passerelle.tenant', '\(bystander.id)', true);
                        update tenant set planningpme_url = 'https://evil.example/globex/';
                        """)
                }
                try await expectError(.credentialForOtherHost) {
                    _ = try await vault.open(.planningPMEPassword, of: try await registry.tenant(bystander.id))
                }
                try await registry.update(bystander)
                #expect(try await vault.list(of: bystander.id).count == all.count)
                for kind in all { #expect(try await vault.open(kind, of: bystander) == Secret("x")) }
            }
        }
    }

    @Test(arguments: [
        ("http://acme.localhost:1", "http://acme.localhost:1", true),
        ("http://acme.localhost:1", "http://acme.localhost:2", false),
        ("http://acme.localhost:1", "http://127.0.0.1:1", false), ("http://[::1]:1", "http://[::1]:1", true),
        ("http://localhost:80", "http://LOCALHOST", true), ("http://acme.localhost:1", "https://acme.localhost:1", false),
        ("https://acme.ilucca.net", "https://acme.ilucca.net:443", true), ("https://a.ilucca.net", "https://b.ilucca.net", false),
        ("https://acme.ilucca.net", "https://acme.ilucca-test.net", false),
        ("https://acme.ilucca.net", "http://127.0.0.1:1", false),
    ])
    func aHostIsAnotherOneByItsSchemeNameOrPort(_ before: String, _ after: String, _ isSame: Bool) throws {
        let old = Tenant(
            id: TenantID(UUID()), slug: try TenantSlug("acme"), name: "Acme", state: .draft, environment: .test, luccaURL: before,
            planningPMEURL: before + "/acme/", contact: nil, settings: try Samples.settings(), scope: DepartmentScope(bases: []),
            createdAt: Instant(secondsSince1970: 0))
        var new = old
        (new.luccaURL, new.planningPMEURL) = (after, after + "/acme/")
        #expect(new.credentialsOfOtherHosts(than: old) == (isSame ? [] : Set(CredentialKind.allCases)))
    }

    @Test func deletingErasesEverythingAndFreesTheSlug() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Seed.everything("acme", in: worker)
            let registry = PostgresTenantRegistry(pool: worker)
            try await expectError(.runActive) { try await registry.delete(tenant.id) }
            let runs = PostgresRunStore(pool: worker)
            let live = try #require(try await runs.liveRun(of: tenant.id))
            try await database.superuser.execute(ExpireLease(run: live.id))
            try await registry.delete(tenant.id)
            for table in try await Catalogue.tenantTables(of: database) {
                let left = try await Probe.count("select count(*) from \(table.name)", of: nil, database.superuser)
                #expect(left == .rows(0), "\(table.name)")
            }
            #expect(try await Probe.count("select count(*) from request_budget", of: nil, database.superuser) == .rows(0))
            let again = try await registry.create(Samples.newTenant("acme"))
            #expect(again.id != tenant.id)
        }
    }
}
