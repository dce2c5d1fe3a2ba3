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
    /// Such a run read Lucca to its end and decided.
    package var isDecided: Bool { self == .succeeded || self == .partial || self == .needsReview }
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

package struct RunCounts: Hashable, Sendable, Codable {
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
    /// Resources that got extra data. One that also lost some is in `fieldsCleared` too.
    package var fieldsWritten = 0
    package var fieldsCleared = 0
    /// Resources with extra data that the planning, or a rule's form, did not take.
    package var fieldsRefused = 0
    /// Resources whose extra data the brake did not let be cleared.
    package var fieldsWithheld = 0

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

/// How many problems an ended run recorded, and of which kinds: for lists, which do not read them one by one.
package struct ProblemTally: Hashable, Sendable {
    package var count: Int
    /// How many of them the run before did not have (`ReportedProblem`).
    package var new: Int
    /// Each once, in order.
    package var codes: [Problem.Code]

    package init(count: Int = 0, new: Int = 0, codes: [Problem.Code] = []) {
        self.count = count
        self.new = new
        self.codes = codes
    }

    package init(_ problems: [Problem], new: Int = 0) {
        self.init(count: problems.count, new: new, codes: Set(problems.map(\.code)).sorted { $0.rawValue < $1.rawValue })
    }

    /// How many the run before had too.
    package var known: Int { count - new }
}

/// A problem as a run recorded it: new, or known from the runs before. A customer's old data faults are known, and need no look
/// each morning.
package struct ReportedProblem: Hashable, Sendable {
    package let problem: Problem
    /// When the first of the runs in a row ended that have this code for this subject; nil if the run before did not have it. Runs
    /// that did not read Lucca to its end break no row.
    package let knownSince: Instant?

    package init(_ problem: Problem, knownSince: Instant? = nil) {
        self.problem = problem
        self.knownSince = knownSince
    }

    package var isNew: Bool { knownSince == nil }
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
    /// Empty until the run has ended.
    package var problems: ProblemTally
    /// The `needs_review` run whose deletions this run may perform.
    package var approves: RunID?
    /// Whose deletions were approved; nil for everybody's.
    package var approvesOnly: Set<EmployeeID>?
    /// The run that performed the deletions this `needs_review` run withheld.
    package var approvedBy: RunID?
    /// A person declined what this `needs_review` run withheld.
    package var rejected: Decline?

    package init(
        id: RunID, tenantID: TenantID, tenant: TenantSlug, state: RunState, trigger: RunTrigger, window: SyncWindow,
        scheduledFor: Instant, notBefore: Instant, startedAt: Instant?, finishedAt: Instant?, attempt: Int, worker: String?,
        counts: RunCounts, requests: RequestCounts, error: Failure?, approves: RunID?, approvedBy: RunID? = nil,
        purpose: RunPurpose = .sync, problems: ProblemTally = ProblemTally(), approvesOnly: Set<EmployeeID>? = nil,
        rejected: Decline? = nil
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
        self.approvesOnly = approvesOnly
        self.approvedBy = approvedBy
        self.rejected = rejected
        self.problems = problems
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
    /// What answers say about the remotes' interfaces: no problem of the run.
    package var notices: [APINotice]
    /// Of the last attempt, in order.
    package var steps: [MeasuredStep]

    package init(
        state: RunState, counts: RunCounts = RunCounts(), requests: RequestCounts = RequestCounts(), error: Failure? = nil,
        isMisconfigured: Bool = false, problems: [Problem] = [], notices: [APINotice] = [], steps: [MeasuredStep] = []
    ) {
        self.state = state
        self.counts = counts
        self.requests = requests
        self.error = error
        self.isMisconfigured = isMisconfigured
        self.problems = problems
        self.notices = notices
        self.steps = steps
    }
}

/// When a person declined withheld deletions, and who.
package struct Decline: Sendable, Hashable {
    package let at: Instant
    /// The PostgreSQL login; nil if they were left out of an approval.
    package let by: String?

    package init(at: Instant, by: String?) {
        self.at = at
        self.by = by
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
    /// The event after the write, or before a deletion.
    package let event: EventFacts
    /// Why the run wrote it, or would have.
    package let cause: ChangeCause
    /// A person declined this withheld deletion.
    package var declined: Decline?

    package init(
        _ action: EventAction, _ outcome: Outcome, _ event: EventFacts, because cause: ChangeCause, declined: Decline? = nil
    ) {
        self.action = action
        self.outcome = outcome
        self.event = event
        self.cause = cause
        self.declined = declined
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
