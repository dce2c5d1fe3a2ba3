package import SyncCore
package import SyncEngine

/// `WorkQueue` in memory.
package struct InMemoryWorkQueue: WorkQueue {
    struct Row {
        var operation: QueuedOperation
        var term = 0
        var deaths = 0
        var leaseUntil: Instant?

        func isHeld(_ lease: OperationLease, at now: Instant) -> Bool {
            operation.state == .running && term == lease.term && leaseUntil.map { $0 > now } == true
        }

        mutating func end(_ state: QueuedOperation.State, at now: Instant, result: String? = nil, error: Failure? = nil) {
            (operation.state, operation.finishedAt, leaseUntil) = (state, state.isEnded ? now : nil, nil)
            (operation.result, operation.error) = (result, error ?? operation.error)
        }
    }

    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func queue(_ work: QueuedWork, of tenant: TenantID) async throws -> OperationID {
        try database.write { state, now throws(SyncError) in
            guard let slug = state.tenants[tenant]?.slug else { throw .tenantUnknown(tenant.description) }
            let login = state.login ?? "owner"
            let waiting = state.operations.values.map(\.operation).filter { $0.seen(at: now).state == .queued }
            let ofTenant = waiting.count { $0.tenantID == tenant }
            if ofTenant >= QueuedOperation.limitOfTenant { throw .tooManyOfTenant }
            let ofLogin = waiting.count { $0.requestedBy == login }
            if ofLogin >= QueuedOperation.limitOfLogin { throw .tooManyOfLogin }
            state.lastOperationID += 1
            let id = OperationID(state.lastOperationID)
            state.operations[id] = Row(
                operation: QueuedOperation(
                    id: id, tenantID: tenant, tenant: slug, work: work, requestedBy: login, requestedAt: now,
                    state: .queued))
            return id
        }
    }

    /// As if someone had typed a row that no release reads.
    package func plantUnreadable(of tenant: TenantID) async throws -> OperationID { try await queue(.unreadable, of: tenant) }

    package func claim(worker: String, leaseSeconds: Int, atMost: Int) async throws -> [OperationLease] {
        try database.write { state, now throws(SyncError) in
            let old = now.adding(seconds: -QueuedOperation.hoursKept * 3600)
            let late = now.adding(seconds: -QueuedOperation.hoursQueued * 3600)
            state.operations = state.operations.filter { $0.value.operation.finishedAt.map { $0 >= old } ?? true }
            var claimed: [OperationLease] = []
            for id in state.operations.keys.sorted() {
                guard var row = state.operations[id], !row.operation.state.isEnded else { continue }
                defer { state.operations[id] = row }
                let isAbandoned = row.operation.state == .running && row.leaseUntil.map { $0 <= now } != false
                if row.operation.state == .queued, row.operation.requestedAt < late {
                    row.end(.expired, at: now)
                } else if isAbandoned, row.deaths >= QueuedOperation.deathLimit - 1 {
                    row.deaths += 1
                    row.end(.failed, at: now, error: .queue(.keepsDying(operation: id, deaths: row.deaths)))
                } else if row.operation.state == .queued || isAbandoned, claimed.count < atMost, state.pause == nil {
                    if isAbandoned { row.deaths += 1 }
                    (row.operation.state, row.operation.worker) = (.running, worker)
                    row.term += 1
                    row.leaseUntil = now.adding(seconds: leaseSeconds)
                    claimed.append(OperationLease(operation: id, tenantID: row.operation.tenantID, term: row.term))
                }
            }
            return claimed
        }
    }

    package func claimed(_ lease: OperationLease) async throws -> QueuedOperation {
        let now = database.now
        return try database.read { state throws(SyncError) in
            guard let row = state.operations[lease.operation], row.isHeld(lease, at: now) else {
                throw .operationLeaseLost(lease.operation)
            }
            return row.operation
        }
    }

    package func renew(_ lease: OperationLease, leaseSeconds: Int) async throws {
        try fenced(lease) { row, now in row.leaseUntil = now.adding(seconds: leaseSeconds) }
    }

    package func finish(_ lease: OperationLease, result: String) async throws {
        try fenced(lease) { row, now in row.end(.done, at: now, result: result) }
    }

    package func fail(_ lease: OperationLease, _ error: Failure) async throws {
        try fenced(lease) { row, now in row.end(.failed, at: now, error: error) }
    }

    package func release(_ lease: OperationLease) async throws {
        try fenced(lease) { row, now in row.end(.queued, at: now) }
    }

    private func fenced(_ lease: OperationLease, _ change: (inout Row, Instant) -> Void) throws(SyncError) {
        try database.write { state, now throws(SyncError) in
            guard var row = state.operations[lease.operation], row.isHeld(lease, at: now) else {
                throw .operationLeaseLost(lease.operation)
            }
            change(&row, now)
            state.operations[lease.operation] = row
        }
    }

    package func operation(_ id: OperationID) async throws -> QueuedOperation {
        let now = database.now
        return try database.read { state throws(SyncError) in
            guard let found = state.operations[id]?.operation else { throw .operationUnknown(id) }
            return found.seen(at: now)
        }
    }

    package func list(of tenant: TenantID?, limit: Int) async throws -> [QueuedOperation] {
        let now = database.now
        return try database.read { state throws(SyncError) in
            let all = state.operations.values.map(\.operation).filter { tenant == nil || $0.tenantID == tenant }
            return all.sorted { $0.id > $1.id }.prefix(limit).map { operation in
                var listed = operation.seen(at: now)
                listed.result = nil
                return listed
            }
        }
    }
}

extension QueuedOperation {
    fileprivate func seen(at now: Instant) -> QueuedOperation {
        var seen = self
        if state == .queued, requestedAt < now.adding(seconds: -Self.hoursQueued * 3600) { seen.state = .expired }
        return seen
    }
}
