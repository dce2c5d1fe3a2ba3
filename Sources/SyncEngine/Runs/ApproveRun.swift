public import SyncCore

/// Performs the deletions that the brake withheld, in a new run: those of them that still hold.
public struct ApproveRun: Sendable {
    /// What became of the withheld deletions.
    public struct Result: Sendable, Hashable {
        public let run: RunNow.Result
        public let performed: [RunChange]
        /// Not deleted: the events are gone already, are wanted again, or the deletion failed.
        public let notPerformed: [RunChange]
    }

    private let runNow: RunNow
    private let runs: any RunStore

    public init(runNow: RunNow, runs: any RunStore) {
        self.runNow = runNow
        self.runs = runs
    }

    /// - Parameters:
    ///   - run: ended as `needs_review`, and no run of the tenant has reached the planning since.
    ///   - asOf: the day to sync.
    /// - Throws: `run_unknown`, `run_state_refused`, and what `RunNow` throws.
    public func perform(
        _ run: RunID, of tenant: Tenant, asOf: CalendarDay, options: SyncOptions = SyncOptions()
    ) async throws -> Result {
        let approved = try await runs.run(run)
        guard approved.tenantID == tenant.id else { throw SyncError.runUnknown(run) }
        guard approved.state == .needsReview else {
            throw SyncError(
                .runStateRefused, "Run \(run) is \(approved.state.rawValue): it withholds nothing.",
                remedy: "Approve a run that needs it: passerelle run list --status needs_review.", failureClass: .rejected)
        }
        switch try await RunReviews(runs: runs).review(of: approved) {
        case .open, nil: break
        case .approved(let approval):
            throw SyncError(
                .runStateRefused, "Run \(run) is approved already: run \(approval) performed its deletions.",
                remedy: "Look at that one: passerelle run show \(approval).", failureClass: .rejected)
        case .superseded(let newer):
            throw SyncError(
                .runStateRefused, "Run \(newer) came after run \(run) and looked at everything again.",
                remedy: "Look at that one instead: passerelle run show \(newer).", failureClass: .rejected)
        }
        let withheld = try await runs.changes(of: run).filter { $0.outcome == .withheld }
        let result = try await runNow.perform(tenant, asOf: asOf, approves: run, options: options)
        let deleted = Set(
            try await runs.changes(of: result.end.runID).filter { $0.action == .delete && $0.outcome == .done }.map(\.reference))
        return Result(
            run: result, performed: withheld.filter { deleted.contains($0.reference) },
            notPerformed: withheld.filter { !deleted.contains($0.reference) })
    }
}
