package import SyncCore

/// Performs, in a new run, the withheld deletions and clearings of extra data that still apply.
package struct RunApproval: Sendable {
    package struct Result: Sendable, Hashable {
        package let run: RunNow.Result
        /// The result of each withheld deletion; nil while the run has not ended.
        package let deletions: [ApprovedDeletion]?
        /// The result of each withheld clearing, by employee; empty while the run has not ended.
        package let clears: [ApprovedClear]

        package var performed: [RunChange] { (deletions ?? []).filter { $0.fate == .done }.map(\.change) }
    }

    private let runNow: RunNow
    let runs: any RunStore

    private var ledger: any EventLedger { runNow.worker.sync.ports.ledger }

    package init(runNow: RunNow, runs: any RunStore) {
        self.runNow = runNow
        self.runs = runs
    }

    /// - Parameters:
    ///   - review: whose approval it is. No run of the tenant has reached the planning since.
    ///   - asOf: the day to sync; the run's own day if that is later and `isToday`.
    ///   - isToday: the day was not requested explicitly.
    /// - Throws: what `RunNow` throws.
    package func perform(
        _ review: OpenReview, asOf: CalendarDay, isToday: Bool = false, options: SyncOptions = SyncOptions()
    ) async throws -> Result {
        let tenant = review.tenant
        let result = try await runNow.perform(
            tenant, asOf: isToday ? max(asOf, review.approved.window.asOf) : asOf, isToday: isToday,
            approves: review.approved.id, only: review.only, options: options)
        guard case .ended(let approval, let state, _) = result.end else { return Result(run: result, deletions: nil, clears: []) }
        return try await outcome(of: review, as: approval, state, result)
    }

    /// What a run withheld and a person approves, and what was remembered when that was approved.
    package struct OpenReview: Sendable {
        let tenant: Tenant
        package let approved: Run
        let withheld: WithheldDeletions
        /// Whose deletions and clearings are approved, by Lucca's id; nil for everybody's. The rest stays withheld.
        package let only: Set<EmployeeID>?
        let before: TenantMemory

        /// Of the approved employees, those of whom the run withholds nothing; sorted.
        package var strangers: [EmployeeID] {
            let known = Set(withheld.deletions.map(\.employeeID)).union(withheld.clears)
            return (only ?? []).subtracting(known).sorted()
        }
    }

    /// Reads what `perform` and `queue` approve.
    /// - Parameters:
    ///   - approved: a run of that tenant, ended as `needs_review`.
    ///   - shown: the digest of what the person saw; nil if the person saw no list.
    ///   - only: whose deletions and clearings are approved; nil for everybody's.
    /// - Throws: `run_state_refused`; `review_differs` if the run withholds something else than what was shown.
    package func open(
        _ approved: Run, of tenant: Tenant, shown: ReviewDigest? = nil, only: Set<EmployeeID>? = nil
    ) async throws -> OpenReview {
        let withheld = try await RunReviews(runs: runs).open(approved, shown: shown)
        return OpenReview(
            tenant: tenant, approved: approved, withheld: withheld, only: only, before: try await ledger.load(tenant.id))
    }

    /// - Parameter approval: the run that performed what still applied.
    func outcome(
        of review: OpenReview, as approval: RunID, _ state: RunState, _ run: RunNow.Result
    ) async throws -> Result {
        let ended = try await runs.run(approval)
        let after = try await ledger.load(review.tenant.id)
        let deletions = ApprovedDeletions(
            withheld: review.withheld.deletions(of: review.only), before: review.before.entries, after: after.entries,
            changes: try await runs.changes(of: approval), problems: try await runs.problems(of: approval), state: state,
            start: review.tenant.settings.calendar.instant(startOf: HalfDay(ended.window.asOf, .morning)))
        return Result(
            run: run, deletions: deletions.results(),
            clears: ApprovedClear.clears(
                review.withheld.clears(of: review.only), before: review.before.fields, after: after.fields))
    }
}
