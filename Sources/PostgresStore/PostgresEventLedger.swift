package import PostgresClient
package import SyncCore
package import SyncEngine

/// What is remembered of each tenant's planning, in PostgreSQL. Every write locks the run's row under its term until the commit,
/// so that another worker's claim comes before or after it, never in between.
package struct PostgresEventLedger: EventLedger {
    private let database: StoreDatabase

    /// - Parameter pool: its connections use the role `passerelle_worker`.
    package init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    package func load(_ tenant: TenantID) async throws -> TenantMemory {
        let answers = try await database.read(
            of: tenant, SelectTenantMemory(), SelectLedger(), SelectResourceLinks(), SelectReasonRules(), SelectDepartmentLinks(),
            SelectFieldRules(), SelectFieldMemory())
        guard let facts = try answers.first(of: SelectTenantMemory.self) else { throw SyncError.defect(.notReturned(.clock)) }
        var memory = TenantMemory(loadedAt: facts.loadedAt)
        memory.surelyPast = facts.surelyPast
        memory.neutralType = facts.neutralType
        memory.isMaking = facts.isMaking
        memory.catalogReadAt = facts.catalogReadAt
        memory.entries = try answers.rows(of: SelectLedger.self).sorted { $0.reference < $1.reference }
        memory.setReconciled(at: facts.reconciledAt, recorded: facts.recordedEntries)
        memory.links = try answers.rows(of: SelectResourceLinks.self).sorted { $0.employeeID < $1.employeeID }
        memory.reasonRules = try answers.rows(of: SelectReasonRules.self).sorted { $0.accountID < $1.accountID }
        memory.departmentLinks = try answers.rows(of: SelectDepartmentLinks.self).sorted { $0.departmentID < $1.departmentID }
        memory.fieldRules = try answers.rows(of: SelectFieldRules.self).sorted { $0.target < $1.target }
        memory.fields = try answers.rows(of: SelectFieldMemory.self).inOrder
        return memory
    }

    package func recordIntents(_ intents: [EventOperation<EventFacts>], _ lease: LeaseTerm) async throws {
        var creates: [EventFacts] = []
        var updates: [(EventReference, EventReference)] = []
        var deletes: [EventReference] = []
        for intent in intents {
            switch intent {
            case .create(let event): creates.append(event)
            case .update(let entry, let event): updates.append((entry.reference, event.reference))
            case .delete(let entry): deletes.append(entry.reference)
            }
        }
        try await fenced(lease) { [creates, updates, deletes] connection in
            if !creates.isEmpty {
                do {
                    try await connection.execute(OpenCreates(events: creates))
                } catch let error as PostgresError where error.constraint == "unavailability_ledger_pkey" {
                    throw SyncError.ledgerHoldsReference
                }
                try await connection.execute(CountEntries(added: creates.count))
            }
            if !updates.isEmpty {
                let marked = try await connection.query(OpenUpdates(updates: updates)).first
                guard marked == updates.count else { throw SyncError.ledgerLacksReference }
            }
            if !deletes.isEmpty {
                let marked = try await connection.query(OpenDeletes(references: deletes)).first
                guard marked == deletes.count else { throw SyncError.ledgerLacksReference }
            }
        }
    }

    package func recordOutcomes(_ outcomes: [LedgerOutcome], changes: [RunChange], _ lease: LeaseTerm) async throws {
        var removed: [EventReference] = []
        var written: [LedgerEntry] = []
        var notWritten: [EventReference] = []
        for outcome in outcomes {
            switch outcome {
            case .written(let entry, let replaced):
                if replaced != entry.reference { removed.append(replaced) }
                written.append(entry)
            case .gone(let reference): removed.append(reference)
            case .notWritten(let reference): notWritten.append(reference)
            }
        }
        try await fenced(lease) { [removed, written, notWritten] connection in
            var added = 0
            if !removed.isEmpty { added -= try await connection.execute(RemoveLedgerEntries(references: removed)) }
            if !notWritten.isEmpty {
                added -= try await connection.execute(DropOpenCreates(references: notWritten))
                try await connection.execute(CloseIntents(references: notWritten))
            }
            if !written.isEmpty { added += try await connection.first(WriteLedgerEntries(written)) ?? 0 }
            if added != 0 { try await connection.execute(CountEntries(added: added)) }
            if !changes.isEmpty { try await connection.execute(InsertChanges(run: lease.runID, changes: changes)) }
        }
    }

    package func settle(_ settlement: LedgerSettlement, _ lease: LeaseTerm) async throws {
        try await fenced(lease) { connection in
            var added = 0
            if !settlement.remove.isEmpty {
                added -= try await connection.execute(RemoveLedgerEntries(references: settlement.remove))
            }
            if !settlement.write.isEmpty { added += try await connection.first(WriteLedgerEntries(settlement.write)) ?? 0 }
            if added != 0 { try await connection.execute(CountEntries(added: added)) }
            if settlement.isWholePlanning { try await connection.execute(RememberPlanning(wasReconciled: true)) }
        }
    }

    package func remember(_ memory: MemoryUpdate, _ lease: LeaseTerm) async throws {
        try await fenced(lease) { connection in
            if !memory.links.isEmpty {
                let links = Self.lastOfEach(memory.links, \.employeeID)
                try await connection.execute(RememberResourceLinks(links: links))
            }
            if !memory.reasonRules.isEmpty {
                let rules = Self.lastOfEach(memory.reasonRules, \.accountID)
                try await connection.execute(RememberReasonRules(rules: rules))
            }
            if !memory.departmentLinks.isEmpty {
                let links = Self.lastOfEach(memory.departmentLinks, \.departmentID)
                try await connection.execute(RememberDepartmentLinks(links: links))
            }
            let cleared = memory.clearedFields.flatMap { employee, targets in targets.map { (employee, $0) } }
            if !cleared.isEmpty { try await connection.execute(ForgetFields(cleared: cleared)) }
            if !memory.fields.isEmpty {
                let fields = Dictionary(memory.fields.map { ([$0.employeeID.value, $0.target.value], $0) }) { _, later in later }
                try await connection.execute(RememberFields(fields: Array(fields.values).inOrder))
            }
            if memory.neutralType != nil || memory.catalogWasRead || memory.isMaking != nil {
                try await connection.execute(
                    RememberPlanning(
                        neutralType: memory.neutralType, catalogWasRead: memory.catalogWasRead, isMaking: memory.isMaking))
            }
        }
    }

    private func fenced(
        _ lease: LeaseTerm, _ body: @Sendable (PostgresConnection) async throws -> Void
    ) async throws {
        try await database.transaction(of: lease.tenantID, beginningWith: [HoldLease(lease: lease)]) { connection, answers in
            guard try answers.first(of: HoldLease.self) != nil else { throw SyncError.leaseLost(lease.runID) }
            try await body(connection)
        }
    }

    /// One statement cannot write a row twice.
    private static func lastOfEach<Value, Key: Hashable & Comparable>(_ values: [Value], _ key: (Value) -> Key) -> [Value] {
        Dictionary(values.map { (key($0), $0) }) { _, later in later }.sorted { $0.key < $1.key }.map(\.value)
    }
}
