import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("PostgresEventLedger")
struct EventLedgerTests {
    private struct Scene: Sendable {
        let ledger: PostgresEventLedger
        let runs: PostgresRunStore
        let tenant: Tenant
        let lease: LeaseTerm
    }

    private func withScene(_ body: @Sendable (Scene, TestDatabase) async throws -> Void) async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let runs = PostgresRunStore(pool: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await body(
                Scene(ledger: PostgresEventLedger(pool: worker), runs: runs, tenant: tenant, lease: lease), database)
        }
    }

    @Test func nothingIsRememberedAtFirst() async throws {
        try await withScene { scene, _ in
            let memory = try await scene.ledger.load(scene.tenant.id)
            #expect(memory == TenantMemory(loadedAt: memory.loadedAt))
        }
    }

    @Test func anIntentIsOpenUntilItsOutcome() async throws {
        try await withScene { scene, _ in
            try await scene.ledger.settle(
                LedgerSettlement(
                    remove: [], write: [Samples.entry(1, key: 101), Samples.entry(2, key: 102)], isWholePlanning: false),
                scene.lease)
            try await scene.ledger.recordIntents(
                [
                    .update(Samples.entry(1, key: 101), Samples.draft(11)), .delete(Samples.entry(2, key: 102)),
                    .create(Samples.draft(3)),
                ], scene.lease)

            var open = try await scene.ledger.load(scene.tenant.id).entries
            var updating = try Samples.entry(1, key: 101)
            updating.openIntent = .update
            updating.pendingReference = try Samples.reference(11)
            var deleting = try Samples.entry(2, key: 102)
            deleting.openIntent = .delete
            var creating = try Samples.entry(3, key: 0)
            creating.eventKey = nil
            creating.openIntent = .create
            #expect(open == [updating, deleting, creating])

            let changes = try [Samples.change(3), Samples.change(11)]
            try await scene.ledger.recordOutcomes(
                [
                    .written(Samples.entry(11, key: 101), replacing: Samples.reference(1)), .gone(Samples.reference(2)),
                    .written(Samples.entry(3, key: 103), replacing: Samples.reference(3)),
                ], changes: changes, scene.lease)
            open = try await scene.ledger.load(scene.tenant.id).entries
            #expect(try open == [Samples.entry(11, key: 101), Samples.entry(3, key: 103)])
            #expect(try await scene.runs.changes(of: scene.lease.runID) == changes)
        }
    }

    @Test func whatWasSurelyNotWrittenIsAsBefore() async throws {
        try await withScene { scene, _ in
            let before = try [Samples.entry(1, key: 101), Samples.entry(2, key: 102)]
            try await scene.ledger.settle(LedgerSettlement(remove: [], write: before, isWholePlanning: false), scene.lease)
            try await scene.ledger.recordIntents(
                [
                    .update(Samples.entry(1, key: 101), Samples.draft(11)), .delete(Samples.entry(2, key: 102)),
                    .create(Samples.draft(3)),
                ], scene.lease)
            try await scene.ledger.recordOutcomes(
                [1, 2, 3].map { .notWritten(try Samples.reference($0)) }, changes: [], scene.lease)
            #expect(try await scene.ledger.load(scene.tenant.id).entries == before)
        }
    }

    @Test func anIntentForAReferenceThatIsNotThereLeavesNothing() async throws {
        try await withScene { scene, _ in
            let intents: [EventOperation<EventFacts>] = [.create(try Samples.draft(1)), .delete(try Samples.entry(9, key: 109))]
            try await expectError(.defect) { try await scene.ledger.recordIntents(intents, scene.lease) }
            #expect(try await scene.ledger.load(scene.tenant.id).entries.isEmpty)
        }
    }

    @Test func anEventIsNotCreatedTwice() async throws {
        try await withScene { scene, _ in
            try await scene.ledger.recordIntents([.create(Samples.draft(1))], scene.lease)
            try await expectError(.defect) { try await scene.ledger.recordIntents([.create(Samples.draft(1))], scene.lease) }
        }
    }

    @Test func adoptionIsDatedByTheDatabase() async throws {
        try await withScene { scene, _ in
            try await scene.ledger.recordIntents([.create(Samples.draft(1)), .create(Samples.draft(2))], scene.lease)
            try await scene.ledger.settle(
                LedgerSettlement(remove: [Samples.reference(2)], write: [Samples.entry(1, key: 7)], isWholePlanning: true),
                scene.lease)
            let memory = try await scene.ledger.load(scene.tenant.id)
            #expect(try memory.entries == [Samples.entry(1, key: 7)])
            let reconciled = try #require(memory.reconciledAt)
            #expect(reconciled <= memory.loadedAt)
            #expect(memory.catalogReadAt == nil)
        }
    }

    @Test func aRestoredDatabaseWasNeverReconciled() async throws {
        try await withScene { scene, database in
            let adoption = LedgerSettlement(remove: [], write: [try Samples.entry(1, key: 7)], isWholePlanning: true)
            try await scene.ledger.settle(adoption, scene.lease)
            #expect(try await scene.ledger.load(scene.tenant.id).reconciledAt != nil)
            // A restored dump creates its tables anew: the recorded id belongs to an earlier database.
            try await database.superuser.withConnection { connection in
                try await connection.executeScript("update tenant_memory set reconciled_in = '1.00000001'")
            }
            let restored = try await scene.ledger.load(scene.tenant.id)
            #expect(restored.reconciledAt == nil)
            #expect(restored.entries.count == 1)
            try await scene.ledger.settle(adoption, scene.lease)
            #expect(try await scene.ledger.load(scene.tenant.id).reconciledAt != nil)
        }
    }

    @Test(arguments: [1, 2]) func aLedgerThatLostRowsWasNeverReconciled(_ lost: Int) async throws {
        try await withScene { scene, database in
            let entries = try [Samples.entry(1, key: 7), Samples.entry(2, key: 8)]
            try await scene.ledger.settle(LedgerSettlement(remove: [], write: entries, isWholePlanning: true), scene.lease)
            #expect(try await scene.ledger.load(scene.tenant.id).reconciledAt != nil)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript("delete from unavailability_ledger where event_key > \(8 - lost)")
            }
            #expect(try await scene.ledger.load(scene.tenant.id).reconciledAt == nil)
            // Later writes do not make up for them.
            try await scene.ledger.recordIntents([.create(Samples.draft(3))], scene.lease)
            try await scene.ledger.settle(
                LedgerSettlement(
                    remove: [Samples.reference(2)], write: [Samples.entry(1, key: 7), Samples.entry(3, key: 9)],
                    isWholePlanning: false), scene.lease)
            let memory = try await scene.ledger.load(scene.tenant.id)
            #expect(memory.reconciledAt == nil && memory.entries.count == 2)
            try await scene.ledger.settle(LedgerSettlement(remove: [], write: [], isWholePlanning: true), scene.lease)
            #expect(try await scene.ledger.load(scene.tenant.id).reconciledAt != nil)
        }
    }

    @Test func aCopyOfADatabaseLeadsALifeOfItsOwn() async throws {
        // Both are copies of one template: their tables have the same ids.
        try await withTestDatabase { _, one in
            try await withTestDatabase { _, other in
                let life = try await one.query(LifeOfDatabase())
                #expect(try await other.query(LifeOfDatabase()) != life)
                #expect(try await one.query(LifeOfDatabase()) == life)
            }
        }
    }

    @Test func memoryIsUpsertedAndOperatorsKeepTheirWord() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let runs = PostgresRunStore(pool: worker)
            let ledger = PostgresEventLedger(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let said = ReasonRule(accountID: "7", destination: .hide, origin: .operator)
            let mapped = DepartmentLink(departmentID: "1", planningDepartment: 9, isExplicit: true)
            try await registry.setReasonRule(said, of: tenant.id)
            try await registry.setDepartmentLink(mapped, of: tenant.id)
            let lease = try await Samples.claimed(tenant, in: runs).lease

            var update = MemoryUpdate()
            update.links = [
                ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3"),
                ResourceLink(employeeID: "2", resource: nil, identityDigest: "b", department: nil),
            ]
            update.reasonRules = [
                ReasonRule(accountID: "7", destination: .type(1), origin: .automatic),
                ReasonRule(accountID: "8", destination: .type(2), origin: .fallback),
            ]
            update.departmentLinks = [
                DepartmentLink(departmentID: "1", planningDepartment: 2, isExplicit: false),
                DepartmentLink(departmentID: "2", planningDepartment: nil, isExplicit: false),
            ]
            update.neutralType = 4
            update.catalogWasRead = true
            try await ledger.remember(update, lease)
            var memory = try await ledger.load(tenant.id)
            #expect(memory.links == update.links)
            #expect(memory.reasonRules == [said, update.reasonRules[1]])
            #expect(memory.departmentLinks == [mapped, update.departmentLinks[1]])
            #expect(memory.neutralType == 4)
            #expect(memory.reconciledAt == nil)
            let read = try #require(memory.catalogReadAt)

            var second = MemoryUpdate()
            second.links = [ResourceLink(employeeID: "2", resource: 6, identityDigest: "c", department: nil)]
            try await ledger.remember(second, lease)
            memory = try await ledger.load(tenant.id)
            #expect(memory.links == [update.links[0]] + second.links)
            #expect(memory.neutralType == 4)
            #expect(memory.catalogReadAt == read)
        }
    }

    @Test func nothingIsWrittenUnderALeaseThatPassedOn() async throws {
        try await withScene { scene, database in
            try await database.superuser.execute(ExpireLease(run: scene.lease.runID))
            for again in [false, true] {
                // First the lease has expired, then another worker holds the run.
                if again {
                    _ = try #require(try await scene.runs.claim(scene.lease.runID, worker: "w2", leaseSeconds: 60))
                }
                let ledger = scene.ledger
                var update = MemoryUpdate()
                update.neutralType = 1
                try await expectError(.leaseLost) { try await ledger.recordIntents([.create(Samples.draft(1))], scene.lease) }
                try await expectError(.leaseLost) {
                    try await ledger.recordOutcomes(
                        [.written(Samples.entry(1, key: 2), replacing: Samples.reference(1))], changes: [Samples.change(1)],
                        scene.lease)
                }
                try await expectError(.leaseLost) {
                    try await ledger.settle(
                        LedgerSettlement(remove: [], write: [Samples.entry(1, key: 2)], isWholePlanning: true), scene.lease)
                }
                try await expectError(.leaseLost) { [update] in try await ledger.remember(update, scene.lease) }
            }
            let memory = try await scene.ledger.load(scene.tenant.id)
            #expect(memory == TenantMemory(loadedAt: memory.loadedAt))
            #expect(try await scene.runs.changes(of: scene.lease.runID).isEmpty)
        }
    }

    @Test func aLargeLedgerComesBackWhole() async throws {
        try await withScene { scene, _ in
            let entries = try (1...20_000).map { try Samples.entry($0, key: $0) }
            try await scene.ledger.settle(LedgerSettlement(remove: [], write: entries, isWholePlanning: true), scene.lease)
            let loaded = try await scene.ledger.load(scene.tenant.id).entries
            #expect(loaded.count == entries.count)
            #expect(Set(loaded) == Set(entries))
        }
    }
}

private struct LifeOfDatabase: PostgresStatement {
    static let sql = "select database_life() as life"
    var bindings: [PostgresValue] { [] }
    static func decode(_ row: PostgresRow) throws -> String { try row.text("life") }
}
