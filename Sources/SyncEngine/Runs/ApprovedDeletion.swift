public import SyncCore

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
