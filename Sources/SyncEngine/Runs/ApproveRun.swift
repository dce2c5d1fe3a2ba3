public import SyncCore

/// What became of the deletions that a `needs_review` run withheld.
public enum RunReview: Hashable, Sendable {
    /// `run approve` would perform those that still hold.
    case open
    /// That run performed those that still held.
    case approved(by: RunID)
    /// That run looked at everything again: only what it withholds can be approved.
    case superseded(by: RunID)
}

/// Tells the reviews that are open from those that are over.
public struct RunReviews: Sendable {
    private let runs: any RunStore

    public init(runs: any RunStore) {
        self.runs = runs
    }

    /// - Returns: nil for a run that is not `needs_review`.
    public func review(of run: Run) async throws -> RunReview? {
        try await reviews(of: [run])[run.id]
    }

    /// The reviews of those of the runs that have one.
    public func reviews(of all: [Run]) async throws -> [RunID: RunReview] {
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

    /// A failed or cancelled run decided nothing: an approval outlives it.
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
    /// For scripts.
    public var name: String {
        switch self {
        case .open: "open"
        case .approved: "approved"
        case .superseded: "superseded"
        }
    }

    /// The run that ended the review.
    public var by: RunID? {
        switch self {
        case .open: nil
        case .approved(let run), .superseded(let run): run
        }
    }
}

/// A deletion that the brake withheld and a person approved, and what became of it.
public struct ApprovedDeletion: Sendable, Hashable {
    public enum Fate: String, Sendable, Hashable, CaseIterable {
        case done
        /// The event was not on the planning any more.
        case alreadyGone = "already_gone"
        /// Lucca shows the absence again, perhaps changed: its event stays.
        case wantedAgain = "wanted_again"
        /// It lies wholly before the day that was synced: no run changes it.
        case over
        /// The run could not tell whether Lucca wants it: it could not read or place the employee.
        case undecided
        case rejected
        /// The answer was lost; the next run settles it.
        case unconfirmed
        /// The run failed, or was cancelled, before it came to it.
        case notReached = "not_reached"
    }

    /// As it was withheld.
    public let change: RunChange
    public let fate: Fate
}

/// Tells the fate of approved deletions by what their run did, and by the ledger before and after it.
struct ApprovedDeletions {
    let withheld: [RunChange]
    let before: [LedgerEntry]
    let after: [LedgerEntry]
    let changes: [RunChange]
    let problems: [Problem]
    let state: RunState
    /// What ended earlier is no run's.
    let start: Instant

    func told() -> [ApprovedDeletion] {
        let keys = Dictionary(before.map { ($0.reference, $0.eventKey) }) { first, _ in first }
        let kept = Set(after.map(\.reference))
        let keptKeys = Set(after.compactMap(\.eventKey))
        let outcomes = Dictionary(grouping: changes.filter { $0.action == .delete }, by: \.reference)
        return withheld.map { change in
            let outcome = outcomes[change.reference, default: []].map(\.outcome)
            // An event that goes on under another reference is the same event.
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
