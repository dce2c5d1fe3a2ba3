import Foundation
import SyncCore
import SyncEngine

/// What every `EventLedger` does (`RunStoreConformance` covers its fencing).
package enum EventLedgerConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("nothingIsRememberedAtFirst", nothingIsRememberedAtFirst),
        ConformanceCase("anOpenCreateHasNoKey", anOpenCreateHasNoKey),
        ConformanceCase("anOpenCreateIsNeitherChangedNorDeleted", anOpenCreateIsNeitherChangedNorDeleted),
        ConformanceCase("aCreateThatHappenedIsAnEntry", aCreateThatHappenedIsAnEntry),
        ConformanceCase("aCreateThatSurelyDidNotHappenIsForgotten", aCreateThatSurelyDidNotHappenIsForgotten),
        ConformanceCase("anOpenUpdateKeepsWhatStoodAndWhatItWillSay", anOpenUpdateKeepsWhatStoodAndWhatItWillSay),
        ConformanceCase("anUpdateMayChangeTheReference", anUpdateMayChangeTheReference),
        ConformanceCase("aChangeThatDidNotHappenLeavesTheEntryAsItWas", aChangeThatDidNotHappenLeavesTheEntryAsItWas),
        ConformanceCase("aDeletedEventIsForgotten", aDeletedEventIsForgotten),
        ConformanceCase("aChunkIsRecordedWhole", aChunkIsRecordedWhole),
        ConformanceCase("settlingMakesTheRowsWhatWasFound", settlingMakesTheRowsWhatWasFound),
        ConformanceCase("aWholeReadIsDated", aWholeReadIsDated),
        ConformanceCase("noWriteUndoesAWholeRead", noWriteUndoesAWholeRead),
        ConformanceCase("changesAreToldInOrder", changesAreToldInOrder),
        ConformanceCase("memoryIsUpserted", memoryIsUpserted),
        ConformanceCase("anOperatorsRuleIsNotOverwritten", anOperatorsRuleIsNotOverwritten),
        ConformanceCase("anExplicitDepartmentIsNotOverwritten", anExplicitDepartmentIsNotOverwritten),
        ConformanceCase("anotherPlanningsMemoryIsForgotten", anotherPlanningsMemoryIsForgotten),
        ConformanceCase("tenantsDoNotShareMemory", tenantsDoNotShareMemory),
    ]

    static func reference(_ period: String = "900", day: Int = 20_800, _ half: HalfDay.Half = .morning) -> EventReference {
        EventReference(
            account: "acme", periodID: LeavePeriodID(period), accountID: "7", first: HalfDay(CalendarDay(ordinal: day), half))
    }

    static func draft(_ reference: EventReference = reference(), resource: ResourceKey = 12) -> EventFacts {
        EventFacts(
            reference: reference, employeeID: "42", resource: resource, type: 3, start: Instant(secondsSince1970: 1_797_120_000),
            end: Instant(secondsSince1970: 1_797_163_200))
    }

    static func entry(_ reference: EventReference = reference(), key: EventKey? = 501, resource: ResourceKey = 12) -> LedgerEntry
    {
        LedgerEntry(draft(reference, resource: resource), key: key)
    }

    static var update: MemoryUpdate {
        var update = MemoryUpdate()
        update.links = [ResourceLink(employeeID: "42", resource: 12, identityDigest: "d42", department: "3")]
        return update
    }

    /// A tenant with one entry, under a running run.
    private static func withEntry(_ store: ConformanceHarness) async throws -> ClaimedRun {
        let claimed = try await store.start()
        try await store.ledger.recordIntents([.create(draft())], claimed.lease)
        try await store.ledger.recordOutcomes([.written(entry(), replacing: reference())], changes: [], claimed.lease)
        return claimed
    }

    private static func entries(_ store: ConformanceHarness, _ claimed: ClaimedRun) async throws -> [LedgerEntry] {
        try await store.ledger.load(claimed.run.tenantID).entries.sorted { $0.reference < $1.reference }
    }

    /// An empty memory loaded at that time.
    private static func nothing(_ loaded: TenantMemory) -> TenantMemory {
        var nothing = TenantMemory(loadedAt: loaded.loadedAt)
        nothing.surelyPast = loaded.surelyPast
        return nothing
    }

    static func nothingIsRememberedAtFirst(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let memory = try await store.ledger.load(tenant.id)
        try expectEqual(memory, nothing(memory), "the memory")
    }

    static func anOpenCreateHasNoKey(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.ledger.recordIntents([.create(draft())], claimed.lease)
        var open = entry(key: nil)
        open.openIntent = .create
        try expectEqual(try await entries(store, claimed), [open], "the ledger")
    }

    /// Before it is known whether the event exists, and under which key.
    static func anOpenCreateIsNeitherChangedNorDeleted(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.ledger.recordIntents([.create(draft())], claimed.lease)
        for intent in [EventOperation<EventFacts>.delete(entry()), .update(entry(), draft(resource: 13))] {
            let code = try await store.code { try await store.ledger.recordIntents([intent], claimed.lease) }
            try expectEqual(code, .defect, "the refusal")
        }
        var open = entry(key: nil)
        open.openIntent = .create
        try expectEqual(try await entries(store, claimed), [open], "the ledger")
    }

    static func aCreateThatHappenedIsAnEntry(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        try expectEqual(try await entries(store, claimed), [entry()], "the ledger")
    }

    static func aCreateThatSurelyDidNotHappenIsForgotten(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.ledger.recordIntents([.create(draft())], claimed.lease)
        try await store.ledger.recordOutcomes([.notWritten(reference())], changes: [], claimed.lease)
        try expectEqual(try await entries(store, claimed), [], "the ledger")
    }

    static func anOpenUpdateKeepsWhatStoodAndWhatItWillSay(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        try await store.ledger.recordIntents(
            [.update(entry(), draft(reference(day: 20_801), resource: 99))], claimed.lease)
        var open = entry()
        open.openIntent = .update
        open.pendingReference = reference(day: 20_801)
        try expectEqual(try await entries(store, claimed), [open], "with another reference")

        try await store.ledger.recordOutcomes([.notWritten(reference())], changes: [], claimed.lease)
        try await store.ledger.recordIntents([.update(entry(), draft(resource: 99))], claimed.lease)
        open.pendingReference = nil
        try expectEqual(try await entries(store, claimed), [open], "with the same reference")
    }

    static func anUpdateMayChangeTheReference(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        let (old, new) = (reference(), reference(day: 20_801, .afternoon))
        try await store.ledger.recordIntents([.update(entry(old), draft(new, resource: 99))], claimed.lease)
        try await store.ledger.recordOutcomes([.written(entry(new, resource: 99), replacing: old)], changes: [], claimed.lease)
        try expectEqual(try await entries(store, claimed), [entry(new, resource: 99)], "the ledger")
    }

    static func aChangeThatDidNotHappenLeavesTheEntryAsItWas(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        try await store.ledger.recordIntents([.update(entry(), draft(reference(day: 20_801)))], claimed.lease)
        try await store.ledger.recordOutcomes([.notWritten(reference())], changes: [], claimed.lease)
        try expectEqual(try await entries(store, claimed), [entry()], "after an update")
        try await store.ledger.recordIntents([.delete(entry())], claimed.lease)
        try await store.ledger.recordOutcomes([.notWritten(reference())], changes: [], claimed.lease)
        try expectEqual(try await entries(store, claimed), [entry()], "after a delete")
    }

    static func aDeletedEventIsForgotten(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        try await store.ledger.recordIntents([.delete(entry())], claimed.lease)
        var open = entry()
        open.openIntent = .delete
        try expectEqual(try await entries(store, claimed), [open], "before")
        try await store.ledger.recordOutcomes([.gone(reference())], changes: [], claimed.lease)
        try expectEqual(try await entries(store, claimed), [], "after")
    }

    /// References may be handed from one event to another within one chunk.
    static func aChunkIsRecordedWhole(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        let (first, second, third) = (reference(), reference(day: 20_801), reference("901"))
        try await store.ledger.recordIntents([.create(draft(second)), .create(draft(third))], claimed.lease)
        try await store.ledger.recordOutcomes(
            [.written(entry(second, key: 502), replacing: second), .written(entry(third, key: 503), replacing: third)],
            changes: [RunStoreConformance.change(.done)], claimed.lease)
        let fourth = reference("902")
        try await store.ledger.recordIntents(
            [.update(entry(second), draft(fourth)), .delete(entry(first)), .update(entry(third), draft(third, resource: 77))],
            claimed.lease)
        try await store.ledger.recordOutcomes(
            [
                .written(entry(fourth, key: 502), replacing: second), .gone(first),
                .written(entry(third, key: 503, resource: 77), replacing: third),
            ], changes: [], claimed.lease)
        try expectEqual(
            try await entries(store, claimed), [entry(third, key: 503, resource: 77), entry(fourth, key: 502)], "the ledger")
    }

    static func settlingMakesTheRowsWhatWasFound(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        let other = reference("901")
        try await store.ledger.recordIntents([.create(draft(other)), .delete(entry())], claimed.lease)
        let renamed = reference(day: 20_801)
        try await store.ledger.settle(
            LedgerSettlement(
                remove: [reference()], write: [entry(renamed, resource: 31), entry(other, key: 777)], isWholePlanning: false),
            claimed.lease)
        try expectEqual(
            try await entries(store, claimed),
            [entry(other, key: 777), entry(renamed, resource: 31)].sorted { $0.reference < $1.reference },
            "the ledger")
        try await store.ledger.settle(
            LedgerSettlement(remove: [other, renamed], write: [entry(renamed, key: 3)], isWholePlanning: false), claimed.lease)
        try expectEqual(try await entries(store, claimed), [entry(renamed, key: 3)], "removals come first")
        try expect(try await store.ledger.load(claimed.run.tenantID).reconciledAt == nil, "that was no whole read")
    }

    static func aWholeReadIsDated(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.ledger.settle(LedgerSettlement(remove: [], write: [], isWholePlanning: true), claimed.lease)
        let memory = try await store.ledger.load(claimed.run.tenantID)
        try expect(memory.reconciledAt.map { $0 <= memory.loadedAt } ?? false, "it is dated by the store's clock")
        try expect(memory.catalogReadAt == nil, "the catalog was not read")
        var update = MemoryUpdate()
        update.catalogWasRead = true
        try await store.ledger.remember(update, claimed.lease)
        let later = try await store.ledger.load(claimed.run.tenantID)
        try expect(later.catalogReadAt.map { $0 <= later.loadedAt } ?? false, "now it was")
        try expectEqual(later.reconciledAt, memory.reconciledAt, "and nothing else")
    }

    /// Entries added and removed by writes are not lost ones.
    static func noWriteUndoesAWholeRead(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        let (ledger, lease) = (store.ledger, claimed.lease)
        func expectReconciled(_ count: Int, _ what: String) async throws {
            let memory = try await ledger.load(claimed.run.tenantID)
            try expectEqual(memory.entries.count, count, "the entries \(what)")
            try expect(memory.reconciledAt != nil, "the planning was read whole \(what)")
        }
        try await ledger.settle(LedgerSettlement(remove: [], write: [entry(key: 502)], isWholePlanning: true), lease)
        try await expectReconciled(1, "after it was read")
        let (first, second, third, renamed) = (reference(), reference("901"), reference("902"), reference("903"))
        try await ledger.recordIntents([.create(draft(second)), .create(draft(third))], lease)
        try await expectReconciled(3, "while creates are open")
        try await ledger.recordOutcomes(
            [.written(entry(second, key: 503), replacing: second), .notWritten(third), .gone(reference("999"))], changes: [],
            lease)
        try await expectReconciled(2, "after one was made and one was not")
        try await ledger.recordIntents([.update(entry(second), draft(renamed)), .delete(entry(first))], lease)
        try await ledger.recordOutcomes(
            [.written(entry(renamed, key: 503), replacing: second), .notWritten(first)], changes: [], lease)
        try await expectReconciled(2, "after an update under another reference, and a deletion that did not happen")
        try await ledger.recordIntents([.delete(entry(first))], lease)
        try await ledger.recordOutcomes([.gone(first)], changes: [], lease)
        try await expectReconciled(1, "after a deletion")
        try await ledger.settle(
            LedgerSettlement(
                remove: [renamed, reference("999")], write: [entry(first, key: 504), entry(second, key: 505)],
                isWholePlanning: false), lease)
        try await expectReconciled(2, "after open writes were settled")
        try await ledger.settle(LedgerSettlement(remove: [first, second], write: [], isWholePlanning: false), lease)
        try await expectReconciled(0, "after the last entry went")
    }

    static func changesAreToldInOrder(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        let told = (1...25).map { RunStoreConformance.change($0.isMultiple(of: 2) ? .done : .unconfirmed, period: "\($0)") }
        try await store.ledger.recordOutcomes([], changes: Array(told.prefix(20)), claimed.lease)
        try await store.ledger.recordOutcomes([], changes: Array(told.dropFirst(20)), claimed.lease)
        try expectEqual(try await store.runs.changes(of: claimed.run.id), told, "the run's changes")
    }

    static func memoryIsUpserted(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        var update = MemoryUpdate()
        update.links = [
            ResourceLink(employeeID: "1", resource: 11, identityDigest: "d1", department: "3"),
            ResourceLink(employeeID: "2", resource: nil, identityDigest: "d2", department: nil),
        ]
        update.reasonRules = [
            ReasonRule(accountID: "1", destination: .type(8), origin: .automatic),
            ReasonRule(accountID: "2", destination: .ignore, origin: .automatic),
            ReasonRule(accountID: "3", destination: .hide, origin: .fallback),
        ]
        update.departmentLinks = [DepartmentLink(departmentID: "3", planningDepartment: 30, isExplicit: false)]
        update.neutralType = 5
        try await store.ledger.remember(update, claimed.lease)

        var change = MemoryUpdate()
        change.links = [ResourceLink(employeeID: "2", resource: 22, identityDigest: "d2b", department: "4")]
        change.reasonRules = [ReasonRule(accountID: "3", destination: .type(9), origin: .automatic)]
        change.departmentLinks = [DepartmentLink(departmentID: "4", planningDepartment: nil, isExplicit: false)]
        try await store.ledger.remember(change, claimed.lease)

        let memory = try await store.ledger.load(claimed.run.tenantID)
        try expectEqual(memory.links, [update.links[0]] + change.links, "what is not named stays")
        try expectEqual(
            memory.reasonRules.sorted { $0.accountID < $1.accountID }, Array(update.reasonRules.prefix(2)) + change.reasonRules,
            "rules")
        try expectEqual(
            memory.departmentLinks.sorted { $0.departmentID < $1.departmentID }, update.departmentLinks + change.departmentLinks,
            "departments")
        try expectEqual(memory.neutralType, 5, "the neutral type stays")
        try expectEqual(
            try await store.registry.reasonRules(of: claimed.run.tenantID).sorted { $0.accountID < $1.accountID },
            memory.reasonRules.sorted { $0.accountID < $1.accountID }, "the registry sees the same rules")
    }

    static func anOperatorsRuleIsNotOverwritten(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        let rule = ReasonRule(accountID: "7", destination: .hide, origin: .operator)
        try await store.registry.setReasonRule(rule, of: claimed.run.tenantID)
        var update = MemoryUpdate()
        update.reasonRules = [ReasonRule(accountID: "7", destination: .type(1), origin: .automatic)]
        try await store.ledger.remember(update, claimed.lease)
        try expectEqual(try await store.ledger.load(claimed.run.tenantID).reasonRules, [rule], "the rules")

        try await store.registry.removeReasonRule(of: "7", claimed.run.tenantID)
        try await store.registry.removeReasonRule(of: "8", claimed.run.tenantID)
        try expectEqual(try await store.ledger.load(claimed.run.tenantID).reasonRules, [], "what was said is taken back")
        try await store.ledger.remember(update, claimed.lease)
        try expectEqual(
            try await store.ledger.load(claimed.run.tenantID).reasonRules, update.reasonRules, "the sync decides again")
    }

    static func anExplicitDepartmentIsNotOverwritten(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        let link = DepartmentLink(departmentID: "3", planningDepartment: 30, isExplicit: true)
        try await store.registry.setDepartmentLink(link, of: claimed.run.tenantID)
        var update = MemoryUpdate()
        update.departmentLinks = [DepartmentLink(departmentID: "3", planningDepartment: 31, isExplicit: false)]
        try await store.ledger.remember(update, claimed.lease)
        try expectEqual(try await store.ledger.load(claimed.run.tenantID).departmentLinks, [link], "the departments")
    }

    static func anotherPlanningsMemoryIsForgotten(_ store: ConformanceHarness) async throws {
        let claimed = try await withEntry(store)
        try await store.ledger.remember(update, claimed.lease)
        try await store.runs.finish(claimed.lease, RunOutcome(state: .succeeded), withheld: [])
        var tenant = try await store.registry.tenant(claimed.run.tenantID)
        tenant.name = "Acme, renamed"
        try await store.registry.update(tenant)
        try expectEqual(try await entries(store, claimed).count, 1, "a new name changes nothing")
        tenant.planningPMEURL = "https://api.planningpme.com/another/"
        try await store.registry.update(tenant)
        let memory = try await store.ledger.load(tenant.id)
        try expectEqual(memory, nothing(memory), "the memory after the planning changed")
    }

    static func tenantsDoNotShareMemory(_ store: ConformanceHarness) async throws {
        let one = try await withEntry(store)
        let two = try await store.start("other")
        try await store.ledger.remember(update, two.lease)
        try expectEqual(try await entries(store, two), [], "two's ledger")
        try expectEqual(try await store.ledger.load(one.run.tenantID).links, [], "one's links")
    }
}
