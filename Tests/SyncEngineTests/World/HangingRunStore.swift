import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization

/// Which calls of a run store get no answer, and which have met that.
final class RunStoreHangs: Sendable {
    enum Call: Sendable, Hashable { case claimDue, renew, release }

    private let hanging = Mutex<[Call: TestSignal]>([:])

    /// - Returns: given once such a call waits.
    func hang(_ call: Call) -> TestSignal {
        let met = TestSignal()
        hanging.withLock { $0[call] = met }
        return met
    }

    /// Waits until its task is cancelled, if that call is to hang.
    func pass(_ call: Call) async throws {
        guard let met = hanging.withLock({ $0[call] }) else { return }
        met.give()
        await TestFlag.untilCancelled()
        throw SyncError(.cancelled, "Cancelled.", remedy: "None.", failureClass: .cancelled)
    }
}

/// A run store some of whose calls hang until they are cancelled, as a database does that does not answer.
struct HangingRunStore: RunStore {
    let base: any RunStore
    let hangs: RunStoreHangs

    func enqueue(_ run: NewRun) async throws -> RunID { try await base.enqueue(run) }

    func begin(_ run: NewRun, worker: String, leaseSeconds: Int) async throws -> ClaimedRun {
        try await base.begin(run, worker: worker, leaseSeconds: leaseSeconds)
    }

    func claim(_ run: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun? {
        try await base.claim(run, worker: worker, leaseSeconds: leaseSeconds)
    }

    func claimDue(worker: String, leaseSeconds: Int, atMost: Int) async throws -> [LeaseTerm] {
        try await hangs.pass(.claimDue)
        return try await base.claimDue(worker: worker, leaseSeconds: leaseSeconds, atMost: atMost)
    }

    func secondsUntilClaimable() async throws -> Double? { try await base.secondsUntilClaimable() }
    func claimed(_ lease: LeaseTerm) async throws -> ClaimedRun { try await base.claimed(lease) }

    func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws -> LeaseRenewal {
        try await hangs.pass(.renew)
        return try await base.renew(lease, leaseSeconds: leaseSeconds)
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
        try await hangs.pass(.release)
        try await base.release(lease, afterSeconds: seconds, reason: reason, counts: counts, requests: requests)
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
