package import SyncCore

/// The state of what a `needs_review` run withheld: deletions, and clearings of extra data.
package enum RunReview: Hashable, Sendable {
    /// `run approve` would perform those that still apply.
    case open
    /// That run performed those that still applied; of these employees only, sorted, or nil for everyone. The rest stays, and later
    /// runs withhold it again.
    case approved(by: RunID, only: [EmployeeID]? = nil)
    /// A person declined it.
    case rejected(Decline)
    /// That run compared everything again: only what it withholds can be approved.
    case superseded(by: RunID)
}

/// Finds which reviews are open.
package struct RunReviews: Sendable {
    let runs: any RunStore

    package init(runs: any RunStore) {
        self.runs = runs
    }

    /// - Returns: nil if the run is not `needs_review`.
    package func review(of run: Run) async throws -> RunReview? {
        try await reviews(of: [run])[run.id]
    }

    /// - Throws: `run_state_refused` unless what the run withheld waits for a person.
    package func requireOpen(_ run: Run) async throws {
        let failure: Failure.Runs
        switch try await review(of: run) {
        case .open: return
        case nil: failure = .withholdsNothing(run: run.id, state: run.state)
        case .approved(let approval, only: _): failure = .approved(run: run.id, by: approval)
        case .rejected: failure = .rejected(run: run.id)
        case .superseded(let newer): failure = .superseded(run: run.id, by: newer)
        }
        throw SyncError(.run(failure), .rejected)
    }

    /// By run, for the runs that have a review.
    package func reviews(of all: [Run]) async throws -> [RunID: RunReview] {
        var reviews: [RunID: RunReview] = [:]
        var deciding: [TenantID: RunID] = [:]
        for run in all where run.state == .needsReview {
            if let approval = run.approvedBy {
                reviews[run.id] = .approved(by: approval, only: try await chosen(by: approval, among: all))
                continue
            }
            if let rejected = run.rejected {
                reviews[run.id] = .rejected(rejected)
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

    /// - Returns: nil for everyone, or if the approving run is no longer kept.
    private func chosen(by approval: RunID, among known: [Run]) async throws -> [EmployeeID]? {
        if let run = known.first(where: { $0.id == approval }) { return run.approvesOnly?.sorted() }
        do {
            return try await runs.run(approval).approvesOnly?.sorted()
        } catch let error as SyncError where error.failure == .run(.unknown(run: approval)) {
            return nil
        }
    }

    /// A failed or cancelled run decided nothing: an approval is still possible after it.
    private func newestDeciding(_ tenant: TenantID) async throws -> RunID? {
        var newest: RunID?
        for state in RunState.allCases where state.isDecided {
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
        case .rejected: "rejected"
        case .superseded: "superseded"
        }
    }

    /// The run that closed the review.
    package var by: RunID? {
        switch self {
        case .open, .rejected: nil
        case .approved(let run, only: _), .superseded(let run): run
        }
    }
}

extension RunReview {
    /// Of a partial approval, the employees that were approved; otherwise nil.
    package var only: [EmployeeID]? {
        if case .approved(by: _, let only) = self { only } else { nil }
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

/// The withheld clearing of one employee's extra data that a person approved, and its result.
package struct ApprovedClear: Sendable, Hashable {
    package let employeeID: EmployeeID
    /// A target no longer holds what Passerelle wrote; false if Lucca has a value again, or nothing could be cleared.
    package let isDone: Bool

    /// - Parameters:
    ///   - withheld: whose extra data the approved run did not clear.
    ///   - before, after: what is remembered of targets before and after the run. A cleared one is forgotten.
    static func clears(_ withheld: [EmployeeID], before: [FieldMemory], after: [FieldMemory]) -> [ApprovedClear] {
        func targets(_ memory: [FieldMemory]) -> [EmployeeID: Set<FieldTarget>] {
            Dictionary(grouping: memory, by: \.employeeID).mapValues { Set($0.map(\.target)) }
        }
        let (held, holds) = (targets(before), targets(after))
        return withheld.map { employee in
            ApprovedClear(
                employeeID: employee, isDone: !held[employee, default: []].isSubset(of: holds[employee, default: []]))
        }
    }
}

extension Problem {
    /// Whose extra data a run did not clear, because the brake withheld it or a person declined it.
    var withheldClears: [EmployeeID] {
        switch finding {
        case .fieldClearsWithheld(let employees, holders: _), .fieldClearsDeclined(let employees, at: _, by: _): employees
        default: []
        }
    }
}

extension Sequence<Problem> {
    package var withheldClears: [EmployeeID] { flatMap(\.withheldClears) }
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

    func results() -> [ApprovedDeletion] {
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
