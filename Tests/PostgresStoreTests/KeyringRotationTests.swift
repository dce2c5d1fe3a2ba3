import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("KeyringRotation")
struct KeyringRotationTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private struct Scene: Sendable {
        let file: KeyringFile
        /// Of a process that read the keyring before the rotation.
        let running: PostgresCredentialVault
        let tenants: [TenantID]
        let worker: PostgresPool
        let database: TestDatabase

        /// What the rotating process has.
        var rotation: KeyringRotation { KeyringRotation(pool: worker, masterKeys: MasterKeys(file: file)) }

        func everySecretOpens() async throws -> Bool {
            for tenant in tenants {
                guard try await running.open(.luccaAPIKey, of: tenant) == Secret("of \(tenant)") else { return false }
            }
            return true
        }
    }

    private func withScene(_ body: @Sendable (Scene) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let file = KeyringFile(path: "\(folder)/keyring.json")
            try file.initialize(now: Self.now)
            try await withTestDatabase { database, worker in
                let vault = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: file))
                var tenants: [TenantID] = []
                for slug in ["acme", "globex", "initech"] {
                    let tenant = try await Samples.tenant(slug, in: worker).id
                    try await vault.set(Secret("of \(tenant)"), .luccaAPIKey, of: tenant)
                    tenants.append(tenant)
                }
                try await body(Scene(file: file, running: vault, tenants: tenants, worker: worker, database: database))
            }
        }
    }

    @Test func everyDataKeyMovesUnderTheNewKeyWhileWorkersRun() async throws {
        try await withScene { scene in
            let old = try scene.file.load().current.id
            let report = try await scene.rotation.rotate(now: Self.now)
            #expect(report.addedKey)
            #expect(report.rewrapped == 3)
            #expect(report.currentKeyID != old)
            let status = try await scene.rotation.status()
            #expect(status.map(\.id) == [old, report.currentKeyID])
            #expect(status.map(\.tenants) == [0, 3])
            #expect(status.map(\.isCurrent) == [false, true])
            #expect(status.allSatisfy { !$0.isMissing })
            // The running process meets a key id it does not know, and reads the file again.
            #expect(try await scene.everySecretOpens())
        }
    }

    /// After the key was added, and after each tenant: the last step is the whole rotation.
    @Test(arguments: 1...4)
    func anInterruptedRotationLosesNothingAndIsFinishedByTheNext(step: Int) async throws {
        try await withScene { scene in
            let steps = StepCounter(stopAt: step)
            await #expect(throws: StepCounter.Interrupted.self) {
                try await scene.rotation.rotate(now: Self.now) { _ in try await steps.count() }
            }
            #expect(try await scene.everySecretOpens())
            let keys = try scene.file.load().keys.count
            #expect(keys == 2)
            let report = try await scene.rotation.rotate(now: Self.now)
            #expect(try await scene.everySecretOpens())
            #expect(report.addedKey == (step == 4))
            #expect(report.rewrapped == (step == 4 ? 3 : 4 - step))
            let status = try await scene.rotation.status()
            #expect(status.last?.tenants == 3)
            #expect(status.dropLast().allSatisfy { $0.tenants == 0 })
        }
    }

    /// The new key would be the current one of this file, and unknown to the other servers.
    @Test func aDatabaseThatTakesNoWritesLeavesTheKeyringAsItWas() async throws {
        try await withScene { scene in
            let before = try scene.file.load()
            try await scene.database.superuser.withConnection {
                try await $0.executeScript("alter database \(scene.database.name) set default_transaction_read_only = on")
            }
            try await scene.database.withPool(as: .worker) { readOnly in
                let rotation = KeyringRotation(pool: readOnly, masterKeys: MasterKeys(file: scene.file))
                try await expectError(.databaseReadOnly) { _ = try await rotation.rotate(now: Self.now) }
            }
            #expect(try scene.file.load().keys.map(\.id) == before.keys.map(\.id))
        }
    }

    @Test func aKeyThatIsInUseAndMissingIsReported() async throws {
        try await withScene { scene in
            try await TemporaryFolder.with { folder in
                let other = KeyringFile(path: "\(folder)/keyring.json")
                try other.initialize(now: Self.now)
                let rotation = KeyringRotation(pool: scene.worker, masterKeys: MasterKeys(file: other))
                let status = try await rotation.status()
                #expect(status.map(\.isMissing) == [false, true])
                #expect(status.map(\.tenants) == [0, 3])
                try await expectError(.keyringUnusable) { _ = try await rotation.rotate(now: Self.now) }
                #expect(try await scene.everySecretOpens())
            }
        }
    }

    private actor StepCounter {
        struct Interrupted: Error {}

        private var left: Int

        init(stopAt: Int) {
            left = stopAt
        }

        func count() throws {
            left -= 1
            if left == 0 { throw Interrupted() }
        }
    }
}
