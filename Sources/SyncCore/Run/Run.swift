/// `queued → running → succeeded | partial | needs_review | failed | cancelled`, and `running → queued` on a budget pause,
/// a retry or a shutdown. `docs/run-lifecycle.md` says who writes each transition.
public enum RunState: String, Sendable, Hashable, Codable, CaseIterable {
    case queued
    case running
    case succeeded
    case partial
    case needsReview = "needs_review"
    case failed
    case cancelled

    public var isEnded: Bool { self != .queued && self != .running }
}

public enum RunTrigger: String, Sendable, Hashable, Encodable, CaseIterable {
    case schedule
    case manual
}

/// What a run is for.
public enum RunPurpose: String, Sendable, Hashable, Encodable, CaseIterable {
    case sync
    /// Takes the tenant's events of today and later off the planning. No worker takes it up: only who deletes the tenant does.
    case removal
}

public struct RunCounts: Hashable, Sendable, Encodable {
    public var departments = 0
    public var employees = 0
    /// Half-days read that count.
    public var leaves = 0
    public var absences = 0
    public var created = 0
    public var updated = 0
    public var deleted = 0
    public var unchanged = 0
    public var failed = 0

    public init() {}
}

/// HTTP requests sent, retries included.
public struct RequestCounts: Hashable, Sendable, Encodable {
    public var lucca = 0
    public var planningPME = 0

    private enum CodingKeys: String, CodingKey {
        case lucca
        case planningPME = "planningpme"
    }

    public init() {}
}

/// One tenant's sync for one as-of date, with attempts.
public struct Run: Hashable, Sendable {
    public let id: RunID
    public let tenantID: TenantID
    public let tenant: TenantSlug
    public var state: RunState
    public var trigger: RunTrigger
    public var purpose: RunPurpose
    public var window: SyncWindow
    public var scheduledFor: Instant
    /// A queued run is not claimed before this moment.
    public var notBefore: Instant
    public var startedAt: Instant?
    public var finishedAt: Instant?
    public var attempt: Int
    public var worker: String?
    public var counts: RunCounts
    public var requests: RequestCounts
    public var error: Failure?
    /// The `needs_review` run whose deletions this run may perform.
    public var approves: RunID?
    /// The run that performed the deletions which this `needs_review` one withheld.
    public var approvedBy: RunID?

    public init(
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

/// How a run ended: everything that recording it needs.
public struct RunOutcome: Hashable, Sendable {
    public var state: RunState
    public var counts: RunCounts
    public var requests: RequestCounts
    public var error: Failure?
    /// No retry fixes what made it fail.
    public var isMisconfigured: Bool
    public var problems: [Problem]

    public init(
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

/// One write of a run, as history tells it: what was done to which event, or why it was not.
public struct RunChange: EventRecord, Hashable, Sendable {
    public enum Outcome: String, Sendable, Hashable {
        case done
        case rejected
        /// The answer was lost; the next run settles it.
        case unconfirmed
        /// Held back by the brake.
        case withheld
    }

    public let action: EventAction
    public let outcome: Outcome
    public let event: EventFacts

    public init(_ action: EventAction, _ outcome: Outcome, _ event: EventFacts) {
        self.action = action
        self.outcome = outcome
        self.event = event
    }
}

/// How often something that may pass by itself is tried again, and after how long: delays double up to a limit, each cut by chance,
/// so that many workers do not come back at once.
public struct RetryPolicy: Hashable, Sendable {
    /// Tries in all, the first one included.
    public let attempts: Int
    public let firstDelay: Duration
    public let longestDelay: Duration

    /// - Parameters: see the properties; fewer than one attempt counts as one.
    public init(attempts: Int, firstDelay: Duration, longestDelay: Duration) {
        self.attempts = max(1, attempts)
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// How long to wait after the failure of an attempt, which count from 1; nil when that was the last one.
    /// - Parameter random: from 0 to 1: where in the upper half of the delay to end up.
    public func delay(afterAttempt attempt: Int, random: Double) -> Duration? {
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
