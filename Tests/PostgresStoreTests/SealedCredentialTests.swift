import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// Secrets that are stored where there is no keyring.
@Suite("Sealed credentials")
struct SealedCredentialTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private struct Scene: Sendable {
        let database: TestDatabase
        let pool: PostgresPool
        let file: KeyringFile
        /// With the keyring.
        let vault: PostgresCredentialVault
        /// Without one.
        let desk: PostgresCredentialVault
        let tenant: Tenant
    }

    private func withScene(publishing: Bool = true, _ body: (Scene) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let file = KeyringFile(path: "\(folder)/keyring.json")
            try file.initialize(now: Self.now)
            try await withTestDatabase { database, worker in
                let tenant = try await Samples.tenant("acme", in: worker)
                if publishing {
                    let id = try await KeyringRotation(pool: worker, masterKeys: MasterKeys(file: file)).publish()
                    #expect(id?.hasPrefix("sk-") == true)
                }
                let none = KeyringFile(path: "\(folder)/none.json")
                try await body(
                    Scene(
                        database: database, pool: worker, file: file,
                        vault: PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: file)),
                        desk: PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: none)), tenant: tenant))
            }
        }
    }

    @Test func withoutAKeyringOrAPublishedKeyNothingIsStored() async throws {
        try await withScene(publishing: false) { scene in
            try await expectError(.keyringUnusable) { try await scene.desk.requireUsable() }
            try await expectError(.keyringUnusable) { try await scene.desk.set(Secret("x"), .luccaAPIKey, of: scene.tenant) }
        }
    }

    @Test(arguments: [true, false]) func whereNoKeyringIsSetThePublishedKeySeals(publishing: Bool) async throws {
        try await withScene(publishing: publishing) { scene in
            let unset = PostgresCredentialVault(pool: scene.pool, masterKeys: MasterKeys(file: KeyringFile(path: "")))
            guard publishing else {
                try await expectError(.configurationMissing) { try await unset.requireUsable() }
                try await expectError(.configurationMissing) { try await unset.set(Secret("x"), .luccaAPIKey, of: scene.tenant) }
                return
            }
            #expect(try await unset.requireUsable() == false)
            #expect(try await unset.set(Secret("canary"), .luccaAPIKey, of: scene.tenant) == .sealed)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("canary"))
        }
    }

    /// A keyring that lacks the keys in use would seal what no other machine opens.
    @Test func besideAnotherInstallationsKeyringThePublishedKeySeals() async throws {
        try await withScene { scene in
            _ = try await scene.vault.set(Secret("first"), .luccaAPIKey, of: scene.tenant)
            try await TemporaryFolder.with { folder in
                let file = KeyringFile(path: "\(folder)/other.json")
                try file.initialize(now: Self.now)
                let stranger = PostgresCredentialVault(pool: scene.pool, masterKeys: MasterKeys(file: file))
                #expect(try await stranger.requireUsable() == false)
                #expect(try await stranger.set(Secret("second"), .luccaAPIKey, of: scene.tenant) == .sealed)
            }
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("second"))
        }
    }

    @Test func whatIsSealedIsOpenedByTheKeyringAndKeepsItsAge() async throws {
        try await withScene { scene in
            try await scene.desk.requireUsable()
            #expect(try await scene.desk.set(Secret("canary"), .luccaAPIKey, of: scene.tenant) == .sealed)
            let waiting = try await scene.desk.list(of: scene.tenant.id)
            #expect(waiting.map(\.state) == [.sealed])
            #expect(waiting.map(\.host) == [scene.vault.host(of: .luccaAPIKey, scene.tenant)])
            #expect(SufficientCredentials(waiting, for: .first).missing.count == 2)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("canary"))
            let moved = try await scene.vault.list(of: scene.tenant.id)
            #expect(moved.map(\.state) == [.usable])
            #expect(moved.map(\.setAt) == waiting.map(\.setAt))
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("canary"))
        }
    }

    @Test func whoStoredItCannotOpenIt() async throws {
        try await withScene { scene in
            _ = try await scene.desk.set(Secret("canary"), .luccaAPIKey, of: scene.tenant)
            try await expectError(.keyringUnusable) { _ = try await scene.desk.open(.luccaAPIKey, of: scene.tenant) }
            try await Probe.install(in: scene.database)
            let found = try await Probe.count(
                "select count(*) from sealed_credential where position('canary'::bytea in sealed) > 0", of: nil,
                scene.database.superuser)
            #expect(found == .rows(0))
        }
    }

    @Test func theLastOneCountsWhicheverWayItCame() async throws {
        try await withScene { scene in
            _ = try await scene.desk.set(Secret("first"), .luccaAPIKey, of: scene.tenant)
            _ = try await scene.desk.set(Secret("second"), .luccaAPIKey, of: scene.tenant)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("second"))
            _ = try await scene.desk.set(Secret("third"), .luccaAPIKey, of: scene.tenant)
            #expect(try await scene.vault.set(Secret("fourth"), .luccaAPIKey, of: scene.tenant) == .usable)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("fourth"))
        }
    }

    @Test func whatAWorkerOpensLeavesTheFormerOneToBeRestored() async throws {
        try await withScene { scene in
            _ = try await scene.vault.set(Secret("one"), .luccaAPIKey, of: scene.tenant)
            let first = try await scene.vault.list(of: scene.tenant.id).map(\.setAt)
            _ = try await scene.desk.set(Secret("two"), .luccaAPIKey, of: scene.tenant)
            #expect(try await scene.vault.list(of: scene.tenant.id).map(\.formerSetAt) == first)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("two"))
            #expect(try await scene.vault.list(of: scene.tenant.id).map(\.formerSetAt) == first)
            // The same one, sealed again, is no former one.
            _ = try await scene.desk.set(Secret("two"), .luccaAPIKey, of: scene.tenant)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("two"))
            #expect(try await scene.desk.restore(.luccaAPIKey, of: scene.tenant) == .exchanged)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("one"))
        }
    }

    @Test func oneThatWaitsIsWithdrawnByARestore() async throws {
        try await withScene { scene in
            _ = try await scene.desk.set(Secret("first"), .luccaAPIKey, of: scene.tenant)
            #expect(try await scene.desk.restore(.luccaAPIKey, of: scene.tenant) == nil)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("first"))
            _ = try await scene.desk.set(Secret("second"), .luccaAPIKey, of: scene.tenant)
            #expect(try await scene.desk.restore(.luccaAPIKey, of: scene.tenant) == .withdrawn)
            #expect(try await scene.desk.list(of: scene.tenant.id).map(\.state) == [.usable])
            #expect(try await scene.desk.restore(.luccaAPIKey, of: scene.tenant) == nil)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("first"))
        }
    }

    @Test func anotherAddressTakesAwayWhatWaits() async throws {
        try await withScene { scene in
            _ = try await scene.desk.set(Secret("for the old host"), .luccaAPIKey, of: scene.tenant)
            var moved = scene.tenant
            moved.luccaURL = "https://other.ilucca.net"
            try await PostgresTenantRegistry(pool: scene.pool).update(moved)
            #expect(try await scene.desk.list(of: scene.tenant.id).isEmpty)
        }
    }

    /// What someone with rights on the table could do to one that waits.
    private static let tampering: [(sql: String, fault: StoredCredential.SealFault)] = [
        ("sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)", .unreadable),
        ("sealed = set_byte(sealed, 5, get_byte(sealed, 5) # 1)", .unreadable), ("sealed = set_byte(sealed, 0, 2)", .unreadable),
        ("sealed = '\\x01'", .unreadable), ("host = 'https://other.ilucca.net'", .unreadable),
        ("key_id = 'sk-000000000000'", .keyUnknown),
    ]

    @Test(arguments: tampering.indices) func oneThatWasChangedLeavesTheFormerOneInUse(number: Int) async throws {
        let (sql, fault) = Self.tampering[number]
        try await withScene { scene in
            _ = try await scene.vault.set(Secret("former"), .luccaAPIKey, of: scene.tenant)
            _ = try await scene.desk.set(Secret("new"), .luccaAPIKey, of: scene.tenant)
            try await scene.database.superuser.withConnection {
                try await $0.executeScript("update sealed_credential set \(sql)")
            }
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("former"))
            let states = Set(try await scene.vault.list(of: scene.tenant.id).map(\.state))
            #expect(states == [.usable, .unopened(fault)])
            // Storing it again heals.
            _ = try await scene.desk.set(Secret("again"), .luccaAPIKey, of: scene.tenant)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("again"))
        }
    }

    @Test func oneOfAnotherTenantOrKindDoesNotOpen() async throws {
        try await withScene { scene in
            let globex = try await Samples.tenant("globex", in: scene.pool)
            _ = try await scene.desk.set(Secret("of acme"), .luccaAPIKey, of: scene.tenant)
            try await scene.database.superuser.withConnection {
                try await $0.executeScript(
                    """
                    insert into sealed_credential (tenant_id, kind, host, key_id, sealed)
                    select '\(globex.id)', kind, host, key_id, sealed from sealed_credential;
                    insert into sealed_credential (tenant_id, kind, host, key_id, sealed)
                    select tenant_id, 'planningpme-appkey', host, key_id, sealed from sealed_credential
                    where tenant_id = '\(scene.tenant.id)'
                    """)
            }
            try await expectError(.credentialUnreadable) { _ = try await scene.vault.open(.luccaAPIKey, of: globex) }
            try await expectError(.credentialUnreadable) {
                _ = try await scene.vault.open(.planningPMEAppKey, of: scene.tenant)
            }
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("of acme"))
        }
    }

    @Test func aRotationMakesANewKeyAndTheFormerOneStillOpens() async throws {
        try await withScene { scene in
            _ = try await scene.desk.set(Secret("under the old one"), .luccaAPIKey, of: scene.tenant)
            let keys = MasterKeys(file: scene.file)
            let rotation = KeyringRotation(pool: scene.pool, masterKeys: keys)
            let before = try await keys.newestSealingKey()?.id
            _ = try await rotation.rotate(now: Self.now)
            let after = try await rotation.publish()
            #expect(after != before)
            _ = try await scene.desk.set(Secret("under the new one"), .planningPMEAppKey, of: scene.tenant)
            #expect(try await scene.vault.open(.luccaAPIKey, of: scene.tenant) == Secret("under the old one"))
            #expect(try await scene.vault.open(.planningPMEAppKey, of: scene.tenant) == Secret("under the new one"))
        }
    }

    /// Such as by a machine that still has the file from before the rotation.
    @Test func theKeyThatWasPublishedLastIsUsedAlsoIfItIsOlder() async throws {
        try await withScene { scene in
            let rotation = KeyringRotation(pool: scene.pool, masterKeys: MasterKeys(file: scene.file))
            let old = try #require(try await rotation.publish())
            _ = try await rotation.rotate(now: Self.now)
            let new = try #require(try await rotation.publish())
            try await scene.database.superuser.withConnection {
                try await $0.executeScript("update sealing_key set number = default where id = '\(old)'")
            }
            #expect(try await scene.desk.publishedKey()?.id == old)
            #expect(try await rotation.publish() == new)
            #expect(try await scene.desk.publishedKey()?.id == new)
            // Nothing is left to change, and the audit log has nothing to record.
            let before = try await rotation.sealingKeys()
            #expect(try await rotation.publish() == new)
            #expect(try await rotation.sealingKeys() == before)
        }
    }

    @Test func aPublicationHealsAKeyWhoseBytesWereChanged() async throws {
        try await withScene { scene in
            try await scene.database.superuser.withConnection {
                try await $0.executeScript("update sealing_key set public = set_byte(public, 0, get_byte(public, 0) # 1)")
            }
            _ = try await KeyringRotation(pool: scene.pool, masterKeys: MasterKeys(file: scene.file)).publish()
            try await scene.desk.requireUsable()
        }
    }

    @Test func theStatusListsEachKeyWithItsPublicationAndItsSecrets() async throws {
        try await withScene { scene in
            let rotation = KeyringRotation(pool: scene.pool, masterKeys: MasterKeys(file: scene.file))
            let old = try #require(try await rotation.publish())
            _ = try await scene.desk.set(Secret("a"), .luccaAPIKey, of: scene.tenant)
            let globex = try await Samples.tenant("globex", in: scene.pool)
            _ = try await scene.desk.set(Secret("b"), .luccaAPIKey, of: globex)
            _ = try await rotation.rotate(now: Self.now)
            let new = try #require(try await rotation.publish())
            _ = try await scene.desk.set(Secret("c"), .planningPMEAppKey, of: globex)
            let keys = try await rotation.sealingKeys()
            #expect(keys.map(\.id) == [new, old] && keys.map(\.isUsed) == [true, false])
            #expect(keys.map(\.credentials) == [1, 2] && keys.allSatisfy { !$0.isMissing })
            #expect(keys.allSatisfy { $0.published?.by.isEmpty == false })
            try await scene.database.superuser.withConnection {
                try await $0.executeScript(
                    "update sealed_credential set key_id = 'sk-000000000000' where tenant_id = '\(globex.id)'")
            }
            let lost = try #require(try await rotation.sealingKeys().last)
            #expect(lost.id == "sk-000000000000" && lost.isMissing && lost.published == nil && lost.credentials == 2)
        }
    }

    /// A name stands for its bytes: whoever replaces the bytes alone gets nothing sealed.
    @Test func aPublishedKeyUnderAnothersNameIsNotUsed() async throws {
        try await withScene { scene in
            try await scene.database.superuser.withConnection {
                try await $0.executeScript("update sealing_key set public = set_byte(public, 0, get_byte(public, 0) # 1)")
            }
            try await expectError(.keyringUnusable) { try await scene.desk.requireUsable() }
        }
    }

    /// The fleet's login moves what a person sealed, and nothing else.
    @Test func aWorkersLoginBesideOperatorsMovesIt() async throws {
        try await withScene { scene in
            // One that it replaces is kept: the fleet writes that too.
            for former in ["a", "b"] { _ = try await scene.vault.set(Secret(former), .luccaAPIKey, of: scene.tenant) }
            _ = try await scene.desk.set(Secret("sealed"), .luccaAPIKey, of: scene.tenant)
            try await scene.database.withLogin(in: []) { lea, _ in
                #expect(
                    try await PostgresOperatorStore(pool: scene.pool).add(lea, .viewer, isShared: false, worksToo: false)
                        == .added)
                try await scene.database.withLogin(in: [.worker], as: .worker) { _, pool in
                    let vault = PostgresCredentialVault(pool: pool, masterKeys: MasterKeys(file: scene.file))
                    #expect(try await vault.open(.luccaAPIKey, of: scene.tenant) == Secret("sealed"))
                    try await expectError(.rightMissing) {
                        _ = try await vault.set(Secret("own"), .luccaAPIKey, of: scene.tenant)
                    }
                }
            }
        }
    }

    /// RFC 9180, A.2.1: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305; sequence number 0.
    @Test func theSuiteOpensThePublishedVector() throws {
        let key = try #require(
            SealingKey(
                bytes: Hexadecimal.bytes("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"),
                createdAt: Self.now))
        let encapsulated = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
        let ciphertext = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
        let clear = SealedSecret.open(
            [1] + Hexadecimal.bytes(encapsulated + ciphertext), with: key, info: Array("Ode on a Grecian Urn".utf8),
            authenticating: Array("Count-0".utf8))
        #expect(clear.map { String(decoding: $0, as: UTF8.self) } == "Beauty is truth, truth beauty")
    }
}
