package import SyncCore
package import SyncEngine

/// `EventLedger` in memory, under the same conformance suite as PostgreSQL's.
package struct InMemoryEventLedger: EventLedger {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func load(_ tenant: TenantID) async throws -> TenantMemory {
        let now = database.now
        return try database.read { state throws(SyncError) in
            let memory = state.memories[tenant] ?? InMemoryDatabase.Memory()
            var loaded = TenantMemory(loadedAt: now)
            loaded.surelyPast = now
            loaded.entries = memory.entries.values.sorted { $0.reference < $1.reference }
            loaded.links = memory.links.values.sorted { $0.employeeID < $1.employeeID }
            loaded.reasonRules = memory.reasonRules.values.sorted { $0.accountID < $1.accountID }
            loaded.departmentLinks = memory.departmentLinks.values.sorted { $0.departmentID < $1.departmentID }
            loaded.neutralType = memory.neutralType
            if !memory.fieldRules.isEmpty {
                loaded.fieldRules = memory.fieldRules.values.sorted { $0.target < $1.target }
                loaded.fields = memory.fields.values.flatMap(\.values).sorted {
                    ($0.employeeID, $0.target) < ($1.employeeID, $1.target)
                }
            }
            loaded.setReconciled(at: memory.reconciledAt, recorded: memory.recordedEntries)
            loaded.catalogReadAt = memory.catalogReadAt
            loaded.isMaking = memory.isMaking
            return loaded
        }
    }

    package func recordIntents(_ intents: [EventOperation<EventFacts>], _ lease: LeaseTerm) async throws {
        try database.fenced(lease) { state, _ throws(SyncError) in
            var entries = state.memories[lease.tenantID]?.entries ?? [:]
            for intent in intents {
                switch intent {
                case .create(let draft):
                    guard entries[draft.reference] == nil else { throw .ledgerHoldsReference }
                    entries[draft.reference] = LedgerEntry(draft, key: nil, openIntent: .create)
                case .update(let entry, let draft):
                    let reference = entry.reference
                    guard entries[reference]?.eventKey != nil else { throw .ledgerLacksReference }
                    entries[reference]?.openIntent = .update
                    entries[reference]?.pendingReference = draft.reference == reference ? nil : draft.reference
                case .delete(let entry):
                    let reference = entry.reference
                    // Only what has a key can be deleted or changed.
                    guard entries[reference]?.eventKey != nil else { throw .ledgerLacksReference }
                    entries[reference]?.openIntent = .delete
                }
            }
            Self.record(entries, lease, &state)
        }
    }

    package func recordOutcomes(_ outcomes: [LedgerOutcome], changes: [RunChange], _ lease: LeaseTerm) async throws {
        try database.fenced(lease) { state, _ throws(SyncError) in
            var entries = state.memories[lease.tenantID]?.entries ?? [:]
            for outcome in outcomes {
                switch outcome {
                case .written(let entry, let reference):
                    entries[reference] = nil
                    entries[entry.reference] = entry
                case .gone(let reference):
                    entries[reference] = nil
                case .notWritten(let reference):
                    if entries[reference]?.openIntent == .create {
                        entries[reference] = nil
                    } else {
                        entries[reference]?.openIntent = nil
                        entries[reference]?.pendingReference = nil
                    }
                }
            }
            Self.record(entries, lease, &state)
            state.changes[lease.runID, default: []] += changes
        }
    }

    package func settle(_ settlement: LedgerSettlement, _ lease: LeaseTerm) async throws {
        try database.fenced(lease) { state, now throws(SyncError) in
            var entries = state.memories[lease.tenantID]?.entries ?? [:]
            for reference in settlement.remove { entries[reference] = nil }
            for entry in settlement.write { entries[entry.reference] = entry }
            Self.record(entries, lease, &state)
            guard settlement.isWholePlanning else { return }
            state.memories[lease.tenantID]?.reconciledAt = now
            state.memories[lease.tenantID]?.recordedEntries = entries.count
        }
    }

    private static func record(
        _ entries: [EventReference: LedgerEntry], _ lease: LeaseTerm, _ state: inout InMemoryDatabase.State
    ) {
        var memory = state.memories[lease.tenantID] ?? InMemoryDatabase.Memory()
        memory.recordedEntries += entries.count - memory.entries.count
        memory.entries = entries
        state.memories[lease.tenantID] = memory
    }

    package func remember(_ update: MemoryUpdate, _ lease: LeaseTerm) async throws {
        try database.fenced(lease) { state, now throws(SyncError) in
            var memory = state.memories[lease.tenantID] ?? InMemoryDatabase.Memory()
            for link in update.links { memory.links[link.employeeID] = link }
            for rule in update.reasonRules where memory.reasonRules[rule.accountID]?.origin != .operator {
                memory.reasonRules[rule.accountID] = rule
            }
            for link in update.departmentLinks where memory.departmentLinks[link.departmentID]?.isExplicit != true {
                memory.departmentLinks[link.departmentID] = link
            }
            for (employee, targets) in update.clearedFields {
                for target in targets { memory.fields[employee]?[target] = nil }
            }
            for field in update.fields { memory.fields[field.employeeID, default: [:]][field.target] = field }
            memory.neutralType = update.neutralType ?? memory.neutralType
            if update.catalogWasRead { memory.catalogReadAt = now }
            memory.isMaking = update.isMaking ?? memory.isMaking
            state.memories[lease.tenantID] = memory
        }
    }
}
