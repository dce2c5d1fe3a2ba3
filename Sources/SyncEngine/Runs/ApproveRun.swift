package import SyncCore

/// The state of the deletions that a `needs_review` run withheld.
package enum RunReview: Hashable, Sendable {
    /// `run approve` would perform those that still apply.
    case open
    /// That run performed those that still applied.
    case approved(by: RunID)
    /// That run compared everything again: only what it withholds can be approved.
    case superseded(by: RunID)
}

/// Finds which reviews are open.
package struct RunReviews: Sendable {
    private let runs: any RunStore

    package init(runs: any RunStore) {
        self.runs = runs
    }

    /// - Returns: nil if the run is not `needs_review`.
    package func review(of run: Run) async throws -> RunReview? {
        try await reviews(of: [run])[run.id]
    }

    /// By run, for the runs that have a review.
    package func reviews(of all: [Run]) async throws -> [RunID: RunReview] {
        var reviews: [RunID: RunReview] = [:]
        var deciding: [TenantID: RunID] = [:]
        for run in all where run.state == .needsReview {
            if let approval = run.approvedBy {
                reviews[run.id] = .approved(by: approval)
                continue
            }
            let newest: RunID
            if let known = deciding[run.tenantID] {
                newest = known
            } else {
                newest = try await newestDeciding(run.tenantID) ?? run.id
                deciding[run.tenantID] = newest
            }
            reviews[run.id] = newest > run.id ? .superseded(by: newest) : .open
        }
        return reviews
    }

    /// A failed or cancelled run decided nothing: an approval is still possible after it.
    private func newestDeciding(_ tenant: TenantID) async throws -> RunID? {
        var newest: RunID?
        for state in [RunState.succeeded, .partial, .needsReview] {
            let run = try await runs.list(RunFilter(tenant: tenant, state: state, limit: 1)).first
            newest = [newest, run?.id].compactMap { $0 }.max()
        }
        return newest
    }
}

extension RunReview {
    /// For JSON.
    package var name: String {
        switch self {
        case .open: "open"
        case .approved: "approved"
        case .superseded: "superseded"
        }
    }

    /// The run that closed the review.
    package var by: RunID? {
        switch self {
        case .open: nil
        case .approved(let run), .superseded(let run): run
        }
    }
}

/// A withheld deletion that a person approved, and its result.
package struct ApprovedDeletion: Sendable, Hashable {
    package enum Fate: String, Sendable, Hashable, CaseIterable {
        case done
        /// The event was no longer on the planning.
        case alreadyGone = "already_gone"
        /// Lucca has the absence again, perhaps changed: its event stays.
        case wantedAgain = "wanted_again"
        /// It is entirely before the as-of day: no run changes it.
        case over
        /// Whether Lucca still has the absence is unknown: the employee was unreadable or had no known department.
        case undecided
        case rejected
        /// The answer was lost; the next run settles it.
        case unconfirmed
        /// The run failed or was cancelled before this deletion.
        case notReached = "not_reached"
    }

    /// As withheld.
    package let change: RunChange
    package let fate: Fate
}

/// Determines the result of approved deletions from the run's changes, and the ledger before and after it.
struct ApprovedDeletions {
    let withheld: [RunChange]
    let before: [LedgerEntry]
    let after: [LedgerEntry]
    let changes: [RunChange]
    let problems: [Problem]
    let state: RunState
    /// Events that ended earlier are never changed.
    let start: Instant

    func told() -> [ApprovedDeletion] {
        let keys = Dictionary(before.map { ($0.reference, $0.eventKey) }) { first, _ in first }
        let kept = Set(after.map(\.reference))
        let keptKeys = Set(after.compactMap(\.eventKey))
        let outcomes = Dictionary(grouping: changes.filter { $0.action == .delete }, by: \.reference)
        return withheld.map { change in
            let outcome = outcomes[change.reference, default: []].map(\.outcome)
            // An event under another reference is still the same event.
            let stays = kept.contains(change.reference) || keys[change.reference]?.map(keptKeys.contains) == true
            return ApprovedDeletion(change: change, fate: fate(of: change, outcome, stays: stays))
        }
    }

    private func fate(of change: RunChange, _ outcomes: [RunChange.Outcome], stays: Bool) -> ApprovedDeletion.Fate {
        if outcomes.contains(.done) { return .done }
        switch outcomes.last {
        case .rejected: return .rejected
        case .unconfirmed: return .unconfirmed
        case .done, .withheld, nil: break
        }
        guard stays else { return .alreadyGone }
        if change.end <= start { return .over }
        guard state != .failed, state != .cancelled else { return .notReached }
        return isUndecided(change.employeeID) ? .undecided : .wantedAgain
    }

    private func isUndecided(_ employee: EmployeeID) -> Bool {
        problems.contains { problem in
            let codes: [Problem.Code] = [
                .employeeUnreadable, .leaveUnreadable, .employeeUnmatched, .employeeAmbiguous, .resourceArchived,
            ]
            return codes.contains(problem.code) && (problem.concerns(employee) || problem.concerns(.nobody))
        }
    }
}
