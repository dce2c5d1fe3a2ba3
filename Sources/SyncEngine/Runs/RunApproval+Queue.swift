package import SyncCore

extension RunApproval {
    /// An approval that waits for the fleet. What was remembered when it was queued tells later what became of each deletion.
    package struct Queued: Sendable {
        /// The run that performs what still applies.
        package let run: RunID
        let review: OpenReview

        package var approved: RunID { review.approved.id }
    }

    /// Queues the run that performs what still applies: a worker claims it like any other, takes it over from one that died, and
    /// no withheld deletion is performed twice. While it lives, no other run of the tenant can change what it approves.
    /// - Parameters:
    ///   - review, asOf, isToday: as for `perform`.
    /// - Throws: `run_state_refused`, `run_active`, `right_missing`.
    package func queue(_ review: OpenReview, asOf: CalendarDay, isToday: Bool = false) async throws -> Queued {
        let tenant = review.tenant
        let hasSucceeded = try await runs.lastSuccess(of: tenant.id) != nil
        let window = SyncWindow(
            of: tenant, asOf: isToday ? max(asOf, review.approved.window.asOf) : asOf, hasSucceeded: hasSucceeded)
        let queued = try await runs.enqueue(
            NewRun(
                tenantID: tenant.id, trigger: .manual, window: window, approves: review.approved.id,
                approvesOnly: review.only, isToday: isToday))
        return Queued(run: queued, review: review)
    }

    /// What became of each withheld deletion and clearing.
    /// - Parameter end: the run that performed them.
    /// - Returns: nil while it has not ended.
    package func result(of queued: Queued, as end: Run) async throws -> Result? {
        guard end.state.isEnded else { return nil }
        let performed = RunNow.Result(end: .ended(end.id, end.state, nil), wasResumed: false)
        return try await outcome(of: queued.review, as: end.id, end.state, performed)
    }
}
