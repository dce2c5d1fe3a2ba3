/// `queued → running → succeeded | partial | needs_review | failed | cancelled`, and `running → queued` on a budget pause, a
/// retry or a shutdown. `docs/run-lifecycle.md` lists who writes each transition.
package enum RunState: String, Sendable, Hashable, Codable, CaseIterable {
    case queued
    case running
    case succeeded
    case partial
    case needsReview = "needs_review"
    case failed
    case cancelled

    package var isEnded: Bool { self != .queued && self != .running }
}

package enum RunTrigger: String, Sendable, Hashable, Encodable, CaseIterable {
    case schedule
    case manual
}

package enum RunPurpose: String, Sendable, Hashable, Encodable, CaseIterable {
    case sync
    /// Removes the tenant's events of today and later from the planning. Workers do not claim it: only deleting the tenant runs
    /// it.
    case removal
}

package struct RunCounts: Hashable, Sendable, Encodable {
    package var departments = 0
    package var employees = 0
    /// Half-days read that count.
    package var leaves = 0
    package var absences = 0
    package var created = 0
    package var updated = 0
    package var deleted = 0
    package var unchanged = 0
    package var failed = 0

    package init() {}
}

/// HTTP requests sent, retries included.
package struct RequestCounts: Hashable, Sendable, Encodable {
    package var lucca = 0
    package var planningPME = 0

    private enum CodingKeys: String, CodingKey {
        case lucca
        case planningPME = "planningpme"
    }

    package init() {}
}

/// One tenant's sync for one as-of date, with attempts.
package struct Run: Hashable, Sendable {
    package let id: RunID
    package let tenantID: TenantID
    package let tenant: TenantSlug
    package var state: RunState
    package var trigger: RunTrigger
    package var purpose: RunPurpose
    package var window: SyncWindow
    package var scheduledFor: Instant
    /// A queued run is not claimed before this instant.
    package var notBefore: Instant
    package var startedAt: Instant?
    package var finishedAt: Instant?
    package var attempt: Int
    package var worker: String?
    package var counts: RunCounts
    package var requests: RequestCounts
    package var error: Failure?
    /// The `needs_review` run whose deletions this run may perform.
    package var approves: RunID?
    /// The run that performed the deletions this `needs_review` run withheld.
    package var approvedBy: RunID?

    package init(
        id: RunID, tenantID: TenantID, tenant: TenantSlug, state: RunState, trigger: RunTrigger, window: SyncWindow,
        scheduledFor: Instant, notBefore: Instant, startedAt: Instant?, finishedAt: Instant?, attempt: Int, worker: String?,
        counts: RunCounts, requests: RequestCounts, error: Failure?, approves: RunID?, approvedBy: RunID? = nil,
        purpose: RunPurpose = .sync
    ) {
        self.id = id
        self.tenantID = tenantID
        self.tenant = tenant
        self.state = state
        self.trigger = trigger
        self.purpose = purpose
        self.window = window
        self.scheduledFor = scheduledFor
        self.notBefore = notBefore
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.attempt = attempt
        self.worker = worker
        self.counts = counts
        self.requests = requests
        self.error = error
        self.approves = approves
        self.approvedBy = approvedBy
    }
}

package struct RunOutcome: Hashable, Sendable {
    package var state: RunState
    package var counts: RunCounts
    package var requests: RequestCounts
    package var error: Failure?
    /// A retry cannot fix the failure.
    package var isMisconfigured: Bool
    package var problems: [Problem]

    package init(
        state: RunState, counts: RunCounts = RunCounts(), requests: RequestCounts = RequestCounts(), error: Failure? = nil,
        isMisconfigured: Bool = false, problems: [Problem] = []
    ) {
        self.state = state
        self.counts = counts
        self.requests = requests
        self.error = error
        self.isMisconfigured = isMisconfigured
        self.problems = problems
    }
}

/// One write of a run, for the history: what was done to which event, or why it was not.
package struct RunChange: EventRecord, Hashable, Sendable {
    package enum Outcome: String, Sendable, Hashable {
        case done
        case rejected
        /// The answer was lost; the next run settles it.
        case unconfirmed
        /// By the brake.
        case withheld
    }

    package let action: EventAction
    package let outcome: Outcome
    package let event: EventFacts

    package init(_ action: EventAction, _ outcome: Outcome, _ event: EventFacts) {
        self.action = action
        self.outcome = outcome
        self.event = event
    }
}

/// How often and after what delay a transient failure is retried. Delays double up to a limit, with jitter so that many workers
/// do not retry at once.
package struct RetryPolicy: Hashable, Sendable {
    /// Attempts in all, the first one included.
    package let attempts: Int
    package let firstDelay: Duration
    package let longestDelay: Duration

    /// - Parameters: see the properties; fewer than one attempt counts as one.
    package init(attempts: Int, firstDelay: Duration, longestDelay: Duration) {
        self.attempts = max(1, attempts)
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// The delay after a failed attempt, counted from 1; nil after the last one.
    /// - Parameter random: from 0 to 1: the position in the upper half of the delay.
    package func delay(afterAttempt attempt: Int, random: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        var delay = min(firstDelay, longestDelay)
        var doublings = max(1, attempt) - 1
        while doublings > 0, delay > .zero, delay < longestDelay {
            delay = min(delay * 2, longestDelay)
            doublings -= 1
        }
        let share = random.isFinite ? min(max(random, 0), 1) : 0
        return delay / 2 + delay / 2 * share
    }
}
