import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("PostgresCredentialVault")
struct CredentialVaultTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private func withVault(
        _ body: @Sendable (PostgresCredentialVault, MasterKeys, TestDatabase, PostgresPool) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let file = KeyringFile(path: "\(folder)/keyring.json")
            try file.initialize(now: Self.now)
            let keys = MasterKeys(file: file)
            try await withTestDatabase { database, worker in
                try await body(PostgresCredentialVault(pool: worker, masterKeys: keys), keys, database, worker)
            }
        }
    }

    /// A keyring made elsewhere, for a new installation or another one, with the stored secrets in every state.
    @Test(arguments: [1, 2, 5])
    func aKeyringOfElsewhereSealsNothing(tenants: Int) async throws {
        try await withVault { vault, keys, _, worker in
            for number in 1...tenants {
                let tenant = try await Samples.tenant("tenant\(number)", in: worker)
                try await vault.set(Secret("theirs"), .luccaAPIKey, of: tenant)
            }
            let draft = try await Samples.tenant("draft", in: worker)
            try await TemporaryFolder.with { folder in
                let elsewhere = KeyringFile(path: "\(folder)/keyring.json")
                try elsewhere.initialize(now: Self.now)
                let foreign = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: elsewhere))
                try await expectError(.keyringUnusable) { try await foreign.set(Secret("x"), .luccaAPIKey, of: draft) }
                try await expectError(.keyringUnusable) { _ = try await foreign.digester(of: draft.id) }
                try await expectError(.keyringUnusable) { try await KeyringCheck(pool: worker, file: elsewhere).requireUsable() }
            }
            try await KeyringCheck(pool: worker, file: keys.file).requireUsable()
            try await vault.set(Secret("ours"), .luccaAPIKey, of: draft)
            #expect(try await vault.open(.luccaAPIKey, of: draft) == Secret("ours"))
        }
    }

    /// From an earlier release, or written by hand.
    @Test func whatAKeyringOfElsewhereSealedIsThatTenantsTrouble() async throws {
        try await withVault { vault, keys, database, worker in
            var tenants: [Tenant] = []
            for slug in ["acme", "globex", "draft"] {
                let tenant = try await Samples.tenant(slug, in: worker)
                try await vault.set(Secret("theirs"), .luccaAPIKey, of: tenant)
                tenants.append(tenant)
            }
            let draft = tenants[2]
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    "update tenant_data_key set master_key_id = 'mk-of-elsewhere' where tenant_id = '\(draft.id)'")
            }
            try await KeyringCheck(pool: worker, file: keys.file).requireUsable()
            #expect(try await vault.open(.luccaAPIKey, of: tenants[0]) == Secret("theirs"))
            try await expectError(.keyringUnusable) { _ = try await vault.open(.luccaAPIKey, of: tenants[2]) }
        }
    }

    @Test func onlyCiphertextIsStored() async throws {
        try await withVault { vault, _, database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            try await vault.set(Secret("canary-in-clear"), .luccaAPIKey, of: tenant)
            let found = try await Probe.count(
                "select count(*) from credential where position('canary'::bytea in sealed) > 0", of: nil, database.superuser)
            #expect(found == .rows(0))
        }
    }

    @Test(
        arguments: [
            // Another kind of the same tenant; another tenant; another tenant with its key; another master key's id.
            "update credential set kind = 'planningpme-appkey'",
            "update credential set sealed = (select sealed from credential where tenant_id = 'B') where tenant_id = 'A'",
            "update tenant_data_key set wrapped = other.wrapped, id = other.id, master_key_id = other.master_key_id "
                + "from tenant_data_key other where tenant_data_key.tenant_id = 'A' and other.tenant_id = 'B'",
            "update tenant_data_key set id = gen_random_uuid() where tenant_id = 'A'",
            "update credential set sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1)",
            "update credential set sealed = set_byte(sealed, 0, 1)", "update credential set sealed = set_byte(sealed, 0, 3)",
            "update credential set sealed = substr(sealed, 1, 12)",
            "update tenant_data_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)",
        ])
    func aMovedOrChangedCiphertextNeverOpens(move: String) async throws {
        try await withVault { vault, _, database, worker in
            let acme = try await Samples.tenant("acme", in: worker)
            let globex = try await Samples.tenant("globex", in: worker)
            try await vault.set(Secret("of acme"), .luccaAPIKey, of: acme)
            try await vault.set(Secret("of globex"), .luccaAPIKey, of: globex)
            let sql = move.replacing("'A'", with: "'\(acme.id)'").replacing("'B'", with: "'\(globex.id)'")
            try await database.superuser.withConnection { try await $0.executeScript(sql) }
            for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey] {
                let opened = try await code {
                    let secret = try await vault.open(kind, of: acme)
                    #expect(secret == nil)
                }
                #expect(opened == nil || opened == .credentialUnreadable)
            }
        }
    }

    @Test func aWholeTenantsKeyAndSecretMovedTogetherDoNotOpen() async throws {
        try await withVault { vault, _, database, worker in
            let acme = try await Samples.tenant("acme", in: worker)
            let globex = try await Samples.tenant("globex", in: worker)
            try await vault.set(Secret("of globex"), .luccaAPIKey, of: globex)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    insert into tenant_data_key select '\(acme.id)', id, master_key_id, wrapped from tenant_data_key;
                    insert into credential select '\(acme.id)', kind, sealed from credential;
                    """)
            }
            try await expectError(.credentialUnreadable) { _ = try await vault.open(.luccaAPIKey, of: acme) }
        }
    }

    @Test func aKeyringWithoutTheKeySaysWhichItLacks() async throws {
        try await withVault { vault, keys, _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await vault.set(Secret("x"), .luccaAPIKey, of: tenant)
            let lacking = try keys.file.load().current.id
            try await TemporaryFolder.with { folder in
                let other = KeyringFile(path: "\(folder)/other.json")
                try other.initialize(now: Self.now)
                let stranger = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: other))
                let error = await #expect(throws: SyncError.self) { try await stranger.open(.luccaAPIKey, of: tenant) }
                #expect(error?.code == .keyringUnusable)
                #expect(error?.message.contains(lacking) == true)
                let none = PostgresCredentialVault(
                    pool: worker, masterKeys: MasterKeys(file: KeyringFile(path: "\(folder)/none.json")))
                try await expectError(.keyringUnusable) { _ = try await none.open(.luccaAPIKey, of: tenant) }
            }
        }
    }

    @Test func twoProcessesThatSetTheFirstSecretAgreeOnTheKey() async throws {
        try await withVault { vault, _, _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for kind in CredentialKind.allCases {
                    group.addTask { try await vault.set(Secret(kind.rawValue), kind, of: tenant) }
                }
                try await group.waitForAll()
            }
            for kind in CredentialKind.allCases {
                #expect(try await vault.open(kind, of: tenant) == Secret(kind.rawValue))
            }
        }
    }

    @Test func deletingTheTenantMakesItsSecretsUnreadable() async throws {
        try await withVault { vault, _, database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            try await vault.set(Secret("x"), .luccaAPIKey, of: tenant)
            try await PostgresTenantRegistry(pool: worker).delete(tenant.id)
            #expect(try await vault.open(.luccaAPIKey, of: tenant) == nil)
            #expect(try await Probe.count("select count(*) from tenant_data_key", of: nil, database.superuser) == .rows(0))
            try await expectError(.tenantUnknown) { try await vault.set(Secret("x"), .luccaAPIKey, of: tenant) }
        }
    }

    /// Another scheme, host, port or system than its own.
    @Test func aSecretOpensForItsHostAlone() async throws {
        try await withVault { vault, _, _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            for kind in CredentialKind.allCases { try await vault.set(Secret(kind.rawValue), kind, of: tenant) }
            for kind in CredentialKind.allCases {
                let own = tenant.credentialHost(of: kind)
                #expect(try await vault.open(kind, of: tenant, for: own) == Secret(kind.rawValue))
                let name = own.origin.dropFirst("https://".count)
                for url in [
                    "http://\(name)", "https://\(name):8443", "https://\(name).evil.example", "https://x\(name)",
                    "https://\(name)@evil.example",
                    "https://", "", "https://127.0.0.1:1", "\(own.origin) ",
                ] {
                    let error = await #expect(throws: SyncError.self, "\(kind) for \(url)") {
                        try await vault.open(kind, of: tenant, for: CredentialHost(kind.system, url: url))
                    }
                    #expect(error?.code == .credentialForOtherHost)
                    #expect(error?.message.contains(own.origin) == true)
                    #expect(error?.remedy.contains("passerelle credential set acme \(kind.rawValue)") == true)
                }
                let other: CredentialKind.System = kind.system == .lucca ? .planningPME : .lucca
                try await expectError(.defect) {
                    _ = try await vault.open(kind, of: tenant, for: CredentialHost(other, url: own.origin))
                }
            }
        }
    }

    /// Lucca's token host is the same for all: a client of one account would fetch tokens for another's address.
    @Test func aClientOfLuccaOpensForItsLuccaAlone() async throws {
        try await withVault { vault, _, database, worker in
            var tenant = try await Samples.tenant("acme", in: worker)
            try await vault.set(Secret("x"), .luccaClientSecret, of: tenant)
            let own = tenant.credentialHost(of: .luccaClientSecret)
            #expect("\(own)" == "https://accounts.world.luccasoftware.com for \(tenant.luccaURL)")
            #expect(try await vault.list(of: tenant.id).map(\.host) == [own])
            for host in [
                CredentialHost(.luccaAccounts, url: own.origin),
                CredentialHost(tokenURL: "https://accounts.evil.example/connect/token", account: tenant.luccaURL),
                CredentialHost(tokenURL: own.origin, account: "https://evil.ilucca.net"),
            ] {
                try await expectError(.credentialForOtherHost) {
                    _ = try await vault.open(.luccaClientSecret, of: tenant, for: host)
                }
            }
            // Whoever can write the tenants' rows.
            tenant.luccaURL = "https://evil.ilucca.net"
            let error = await #expect(throws: SyncError.self) { try await vault.open(.luccaClientSecret, of: tenant) }
            #expect(error?.code == .credentialForOtherHost)
            #expect(error?.remedy.contains("tenant edit acme --lucca-url https://acme") == true)
        }
    }

    /// In development the token host is another one, and a secret for it is no secret for Lucca's.
    @Test func theTokenHostInForceIsTheOneThatIsSealed() async throws {
        try await withVault { vault, keys, _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let simulated = PostgresCredentialVault(
                pool: worker, masterKeys: keys, tokenURL: "http://127.0.0.1:8080/connect/token")
            try await simulated.set(Secret("x"), .luccaClientID, of: tenant)
            #expect(try await simulated.open(.luccaClientID, of: tenant) == Secret("x"))
            #expect(simulated.host(of: .luccaClientID, tenant).origin == "http://127.0.0.1:8080")
            #expect(simulated.host(of: .luccaAPIKey, tenant) == tenant.credentialHost(of: .luccaAPIKey))
            try await expectError(.credentialForOtherHost) { _ = try await vault.open(.luccaClientID, of: tenant) }
        }
    }

    /// The host in the envelope is only displayed; the sealed one decides.
    @Test func theHostInTheEnvelopeDecidesNothing() async throws {
        try await withVault { vault, _, database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await vault.set(Secret("x"), .planningPMEPassword, of: tenant)
            let (own, evil) = (tenant.credentialHost(of: .planningPMEPassword).origin, "https://api.planningpme.evil")
            try #require(own.utf8.count == evil.utf8.count)
            try await database.superuser.withConnection {
                try await $0.executeScript("update credential set sealed = overlay(sealed placing '\(evil)'::bytea from 4)")
            }
            for host in [own, evil] {
                try await expectError(.credentialUnreadable) {
                    _ = try await vault.open(.planningPMEPassword, of: tenant, for: CredentialHost(.planningPME, url: host))
                }
            }
        }
    }

    /// A secret sealed by a release before the binding stays closed until it is bound, and then keeps its age.
    @Test func aSecretOfAnOlderReleaseOpensOnceItIsBound() async throws {
        try await withVault { vault, keys, database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            // Creates a data key.
            try await vault.set(Secret("x"), .planningPMEAppKey, of: tenant)
            let sealed = try await OldRelease.sealed(Secret("of old"), .luccaAPIKey, of: tenant.id, keys, database.superuser)
            let digits = sealed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    """
                    insert into credential (tenant_id, kind, sealed, set_at)
                    values ('\(tenant.id)', 'lucca-api-key', '\\x\(digits)', '2026-01-02T03:04:05Z')
                    """)
            }
            try await expectError(.credentialUnbound) { _ = try await vault.open(.luccaAPIKey, of: tenant) }
            #expect(try await vault.list(of: tenant.id).map { $0.host?.origin } == [nil, "https://api.planningpme.test"])
            #expect(try await vault.bind(.planningPMEAppKey, of: tenant) == false)
            #expect(try await vault.bind(.planningPMEUsername, of: tenant) == false)
            #expect(try await vault.bind(.luccaAPIKey, of: tenant))
            #expect(try await vault.open(.luccaAPIKey, of: tenant) == Secret("of old"))
            let stored = try #require(try await vault.list(of: tenant.id).first)
            #expect(stored.host?.origin == "https://acme.ilucca-test.net")
            #expect(stored.setAt.description == "2026-01-02T03:04:05Z")
            #expect(try await vault.bind(.luccaAPIKey, of: tenant) == false)
        }
    }
}
