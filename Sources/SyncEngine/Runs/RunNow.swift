public import SyncCore

/// Performs a tenant's run in this process: a new one, or the one that waits or was left behind.
public struct RunNow: Sendable {
    /// How the run ended, and whether it was begun before.
    public struct Result: Sendable, Hashable {
        public let end: RunEnd
        /// The run was queued or left behind before: it kept its id and its as-of date.
        public let wasResumed: Bool
    }

    private let worker: RunWorker

    public init(worker: RunWorker) {
        self.worker = worker
    }

    private var runs: any RunStore { worker.sync.ports.runs }

    /// - Parameters:
    ///   - asOf: the day to sync; a run that is resumed keeps its own.
    ///   - approves: the run whose withheld deletions may happen (`ApproveRun`).
    /// - Throws: `run_active` while another worker holds the tenant's run; what `RunWorker.work` throws.
    public func perform(
        _ tenant: Tenant, asOf: CalendarDay, approves: RunID? = nil, options: SyncOptions = SyncOptions()
    ) async throws -> Result {
        let (run, wasResumed) = try await liveOrNewRun(tenant, asOf, approves)
        if let end = try await worker.work(run, options) { return Result(end: end, wasResumed: wasResumed) }
        return Result(end: try await notClaimed(run), wasResumed: wasResumed)
    }

    private func liveOrNewRun(_ tenant: Tenant, _ asOf: CalendarDay, _ approves: RunID?) async throws -> (RunID, Bool) {
        // A run in the way may end between the two looks at it.
        for _ in 0..<3 {
            if let live = try await runs.liveRun(of: tenant.id) {
                if let approves, live.approves != approves { throw SyncError.runActive(live) }
                return (live.id, true)
            }
            let hasSucceeded = try await runs.lastSuccess(of: tenant.id) != nil
            let window = SyncWindow(of: tenant, asOf: asOf, hasSucceeded: hasSucceeded)
            do {
                let new = NewRun(tenantID: tenant.id, trigger: .manual, window: window, approves: approves)
                return (try await runs.enqueue(new), false)
            } catch let error as SyncError where error.code == .runActive {
                continue
            }
        }
        throw SyncError(
            .runActive, "Other runs of \(tenant.slug) keep starting.", remedy: "Try again in a moment.", failureClass: .transient)
    }

    /// Why a run could not be claimed.
    private func notClaimed(_ id: RunID) async throws -> RunEnd {
        let run = try await runs.run(id)
        switch run.state {
        case .queued: return .paused(id, until: run.notBefore)
        case .running: throw SyncError.runActive(run)
        case .succeeded, .partial, .needsReview, .failed, .cancelled: return .ended(id, run.state, nil)
        }
    }
}
