import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("KeyringRotation")
struct KeyringRotationTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private struct Scene: Sendable {
        let file: KeyringFile
        /// For a process that read the keyring before the rotation.
        let running: PostgresCredentialVault
        let tenants: [Tenant]
        let worker: PostgresPool
        let database: TestDatabase

        /// For the rotating process.
        var rotation: KeyringRotation { KeyringRotation(pool: worker, masterKeys: MasterKeys(file: file)) }

        func everySecretOpens() async throws -> Bool {
            for tenant in tenants {
                guard try await running.open(.luccaAPIKey, of: tenant) == Secret("of \(tenant.id)") else { return false }
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
                var tenants: [Tenant] = []
                for slug in ["acme", "globex", "initech"] {
                    let tenant = try await Samples.tenant(slug, in: worker)
                    try await vault.set(Secret("of \(tenant.id)"), .luccaAPIKey, of: tenant)
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
            // The running process meets an unknown key id, and reads the file again.
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

    /// The new key would be the current one in this file, and unknown to the other servers.
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

    /// Two servers, each with its own file, rotate at once: one wins, and the other reports what happened.
    @Test(arguments: 0...3)
    func theLoserOfTwoRotationsReportsTheOther(step: Int) async throws {
        try await withScene { scene in
            try await TemporaryFolder.with { folder in
                let file = KeyringFile(path: "\(folder)/keyring.json")
                try FileManager.default.copyItem(atPath: scene.file.path, toPath: file.path)
                let before = try file.load().keys.map(\.id)
                let loser = KeyringRotation(pool: scene.worker, masterKeys: MasterKeys(file: file))
                let steps = StepCounter(stopAt: -1)
                // The winner's whole rotation happens within the loser's first step, or the loser starts within the winner's.
                let lose: @Sendable () async throws -> Void = {
                    let error = await #expect(throws: SyncError.self) { _ = try await loser.rotate(now: Self.now) }
                    #expect(error?.code == .keyringUnusable)
                    #expect(error?.message.contains("another server rotated") == true)
                    #expect(error?.remedy.contains("Copy that server's keyring") == true)
                }
                if step == 0 {
                    let error = await #expect(throws: SyncError.self) {
                        _ = try await loser.rotate(now: Self.now) { done in
                            if case .keyAdded = done { _ = try await scene.rotation.rotate(now: Self.now) }
                        }
                    }
                    #expect(error?.message.contains("another server rotated") == true)
                } else {
                    let report = try await scene.rotation.rotate(now: Self.now) { done in
                        // Before it is recorded, the winner could still lose.
                        if case .rewrapped = done, await steps.number() == step { try await lose() }
                    }
                    #expect(report.rewrapped == 3)
                }
                #expect(try file.load().keys.map(\.id) == before, "the loser leaves no key behind")
                #expect(try await scene.everySecretOpens())
                // What the message asks for.
                try FileManager.default.removeItem(atPath: file.path)
                try FileManager.default.copyItem(atPath: scene.file.path, toPath: file.path)
                #expect(try await loser.rotate(now: Self.now).addedKey)
            }
        }
    }

    @Test func twoRotationsOfOneFileAtOnceEndAsOne() async throws {
        try await withScene { scene in
            let report = try await scene.rotation.rotate(now: Self.now) { step in
                if case .keyAdded = step { _ = try? await scene.rotation.rotate(now: Self.now) }
            }
            #expect(try await scene.everySecretOpens())
            let status = try await scene.rotation.status()
            #expect(status.first { $0.isCurrent }?.tenants == 3 && status.allSatisfy { !$0.isMissing })
            #expect(status.contains { $0.id == report.currentKeyID })
        }
    }

    @Test func whatHangsOnAnotherKeyringDoesNotStopARotation() async throws {
        try await withScene { scene in
            try await scene.database.superuser.withConnection {
                try await $0.executeScript(
                    "update tenant_data_key set master_key_id = 'mk-of-elsewhere' where tenant_id = '\(scene.tenants[0].id)'")
            }
            let report = try await scene.rotation.rotate(now: Self.now)
            #expect(report.addedKey && report.rewrapped == 2)
            #expect(try await scene.rotation.rotate(now: Self.now).addedKey, "it is complete without that one")
        }
    }

    private actor StepCounter {
        struct Interrupted: Error {}

        private var left: Int

        init(stopAt: Int) {
            left = stopAt
        }

        private var counted = 0

        /// 1, 2, 3, …
        func number() -> Int {
            counted += 1
            return counted
        }

        func count() throws {
            left -= 1
            if left == 0 { throw Interrupted() }
        }
    }
}
