package import SyncCore

/// What rings through the database when something happened that workers need not wait to find out.
package enum FleetNotification: String, Sendable, Hashable, CaseIterable {
    /// A run was queued that may be claimed at once.
    case runQueued = "passerelle_run_queued"
    /// Somebody asked for the end of a running run; the payload is its id.
    case cancelRequested = "passerelle_cancel_requested"
}

/// What a worker process says of itself.
package struct WorkerIdentity: Sendable, Hashable {
    /// As in leases; never used again.
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

/// A member of the fleet as the others see it.
package struct WorkerPresence: Sendable, Hashable {
    package let identity: WorkerIdentity
    package let startedAt: Instant
    package let heartbeatAt: Instant
    /// It claims nothing more, and ends once its runs have.
    package let isDraining: Bool
    /// The code of what keeps it from claiming; nil when nothing does.
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
    /// A worker beats every 10 s (`PoolPolicy.heartbeatInterval`): one whose last heartbeat is older than this is not counted on. The SQL
    /// function `claim_runs` repeats the number, which a test compares.
    package static let silenceSeconds = 45

    /// - Parameter now: by the store's clock, which dates heartbeats.
    package func isLive(at now: Instant) -> Bool { heartbeatAt.adding(seconds: Self.silenceSeconds) >= now }

    /// It claims what is queued.
    package func takesRuns(at now: Instant) -> Bool { isLive(at: now) && !isDraining && trouble == nil }
}

/// How much waits and runs.
package struct QueueOverview: Sendable, Hashable {
    package var queued = 0
    /// Queued and claimable.
    package var due = 0
    package var running = 0
    /// Running under a lease that ended: the next worker to look takes them over.
    package var leftBehind = 0
    package var oldestDueAt: Instant?
    package var oldestDueTenant: TenantSlug?
    /// When the next queued run becomes claimable.
    package var nextDueAt: Instant?
    package var activeTenants = 0
    /// Active tenants whose last 26 hours saw no run that read Lucca to its end.
    package var withoutRecentSuccess = 0
    /// Active tenants in production whose dialect nobody saw work (`TenantDialect.Standing.isReliable`).
    package var assumedDialects = 0
    /// Active tenants whose dialect is in doubt: nothing is written for them.
    package var doubtedDialects = 0
    /// By the store's clock.
    package var readAt: Instant

    package init(readAt: Instant) {
        self.readAt = readAt
    }
}

/// A tenant that is not synced until someone acts.
package struct TenantSuspension: Sendable, Hashable {
    package let tenant: TenantSlug
    /// The run whose failure suspended it.
    package let run: RunID?

    package init(tenant: TenantSlug, run: RunID?) {
        self.tenant = tenant
        self.run = run
    }
}

/// The fleet's members and its queue. The store's clock dates every heartbeat. Every method throws `SyncError`.
package protocol FleetStore: Sendable {
    /// Says that this worker lives, and how it is.
    func beat(_ worker: WorkerIdentity, isDraining: Bool, trouble: String?) async throws
    /// It has ended.
    func leave(_ worker: String) async throws
    /// By host and name; those whose heartbeat is a day old are gone.
    func workers() async throws -> [WorkerPresence]
    func forgetWorkers(silentForSeconds: Int) async throws
    func overview() async throws -> QueueOverview
    /// By slug.
    func suspensions() async throws -> [TenantSuspension]
}

/// Requests per rolling window, counted across runs, workers and servers.
package protocol RequestBudget: Sendable {
    /// Takes one request of `scope`'s budget.
    /// - Returns: nil when taken; else the number of seconds until asking again makes sense.
    func take(_ scope: BudgetScope) async throws -> Double?
    /// The remote said 429: nobody asks before `seconds` have passed.
    func block(_ scope: BudgetScope, seconds: Double) async throws
}

package struct BudgetScope: Sendable, Hashable {
    /// Names the counter: a Lucca host, or a tenant's AppKey plan. Holds no secret.
    package let name: String
    package let limit: Int
    package let windowSeconds: Int

    package init(name: String, limit: Int, windowSeconds: Int) {
        self.name = name
        self.limit = limit
        self.windowSeconds = windowSeconds
    }
}
