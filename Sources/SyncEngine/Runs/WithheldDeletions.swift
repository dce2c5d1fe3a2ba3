package import SyncCore

/// What a `needs_review` run withheld: what a person is shown, and approves or rejects.
package struct WithheldDeletions: Sendable, Hashable {
    /// Deletions of one employee's events.
    package struct Share: Sendable, Hashable, Encodable {
        package let employee: EmployeeID
        package let deletions: Int
        /// The first event's begin, and the last one's end.
        package let start: Instant
        package let end: Instant
    }

    package let deletions: [RunChange]
    /// The employees whose extra data the run did not clear.
    package let clears: [EmployeeID]
    /// Of all of it, also where a part is approved: who decides on a part has seen what it is a part of.
    package let digest: ReviewDigest

    /// - Parameters:
    ///   - changes: the run's; only those that it withheld count.
    ///   - problems: the run's.
    package init(changes: [RunChange], problems: [Problem]) {
        deletions = changes.filter { $0.outcome == .withheld }
        clears = problems.withheldClears
        digest = ReviewDigest(deletions: deletions, clears: clears)
    }

    /// - Parameter only: nil for everybody's.
    package func deletions(of only: Set<EmployeeID>?) -> [RunChange] {
        deletions.filter { only?.contains($0.employeeID) ?? true }
    }

    /// - Parameter only: nil for everybody's.
    package func clears(of only: Set<EmployeeID>?) -> [EmployeeID] { clears.filter { only?.contains($0) ?? true } }

    /// By employee: most deletions first, then by id.
    package var shares: [Share] {
        let shares = Dictionary(grouping: deletions, by: \.employeeID).compactMap { employee, changes -> Share? in
            guard let start = changes.map(\.start).min(), let end = changes.map(\.end).max() else { return nil }
            return Share(employee: employee, deletions: changes.count, start: start, end: end)
        }
        return shares.sorted { left, right in
            left.deletions == right.deletions ? left.employee < right.employee : left.deletions > right.deletions
        }
    }
}

extension RunReviews {
    /// What the run withheld, whatever became of it.
    package func withheld(by run: RunID) async throws -> WithheldDeletions {
        WithheldDeletions(changes: try await runs.changes(of: run), problems: try await runs.problems(of: run))
    }

    /// What the run withheld and a person may decide on.
    /// - Parameter shown: the digest of what the person saw; nil if the person saw no list.
    /// - Throws: `run_state_refused` unless it waits for a person; `review_differs` if it is something else than what was shown.
    package func open(_ run: Run, shown: ReviewDigest?) async throws -> WithheldDeletions {
        try await requireOpen(run)
        let withheld = try await withheld(by: run.id)
        if let shown, shown != withheld.digest { throw SyncError(.queue(.reviewDiffers(run: run.id)), .rejected) }
        return withheld
    }
}
