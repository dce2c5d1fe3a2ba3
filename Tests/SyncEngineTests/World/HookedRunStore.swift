import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization

/// The calls of a run store that tests can intercept.
enum RunStoreCall: Sendable, Hashable { case enqueue, begin, claim, claimDue, renew, release }

/// Which calls of a run store hang until they are cancelled, and which have done so, as with a database that does
/// not answer.
final class RunStoreHangs: Sendable {
    private let hanging = Mutex<[RunStoreCall: TestSignal]>([:])
    private let calls = Mutex<[RunStoreCall: Int]>([:])

    /// How often that call occurred.
    func count(of call: RunStoreCall) -> Int { calls.withLock { $0[call] ?? 0 } }

    /// - Returns: a signal that is given once such a call hangs.
    func hang(_ call: RunStoreCall) -> TestSignal {
        let met = TestSignal()
        hanging.withLock { $0[call] = met }
        return met
    }

    /// Waits until its task is cancelled, if that call is to hang.
    func pass(_ call: RunStoreCall) async throws {
        calls.withLock { $0[call, default: 0] += 1 }
        guard let met = hanging.withLock({ $0[call] }) else { return }
        met.give()
        await TestFlag.untilCancelled()
        throw SyncError(.cancelled, failureClass: .cancelled)
    }
}

/// A run store that lets a test act before and after some of its calls.
struct HookedRunStore: RunStore {
    let base: any RunStore
    var before: @Sendable (RunStoreCall) async throws -> Void = { _ in }
    var after: @Sendable (RunStoreCall) async throws -> Void = { _ in }

    private func hooked<Result>(_ call: RunStoreCall, _ body: () async throws -> Result) async throws -> Result {
        try await before(call)
        let result = try await body()
        try await after(call)
        return result
    }

    func enqueue(_ run: NewRun) async throws -> RunID { try await hooked(.enqueue) { try await base.enqueue(run) } }

    func begin(_ run: NewRun, worker: String, leaseSeconds: Int) async throws -> ClaimedRun {
        try await hooked(.begin) { try await base.begin(run, worker: worker, leaseSeconds: leaseSeconds) }
    }

    func claim(_ run: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun? {
        try await hooked(.claim) { try await base.claim(run, worker: worker, leaseSeconds: leaseSeconds) }
    }

    func claimDue(worker: String, leaseSeconds: Int, atMost: Int, isIdle: Bool) async throws -> [LeaseTerm] {
        try await hooked(.claimDue) {
            try await base.claimDue(worker: worker, leaseSeconds: leaseSeconds, atMost: atMost, isIdle: isIdle)
        }
    }

    func secondsUntilClaimable() async throws -> Double? { try await base.secondsUntilClaimable() }
    func hurry(_ tenant: TenantID, waitingFor code: SyncError.Code) async throws -> RunID? {
        try await base.hurry(tenant, waitingFor: code)
    }
    func claimed(_ lease: LeaseTerm) async throws -> ClaimedRun { try await base.claimed(lease) }

    func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws -> LeaseRenewal {
        try await hooked(.renew) { try await base.renew(lease, leaseSeconds: leaseSeconds) }
    }

    func renew(_ leases: [LeaseTerm], leaseSeconds: Int) async throws -> [LeaseTerm: LeaseAnswer] {
        try await hooked(.renew) { try await base.renew(leases, leaseSeconds: leaseSeconds) }
    }

    func survived(_ lease: LeaseTerm) async throws { try await base.survived(lease) }

    func progress(_ lease: LeaseTerm, counts: RunCounts, requests: RequestCounts) async throws {
        try await base.progress(lease, counts: counts, requests: requests)
    }

    func finish(_ lease: LeaseTerm, _ outcome: RunOutcome, withheld: [RunChange]) async throws -> FinishedRun {
        try await base.finish(lease, outcome, withheld: withheld)
    }

    func release(
        _ lease: LeaseTerm, afterSeconds seconds: Int?, reason: Failure?, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try await hooked(.release) {
            try await base.release(lease, afterSeconds: seconds, reason: reason, counts: counts, requests: requests)
        }
    }

    func retry(
        _ lease: LeaseTerm, afterSeconds: Int, reason: Failure, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try await base.retry(lease, afterSeconds: afterSeconds, reason: reason, counts: counts, requests: requests)
    }

    func cancel(_ run: RunID) async throws -> CancelAnswer { try await base.cancel(run) }
    func reject(_ run: RunID) async throws { try await base.reject(run) }
    func declined(of tenant: TenantID) async throws -> [EventReference: Decline] { try await base.declined(of: tenant) }
    func run(_ id: RunID) async throws -> Run { try await base.run(id) }
    func reportedProblems(of run: RunID) async throws -> [ReportedProblem] { try await base.reportedProblems(of: run) }
    func changes(of run: RunID) async throws -> [RunChange] { try await base.changes(of: run) }
    func steps(of run: RunID) async throws -> [RunStep] { try await base.steps(of: run) }
    func list(_ filter: RunFilter) async throws -> [Run] { try await base.list(filter) }
    func page(_ query: RunQuery) async throws -> [Run] { try await base.page(query) }
    func count(_ query: RunQuery, atMost limit: Int) async throws -> Int { try await base.count(query, atMost: limit) }
    func liveRun(of tenant: TenantID) async throws -> Run? { try await base.liveRun(of: tenant) }
    func lastSuccess(of tenant: TenantID) async throws -> LastSuccess? { try await base.lastSuccess(of: tenant) }
}

extension HookedRunStore {
    /// Its fleet claims every claimable run at once, like an idle worker woken by a notification.
    static func eager(_ base: any RunStore) -> HookedRunStore {
        let wake: @Sendable () async throws -> Void = {
            _ = try await base.claimDue(worker: "fleet", leaseSeconds: 60, atMost: 10, isIdle: true)
        }
        return HookedRunStore(
            base: base, before: { if $0 == .claim { try await wake() } },
            after: { if [.enqueue, .begin, .release].contains($0) { try await wake() } })
    }
}
