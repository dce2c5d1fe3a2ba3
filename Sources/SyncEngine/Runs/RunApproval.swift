package import SyncCore

/// Performs, in a new run, the withheld deletions that still apply.
package struct RunApproval: Sendable {
    package struct Result: Sendable, Hashable {
        package let run: RunNow.Result
        /// The result of each withheld deletion; nil while the run has not ended.
        package let deletions: [ApprovedDeletion]?

        package var performed: [RunChange] { (deletions ?? []).filter { $0.fate == .done }.map(\.change) }
    }

    private let runNow: RunNow
    private let runs: any RunStore

    package init(runNow: RunNow, runs: any RunStore) {
        self.runNow = runNow
        self.runs = runs
    }

    /// - Parameters:
    ///   - run: ended as `needs_review`, and no run of the tenant has reached the planning since.
    ///   - asOf: the day to sync; the run's own day if that is later and `isToday`.
    ///   - isToday: the day was not requested explicitly.
    /// - Throws: `run_unknown`, `run_state_refused`, and what `RunNow` throws.
    package func perform(
        _ run: RunID, of tenant: Tenant, asOf: CalendarDay, isToday: Bool = false, options: SyncOptions = SyncOptions()
    ) async throws -> Result {
        let approved = try await runs.run(run)
        guard approved.tenantID == tenant.id else { throw SyncError.runUnknown(run) }
        guard approved.state == .needsReview else {
            throw SyncError(.run(.withholdsNothing(run: run, state: approved.state)), .rejected)
        }
        switch try await RunReviews(runs: runs).review(of: approved) {
        case .open, nil: break
        case .approved(let approval):
            throw SyncError(.run(.approved(run: run, by: approval)), .rejected)
        case .superseded(let newer):
            throw SyncError(.run(.superseded(run: run, by: newer)), .rejected)
        }
        let withheld = try await runs.changes(of: run).filter { $0.outcome == .withheld }
        let ledger = runNow.worker.sync.ports.ledger
        let before = try await ledger.load(tenant.id).entries
        let result = try await runNow.perform(
            tenant, asOf: isToday ? max(asOf, approved.window.asOf) : asOf, isToday: isToday, approves: run, options: options)
        guard case .ended(let approval, let state, _) = result.end else { return Result(run: result, deletions: nil) }
        let ended = try await runs.run(approval)
        let deletions = ApprovedDeletions(
            withheld: withheld, before: before, after: try await ledger.load(tenant.id).entries,
            changes: try await runs.changes(of: approval), problems: try await runs.problems(of: approval), state: state,
            start: tenant.settings.calendar.instant(startOf: HalfDay(ended.window.asOf, .morning)))
        return Result(run: result, deletions: deletions.told())
    }
}
