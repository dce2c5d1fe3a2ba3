package import SyncCore

/// Notifications through the database, so that workers react before their next poll.
package enum FleetNotification: String, Sendable, Hashable, CaseIterable {
    /// A run was queued that may be claimed at once.
    case runQueued = "passerelle_run_queued"
    /// A running run is to be cancelled; the payload is its id.
    case cancelRequested = "passerelle_cancel_requested"
    /// An operation was queued.
    case operationQueued = "passerelle_operation_queued"
}

/// A worker process's description of itself.
package struct WorkerIdentity: Sendable, Hashable {
    /// As in leases; never reused.
    package let name: String
    package let host: String
    package let processID: Int
    package let version: String
    /// How many runs it performs at once.
    package let concurrency: Int

    package init(name: String, host: String, processID: Int, version: String, concurrency: Int) {
        self.name = name
        self.host = host
        self.processID = processID
        self.version = version
        self.concurrency = concurrency
    }
}

/// A worker as recorded in the store.
package struct WorkerPresence: Sendable, Hashable {
    package let identity: WorkerIdentity
    package let startedAt: Instant
    package let heartbeatAt: Instant
    /// It claims no more runs, and ends when its runs have ended.
    package let isDraining: Bool
    /// The code of what prevents it from claiming; nil if nothing does.
    package let trouble: String?

    package init(identity: WorkerIdentity, startedAt: Instant, heartbeatAt: Instant, isDraining: Bool, trouble: String?) {
        self.identity = identity
        self.startedAt = startedAt
        self.heartbeatAt = heartbeatAt
        self.isDraining = isDraining
        self.trouble = trouble
    }
}

extension WorkerPresence {
    /// A worker sends a heartbeat every 10 s (`PoolPolicy.heartbeatInterval`); it counts as dead when the last one is older than
    /// this. The SQL function `claim_runs` repeats the number; a test compares them.
    package static let silenceSeconds = 45

    /// - Parameter now: by the store's clock, which dates heartbeats.
    package func isLive(at now: Instant) -> Bool { heartbeatAt.adding(seconds: Self.silenceSeconds) >= now }

    /// It claims queued runs.
    package func takesRuns(at now: Instant) -> Bool { isLive(at: now) && !isDraining && trouble == nil }
}

/// The numbers of waiting and running runs.
package struct QueueOverview: Sendable, Hashable {
    package var queued = 0
    /// Queued and claimable.
    package var due = 0
    package var running = 0
    /// Running under an expired lease: a worker will take them over.
    package var leftBehind = 0
    package var oldestDueAt: Instant?
    package var oldestDueTenant: TenantSlug?
    /// When the next queued run becomes claimable.
    package var nextDueAt: Instant?
    package var activeTenants = 0
    /// Active tenants without a run in the last 26 hours that read all of Lucca.
    package var withoutRecentSuccess = 0
    /// Active tenants in production with an unconfirmed dialect (`TenantDialect.Standing.isReliable`).
    package var assumedDialects = 0
    /// Active tenants with a dialect in doubt: nothing is written for them.
    package var doubtedDialects = 0
    /// By the store's clock.
    package var readAt: Instant

    package init(readAt: Instant) {
        self.readAt = readAt
    }
}

/// A tenant whose sync is stopped until someone acts.
package struct TenantSuspension: Sendable, Hashable {
    package let tenant: TenantSlug
    /// The run whose failure suspended it.
    package let run: RunID?

    package init(tenant: TenantSlug, run: RunID?) {
        self.tenant = tenant
        self.run = run
    }
}

/// What a tenant's ended runs show of it.
package struct TenantHealth: Sendable, Hashable {
    /// How a sync ended.
    package struct LastRun: Sendable, Hashable {
        package let id: RunID
        /// Ended (`RunState.isEnded`).
        package let state: RunState
        /// Why it failed; nil unless `state` is `failed`.
        package let error: SyncError.Code?

        package init(id: RunID, state: RunState, error: SyncError.Code?) {
            self.id = id
            self.state = state
            self.error = error
        }
    }

    package let tenantID: TenantID
    /// When its last sync ended that succeeded or was partial; nil before the first.
    package let lastSuccessAt: Instant?
    /// Its last sync that ended, in whatever state; nil before the first.
    package let lastRun: LastRun?
    /// Its last run that read Lucca to its end: `succeeded`, `partial` or `needs_review`.
    package let lastCompleteRun: RunID?
    /// Of that complete run: problems that the run before did not have.
    package let newProblems: Int
    /// That complete run, if what it withheld waits for approval (`RunReview.open`).
    package let openReview: RunID?

    package init(
        tenantID: TenantID, lastSuccessAt: Instant?, lastRun: LastRun?, lastCompleteRun: RunID?, newProblems: Int,
        openReview: RunID?
    ) {
        self.tenantID = tenantID
        self.lastSuccessAt = lastSuccessAt
        self.lastRun = lastRun
        self.lastCompleteRun = lastCompleteRun
        self.newProblems = newProblems
        self.openReview = openReview
    }
}

/// A maintenance: while it lasts, no worker claims a run, and the schedule queues none. Runs that run end.
package struct FleetPause: Sendable, Hashable {
    package let since: Instant
    /// The login.
    package let by: String
    package let reason: String?

    package init(since: Instant, by: String, reason: String?) {
        self.since = since
        self.by = by
        self.reason = reason
    }
}

/// The fleet's workers and its queue. The store's clock dates every heartbeat. Every method throws `SyncError`.
package protocol FleetStore: Sendable {
    /// Records a heartbeat and the worker's state.
    func beat(_ worker: WorkerIdentity, isDraining: Bool, trouble: String?) async throws
    /// Records that the worker has ended.
    func leave(_ worker: String) async throws
    /// By host and name; without those whose heartbeat is a day old.
    func workers() async throws -> [WorkerPresence]
    func forgetWorkers(silentForSeconds: Int) async throws
    func overview() async throws -> QueueOverview
    /// By slug.
    func suspensions() async throws -> [TenantSuspension]
    /// Of every tenant, in no order.
    func healths() async throws -> [TenantHealth]
    /// nil unless the fleet is paused.
    func pause() async throws -> FleetPause?
    /// Begins a pause. - Returns: false if there is one; it stays as it is.
    func beginPause(reason: String?) async throws -> Bool
    /// - Returns: false if there was none.
    func endPause() async throws -> Bool
}

/// Requests per rolling window, counted across runs, workers and servers.
package protocol RequestBudget: Sendable {
    /// Takes requests of `scope`'s budget: as many of `count` as are left, and at least one.
    /// - Parameter unused: requests of an earlier taking that were not sent: given back first, or counted as sent.
    func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer
    /// The remote answered 429: no request before `seconds` have passed.
    func block(_ scope: BudgetScope, seconds: Double) async throws
}

extension RequestBudget {
    /// Takes one request.
    /// - Returns: nil if taken; otherwise the seconds until the next try makes sense.
    package func take(_ scope: BudgetScope) async throws -> Double? {
        switch try await take(scope, 1, givingBack: 0) {
        case .taken: nil
        case .wait(let seconds): seconds
        }
    }
}

package enum BudgetAnswer: Sendable, Hashable {
    case taken(Int)
    /// Until the next try makes sense.
    case wait(seconds: Double)
}

package struct BudgetScope: Sendable, Hashable {
    /// Identifies the counter: a Lucca host, or a tenant's AppKey plan. Holds no secret.
    package let name: String
    package let limit: Int
    package let windowSeconds: Int

    package init(name: String, limit: Int, windowSeconds: Int) {
        self.name = name
        self.limit = limit
        self.windowSeconds = windowSeconds
    }
}
