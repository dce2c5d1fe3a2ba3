import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
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

    @Test func aSecretComesBack() async throws {
        try await withVault { vault, _, _, worker in
            let tenant = try await Samples.tenant("acme", in: worker).id
            #expect(try await vault.open(.luccaAPIKey, of: tenant) == nil)
            let secret = Secret("clé 🔑 \u{0}")
            try await vault.set(secret, .luccaAPIKey, of: tenant)
            #expect(try await vault.open(.luccaAPIKey, of: tenant) == secret)
            #expect(try await vault.open(.planningPMEAppKey, of: tenant) == nil)
            try await vault.set(Secret("second"), .luccaAPIKey, of: tenant)
            #expect(try await vault.open(.luccaAPIKey, of: tenant) == Secret("second"))
            #expect(try await vault.list(of: tenant).map(\.kind) == [.luccaAPIKey])
        }
    }

    /// A keyring made elsewhere, of a new installation or of another one, at every state of the secrets that are there.
    @Test(arguments: [1, 2, 5])
    func aKeyringOfElsewhereSealsNothing(tenants: Int) async throws {
        try await withVault { vault, keys, _, worker in
            for number in 1...tenants {
                let tenant = try await Samples.tenant("tenant\(number)", in: worker).id
                try await vault.set(Secret("theirs"), .luccaAPIKey, of: tenant)
            }
            let draft = try await Samples.tenant("draft", in: worker).id
            try await TemporaryFolder.with { folder in
                let elsewhere = KeyringFile(path: "\(folder)/keyring.json")
                try elsewhere.initialize(now: Self.now)
                let foreign = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: elsewhere))
                try await expectError(.keyringUnusable) { try await foreign.set(Secret("x"), .luccaAPIKey, of: draft) }
                try await expectError(.keyringUnusable) { _ = try await foreign.digester(of: draft) }
                try await expectError(.keyringUnusable) { try await KeyringCheck(pool: worker, file: elsewhere).requireUsable() }
            }
            try await KeyringCheck(pool: worker, file: keys.file).requireUsable()
            try await vault.set(Secret("ours"), .luccaAPIKey, of: draft)
            #expect(try await vault.open(.luccaAPIKey, of: draft) == Secret("ours"))
        }
    }

    /// Of a former release, or written by hand.
    @Test func whatAKeyringOfElsewhereSealedIsThatTenantsTrouble() async throws {
        try await withVault { vault, keys, database, worker in
            var tenants: [TenantID] = []
            for slug in ["acme", "globex", "draft"] {
                let tenant = try await Samples.tenant(slug, in: worker).id
                try await vault.set(Secret("theirs"), .luccaAPIKey, of: tenant)
                tenants.append(tenant)
            }
            let draft = tenants[2]
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    "update tenant_data_key set master_key_id = 'mk-of-elsewhere' where tenant_id = '\(draft)'")
            }
            try await KeyringCheck(pool: worker, file: keys.file).requireUsable()
            #expect(try await vault.open(.luccaAPIKey, of: tenants[0]) == Secret("theirs"))
            try await expectError(.keyringUnusable) { _ = try await vault.open(.luccaAPIKey, of: tenants[2]) }
        }
    }

    @Test func onlyCiphertextIsStored() async throws {
        try await withVault { vault, _, database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker).id
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
            "update credential set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
            "update credential set sealed = set_byte(sealed, 0, 2)", "update credential set sealed = substr(sealed, 1, 12)",
            "update tenant_data_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)",
        ])
    func aMovedOrChangedCiphertextNeverOpens(move: String) async throws {
        try await withVault { vault, _, database, worker in
            let acme = try await Samples.tenant("acme", in: worker).id
            let globex = try await Samples.tenant("globex", in: worker).id
            try await vault.set(Secret("of acme"), .luccaAPIKey, of: acme)
            try await vault.set(Secret("of globex"), .luccaAPIKey, of: globex)
            let sql = move.replacing("'A'", with: "'\(acme)'").replacing("'B'", with: "'\(globex)'")
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
            let acme = try await Samples.tenant("acme", in: worker).id
            let globex = try await Samples.tenant("globex", in: worker).id
            try await vault.set(Secret("of globex"), .luccaAPIKey, of: globex)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    insert into tenant_data_key select '\(acme)', id, master_key_id, wrapped from tenant_data_key;
                    insert into credential select '\(acme)', kind, sealed from credential;
                    """)
            }
            try await expectError(.credentialUnreadable) { _ = try await vault.open(.luccaAPIKey, of: acme) }
        }
    }

    @Test func aKeyringWithoutTheKeySaysWhichItLacks() async throws {
        try await withVault { vault, keys, _, worker in
            let tenant = try await Samples.tenant("acme", in: worker).id
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

    @Test func digestsAreKeyedByTenant() async throws {
        try await withVault { vault, _, _, worker in
            let acme = try await Samples.tenant("acme", in: worker).id
            let globex = try await Samples.tenant("globex", in: worker).id
            let first = try await vault.digester(of: acme)
            let again = try await vault.digester(of: acme)
            let other = try await vault.digester(of: globex)
            #expect(first.digest("00317") == again.digest("00317"))
            #expect(first.digest("00317") != first.digest("317"))
            #expect(first.digest("00317") != other.digest("00317"))
            #expect(first.digest("").wholeMatch(of: /[0-9a-f]{32}/) != nil)
        }
    }

    @Test func twoProcessesThatSetTheFirstSecretAgreeOnTheKey() async throws {
        try await withVault { vault, _, _, worker in
            let tenant = try await Samples.tenant("acme", in: worker).id
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
            try await vault.set(Secret("x"), .luccaAPIKey, of: tenant.id)
            try await PostgresTenantRegistry(pool: worker).delete(tenant.id)
            #expect(try await vault.open(.luccaAPIKey, of: tenant.id) == nil)
            #expect(try await Probe.count("select count(*) from tenant_data_key", of: nil, database.superuser) == .rows(0))
            try await expectError(.tenantUnknown) { try await vault.set(Secret("x"), .luccaAPIKey, of: tenant.id) }
        }
    }
}
