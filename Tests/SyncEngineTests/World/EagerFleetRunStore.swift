import SyncCore
import SyncEngine

/// A run store whose fleet claims whatever may be claimed as soon as it is there, as an idle worker does that a bell wakes.
struct EagerFleetRunStore: RunStore {
    let base: any RunStore

    private func wake() async throws {
        _ = try await base.claimDue(worker: "fleet", leaseSeconds: 60, atMost: 10)
    }

    func enqueue(_ run: NewRun) async throws -> RunID {
        let id = try await base.enqueue(run)
        try await wake()
        return id
    }

    func begin(_ run: NewRun, worker: String, leaseSeconds: Int) async throws -> ClaimedRun {
        let claimed = try await base.begin(run, worker: worker, leaseSeconds: leaseSeconds)
        try await wake()
        return claimed
    }

    func claim(_ run: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun? {
        try await wake()
        return try await base.claim(run, worker: worker, leaseSeconds: leaseSeconds)
    }

    func claimDue(worker: String, leaseSeconds: Int, atMost: Int) async throws -> [LeaseTerm] {
        try await base.claimDue(worker: worker, leaseSeconds: leaseSeconds, atMost: atMost)
    }

    func secondsUntilClaimable() async throws -> Double? { try await base.secondsUntilClaimable() }
    func claimed(_ lease: LeaseTerm) async throws -> ClaimedRun { try await base.claimed(lease) }

    func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws -> LeaseRenewal {
        try await base.renew(lease, leaseSeconds: leaseSeconds)
    }

    func progress(_ lease: LeaseTerm, counts: RunCounts, requests: RequestCounts) async throws {
        try await base.progress(lease, counts: counts, requests: requests)
    }

    func finish(_ lease: LeaseTerm, _ outcome: RunOutcome, withheld: [RunChange]) async throws -> FinishedRun {
        try await base.finish(lease, outcome, withheld: withheld)
    }

    func release(
        _ lease: LeaseTerm, afterSeconds seconds: Int?, reason: RunError?, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try await base.release(lease, afterSeconds: seconds, reason: reason, counts: counts, requests: requests)
        try await wake()
    }

    func retry(
        _ lease: LeaseTerm, afterSeconds: Int, reason: RunError, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try await base.retry(lease, afterSeconds: afterSeconds, reason: reason, counts: counts, requests: requests)
    }

    func cancel(_ run: RunID) async throws -> CancelAnswer { try await base.cancel(run) }
    func run(_ id: RunID) async throws -> Run { try await base.run(id) }
    func problems(of run: RunID) async throws -> [Problem] { try await base.problems(of: run) }
    func changes(of run: RunID) async throws -> [RunChange] { try await base.changes(of: run) }
    func list(_ filter: RunFilter) async throws -> [Run] { try await base.list(filter) }
    func liveRun(of tenant: TenantID) async throws -> Run? { try await base.liveRun(of: tenant) }
    func lastSuccess(of tenant: TenantID) async throws -> LastSuccess? { try await base.lastSuccess(of: tenant) }
}
