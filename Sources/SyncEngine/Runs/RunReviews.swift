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
