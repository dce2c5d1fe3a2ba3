public import SyncCore

/// Removes a customer's events of today and later from its planning, as a run of its own: under a lease, so that no sync makes
/// them again meanwhile, and with intents, so that it can be interrupted and started again.
public struct FutureEventRemoval: Sendable {
    private let ports: SyncPorts
    /// Names this process in the lease.
    private let worker: String
    private let today: CalendarDay

    private static let leaseSeconds = 300
    private static let chunk = 20
    /// Further ahead than any absence is booked.
    private static let farAheadMonths = 60

    public init(ports: SyncPorts, worker: String, today: CalendarDay) {
        self.ports = ports
        self.worker = worker
        self.today = today
    }

    /// - Returns: how many events were removed.
    /// - Throws: `run_active` while the tenant has a run; what the ports throw: what was removed until then is recorded.
    public func remove(of tenant: Tenant) async throws -> Int {
        let connected = try await ports.connector.connect(tenant)
        let window = SyncWindow(asOf: today, horizonMonths: tenant.settings.horizonMonths)
        let id = try await ports.runs.enqueue(NewRun(tenantID: tenant.id, trigger: .manual, window: window))
        guard let claimed = try await ports.runs.claim(id, worker: worker, leaseSeconds: Self.leaseSeconds) else {
            throw SyncError.leaseLost(id)
        }
        var counts = RunCounts()
        do {
            try await remove(of: tenant, connected.target, claimed.lease, &counts)
            try await finish(claimed.lease, .succeeded, counts, connected, nil)
            return counts.deleted
        } catch {
            let cause = error as? SyncError
            // The cause is what the operator needs to hear, whatever becomes of the record.
            try? await finish(claimed.lease, cause == nil ? .cancelled : .failed, counts, connected, cause)
            throw error
        }
    }

    private func remove(
        of tenant: Tenant, _ target: any PlanningTarget, _ lease: LeaseTerm, _ counts: inout RunCounts
    ) async throws {
        let start = tenant.settings.calendar.instant(startOf: HalfDay(today, .morning))
        let entries = try await ports.ledger.load(tenant.id).entries.filter { $0.end > start }
        guard !entries.isEmpty else { return }
        let end = tenant.settings.calendar.instant(startOf: HalfDay(today.adding(months: Self.farAheadMonths), .morning))
        // The ledger tells which events are ours, the planning which of them are there: an open create may have happened.
        let standing = try await target.unavailabilities(
            from: start, to: end, resources: Array(Set(entries.map(\.resource))).sorted())
        var keys: [EventReference: [EventKey]] = [:]
        for event in standing {
            for reference in EventReference.all(in: event.remark) { keys[reference, default: []].append(event.key) }
        }
        for position in stride(from: 0, to: entries.count, by: Self.chunk) {
            let batch = entries[position..<min(position + Self.chunk, entries.count)]
            try Task.checkCancellation()
            try await ports.runs.renew(lease, leaseSeconds: Self.leaseSeconds)
            try await ports.ledger.recordIntents(batch.map { .delete($0.reference) }, lease)
            var changes: [RunChange] = []
            for entry in batch {
                let found = (keys[entry.reference] ?? []) + (entry.pendingReference.flatMap { keys[$0] } ?? [])
                for key in Set(found + [entry.eventKey].compactMap { $0 }) { try await target.delete(key) }
                changes.append(
                    RunChange(
                        action: .delete, outcome: .done, reference: entry.reference, employeeID: entry.employeeID,
                        resource: entry.resource, type: entry.type, start: entry.start, end: entry.end))
            }
            try await ports.ledger.recordOutcomes(batch.map { .gone($0.reference) }, changes: changes, lease)
            counts.deleted += batch.count
        }
    }

    private func finish(
        _ lease: LeaseTerm, _ state: RunState, _ counts: RunCounts, _ connected: ConnectedTenant, _ cause: SyncError?
    ) async throws {
        var requests = RequestCounts()
        requests.planningPME = await connected.target.requestCount
        let outcome = RunOutcome(state: state, counts: counts, requests: requests, error: cause.map { RunError($0) })
        // Recorded even when the task is being cancelled.
        _ = try await uncancellable { try await ports.runs.finish(lease, outcome, withheld: []) }
    }
}
