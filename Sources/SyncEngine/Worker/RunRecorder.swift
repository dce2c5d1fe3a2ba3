import Logging
import SyncCore

/// Records how an attempt ended: the run's end, or its return to the queue.
struct RunRecorder: Sendable {
    /// Without a limit, a run that kills its workers would take down the fleet repeatedly.
    static let deathLimit = 3

    /// Scheduled runs are retried within about five hours, so within the day.
    static let retries = RetryPolicy(attempts: 8, firstDelay: .seconds(5 * 60), longestDelay: .seconds(60 * 60))

    let runs: any RunStore
    let metrics: SyncMetrics
    let logger: Logger
    let random: @Sendable () -> Double
    /// Of this attempt, if it ends the run.
    var steps: [MeasuredStep] = []

    /// How a claimed run ends without being performed; nil if it is to be performed.
    static func verdictBeforeWork(on claimed: ClaimedRun) -> SyncEnd? {
        let run = claimed.run
        if claimed.isCancelRequested { return .stopped(SyncTally(run.counts, run.requests)) }
        guard claimed.deaths >= deathLimit else { return nil }
        // Most likely the answers of this tenant's systems ended the workers: it counts towards the tenant's suspension.
        let error = SyncError(.run(.keepsDying(run: run.id, tenant: run.tenant, deaths: deathLimit)))
        let outcome = RunOutcome(
            state: .failed, counts: run.counts, requests: run.requests, error: error.failure, isMisconfigured: true)
        return .ended(outcome, withheld: [], failure: error)
    }

    func record(
        _ end: SyncEnd, of claimed: ClaimedRun, isCancelRequested: Bool, seconds: Double
    ) async throws -> RunEnd {
        switch end {
        case .ended(let outcome, let withheld, let failure):
            if let failure, failure.isOfThisProcess {
                // Not the tenant's failure: a cancellation request is honoured, and no failure is counted.
                let end = SyncEnd.stopped(
                    SyncTally(outcome.counts, outcome.requests, outcome.problems, outcome.notices))
                guard !isCancelRequested else {
                    return try await record(end, of: claimed, isCancelRequested: true, seconds: seconds)
                }
                return try await handBack(claimed, outcome.counts, outcome.requests, because: failure)
            }
            if let failure, !isCancelRequested, let delay = retryDelay(claimed, failure) {
                return try await retry(claimed, outcome, failure, after: delay)
            }
            return try await finish(claimed, outcome, withheld, failure, seconds)
        case .paused(_, _, let tally) where isCancelRequested,
            .stopped(let tally) where isCancelRequested:
            let outcome = RunOutcome(
                state: .cancelled, counts: tally.counts, requests: tally.requests, problems: tally.problems,
                notices: tally.notices)
            return try await finish(claimed, outcome, [], nil, seconds)
        case .paused(let pause, let reason, let tally):
            try await runs.release(
                claimed.lease, afterSeconds: pause, reason: reason.failure, counts: tally.counts, requests: tally.requests)
            logger.notice("Run paused", metadata: [LogKey.delay: "\(pause)", LogKey.errorCode: "\(reason.code)"])
            metrics.runPaused()
            return .paused(claimed.run.id)
        case .stopped(let tally):
            return try await handBack(claimed, tally.counts, tally.requests, because: nil)
        }
    }

    private func finish(
        _ claimed: ClaimedRun, _ outcome: RunOutcome, _ withheld: [RunChange], _ failure: SyncError?, _ seconds: Double
    ) async throws -> RunEnd {
        let run = claimed.run
        var outcome = outcome
        outcome.steps = steps
        let finished = try await runs.finish(claimed.lease, outcome, withheld: withheld)
        logger.info("Run ended", metadata: [LogKey.state: "\(outcome.state.rawValue)"])
        metrics.runEnded(outcome, trigger: run.trigger, tenant: run.tenant, seconds: seconds)
        if let failure {
            logger.error(
                "Run failed", metadata: [LogKey.errorCode: "\(failure.code)", LogKey.errorDetail: "\(failure.detail)"])
        }
        if finished.isTenantSuspended {
            logger.error("The tenant is suspended: its scheduled runs keep failing for a cause that no retry fixes")
        }
        return .ended(run.id, outcome.state, failure)
    }

    /// Due at once, for any worker: the attempt is not used up.
    private func handBack(
        _ claimed: ClaimedRun, _ counts: RunCounts, _ requests: RequestCounts, because cause: SyncError?
    ) async throws -> RunEnd {
        try await runs.release(
            claimed.lease, afterSeconds: nil, reason: cause?.failure, counts: counts,
            requests: requests)
        var metadata: Logger.Metadata = [:]
        if let cause { metadata[LogKey.errorCode] = "\(cause.code)" }
        logger.notice("Run handed back", metadata: metadata)
        metrics.runHandedBack()
        return .handedBack(claimed.run.id, cause)
    }

    /// nil if the failure ends the run: a retry does not help, or someone is waiting for its end.
    private func retryDelay(_ claimed: ClaimedRun, _ failure: SyncError) -> Duration? {
        guard claimed.run.trigger == .schedule, failure.failureClass == .transient else { return nil }
        return Self.retries.delay(afterAttempt: claimed.retries + 1, random: random())
    }

    private func retry(
        _ claimed: ClaimedRun, _ outcome: RunOutcome, _ failure: SyncError, after delay: Duration
    ) async throws -> RunEnd {
        let seconds = Int(delay.components.seconds)
        try await runs.retry(
            claimed.lease, afterSeconds: seconds, reason: failure.failure, counts: outcome.counts, requests: outcome.requests)
        logger.warning(
            "Run failed and is queued again",
            metadata: [LogKey.errorCode: "\(failure.code)", LogKey.delay: "\(seconds)"])
        metrics.runRetried(failure.code)
        return .retried(claimed.run.id, failure)
    }
}

extension SyncError {
    /// Of this process or the whole database: another worker may succeed, or this one later; it is not the tenant's failure.
    var isOfThisProcess: Bool {
        [.keyringUnusable, .databaseForbidden, .databaseUnsuitable, .schemaOutdated, .schemaTooNew, .schemaMismatch].contains(
            code)
    }
}

extension SyncError {
    /// Any error as one that a person can act on. The text of an unknown error is never shown, as its content is unknown.
    package init(of error: any Error) {
        if let known = error as? SyncError {
            self = known
        } else if error is CancellationError {
            self = .stopped
        } else {
            self.init(.defect(.unknownError), .defect, detail: String(reflecting: type(of: error)))
        }
    }

    static let stopped = SyncError(.run(.interrupted), .cancelled)

    /// PlanningPME rejected a change or deletion of an event that it lists, as not existing.
    static let eventSaidToBeGone = SyncError(.planning(.listedAndGone), .rejected)

    /// Whether one write's failure means that no other can work. A single 403 does not: rights may differ per thing. What the
    /// database rejects, such as a request's budget, concerns no single event.
    var endsEverything: Bool {
        if isOfSignIn || Self.databaseCodes.contains(code) { return true }
        return switch failureClass {
        case .misconfigured: code != .planningPMEForbidden
        case .throttled, .leaseLost, .cancelled, .defect: true
        case .rejected, .transient: false
        }
    }

    /// Whether an answer about one thing of the planning says nothing about the others.
    var concernsOneThing: Bool {
        failureClass == .rejected || [.planningPMEForbidden, .planningPMEUnreadable].contains(code)
    }

    /// The planning could not be reached, or failed: it says nothing about what was written.
    var isOutage: Bool { failureClass == .transient && [.planningPMEUnreachable, .planningPMEFailed].contains(code) }

    /// A remote's rejection. Any other error that is not ambiguous was never sent: no budget, an ended lease, an unreachable
    /// database.
    var isAnswer: Bool {
        guard !isOfSignIn, !Self.databaseCodes.contains(code) else { return false }
        return switch failureClass {
        case .rejected, .misconfigured: true
        case .transient, .throttled, .leaseLost, .cancelled, .defect: false
        }
    }

    private static let databaseCodes: Set<Code> = [
        .databaseUnreachable, .databaseFailed, .databaseReadOnly, .databaseFull, .databaseForbidden,
        .databaseUnsuitable,
    ]
}
