package import SyncCore
package import SyncEngine

/// Performs the withheld deletions and clearings of extra data that still apply, in a new run in this process.
package struct ApproveRun: ServiceOperation {
    package typealias Report = PerformedRun

    package static let right = Right.approver
    package var audit: Audit { .change("run.approve", .run(run)) }
    private let run: RunID
    private let shown: ReviewDigest?
    private let only: Set<EmployeeID>?
    private let asOf: CalendarDay?
    private let options: SyncOptions
    private let onStart: @Sendable (Tenant) -> Void

    /// - Parameters:
    ///   - shown: the digest of what the person saw (`WithheldDeletions.digest`).
    ///   - only: whose deletions and clearings; nil for everybody's. The rest stays withheld, as declined.
    ///   - asOf: nil for today, or the run's own day if that is later.
    ///   - onStart: called with the run's tenant.
    package init(
        _ run: RunID, shown: ReviewDigest? = nil, only: Set<EmployeeID>? = nil, asOf: CalendarDay? = nil,
        options: SyncOptions = SyncOptions(), onStart: @escaping @Sendable (Tenant) -> Void = { _ in }
    ) {
        self.run = run
        self.shown = shown
        self.only = only
        self.asOf = asOf
        self.options = options
        self.onStart = onStart
    }

    /// - Throws: `run_unknown`, `run_state_refused`, `as_of_too_late`, `as_of_passed`, `run_active`, `review_differs`; `Refused` for an
    ///   employee of whom the run withholds nothing; as for a connection that cannot be prepared.
    package func perform(_ services: Services) async throws -> PerformedRun {
        let approved = try await services.runs.run(run)
        let tenant = try await services.registry.tenant(approved.tenantID)
        onStart(tenant)
        let day = try RunDay(asOf, of: tenant, now: try await services.schedules.now())
        let review = try await services.approval.open(approved, of: tenant, shown: shown, only: only)
        try review.requireWithheld()
        try await services.requireConnection(tenant)
        let result = try await services.approval.perform(review, asOf: day.asOf, isToday: day.isToday, options: options)
        return try await PerformedRun(result.run, approved: result.deletions, clears: result.clears, services)
    }
}

extension RunApproval.OpenReview {
    /// - Throws: `Refused` for employees of whom the run withholds nothing, or if none is named.
    func requireWithheld() throws {
        guard strangers.isEmpty, only?.isEmpty != true else { throw Refused(.employeesNotWithheld(strangers, approved.id)) }
    }
}

/// Declines what a run withheld. It stays on the planning, and later runs withhold it again until it is approved or no longer due.
package struct RejectRun: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: TenantSlug
        /// The declined deletions; 0 if the run withheld only clearings of extra data.
        package let deletions: Int
    }

    package static let right = Right.approver
    package var audit: Audit { .change("run.reject", .run(run)) }
    private let run: RunID
    private let shown: ReviewDigest?

    /// - Parameter shown: as in `ApproveRun`.
    package init(_ run: RunID, shown: ReviewDigest? = nil) {
        self.run = run
        self.shown = shown
    }

    /// - Throws: `run_unknown`, `run_state_refused`, `review_differs`; `run_active` while it is being approved.
    package func perform(_ services: Services) async throws -> Report {
        let rejected = try await services.runs.run(run)
        let withheld = try await RunReviews(runs: services.runs).open(rejected, shown: shown)
        try await services.runs.reject(run)
        return Report(tenant: rejected.tenant, deletions: withheld.deletions.count)
    }
}
