public import SyncCore

/// Runs: live ones under leases, ended ones in history. The database's clock alone dates leases. Every method throws `SyncError`.
public protocol RunStore: Sendable {
    /// Queues a run for the fleet.
    /// - Throws: `run_active` when the tenant has a queued or running one already, naming its id; `as_of_passed` for a sync as of a day
    ///   before the last one's, or before that of the run that it approves; `run_unknown` or `run_state_refused` when what it approves
    ///   can't be approved (any more). The last sync is looked at once no other run of the tenant can begin: a race gets by nothing.
    func enqueue(_ run: NewRun) async throws -> RunID

    /// The same for a run that the caller works itself: it is running from the start, under this lease, so that nobody else of the
    /// fleet gets it in between. - Throws: as `enqueue`.
    func begin(_ run: NewRun, worker: String, leaseSeconds: Int) async throws -> ClaimedRun

    /// Claims that run if it is due: queued and not before now, or running under a lease that ended (then `attempt` + 1).
    /// - Returns: nil when another worker holds it, or when it has ended or is not due.
    func claim(_ run: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun?

    /// Claims due syncs of any tenant: those that dead workers left behind first, then manual ones, then scheduled ones of active
    /// tenants, the oldest first. What another worker is claiming is passed over, never waited for. A run that two workers died of goes
    /// to an idle worker, which then gets nothing else until that run has left it.
    /// - Parameter isIdle: the worker performs no run.
    /// - Returns: at most that many; each is to be looked at with `claimed(_:)`.
    func claimDue(worker: String, leaseSeconds: Int, atMost: Int, isIdle: Bool) async throws -> [LeaseTerm]

    /// Makes the tenant's run due at once that waits for that cause, and wakes a worker: the cause is gone.
    /// - Returns: nil when none waits for it.
    func hurry(_ tenant: TenantID, waitingFor code: SyncError.Code) async throws -> RunID?

    /// How long until a sync that is not claimable now becomes so: until its wait is over, or its lease ends unless it is renewed.
    /// - Returns: seconds, by the store's clock; nil when there is none.
    func secondsUntilClaimable() async throws -> Double?

    /// A run that this term holds. - Throws: `lease_lost`.
    func claimed(_ lease: LeaseTerm) async throws -> ClaimedRun

    /// - Throws: `lease_lost` when the term has passed on.
    @discardableResult
    func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws -> LeaseRenewal

    /// Renews many leases at once, and waits for none of them.
    /// - Returns: nothing of a lease that has passed on.
    func renew(_ leases: [LeaseTerm], leaseSeconds: Int) async throws -> [LeaseTerm: LeaseAnswer]

    /// The worker that lost this lease is alive: it counts as no death of a worker.
    func survived(_ lease: LeaseTerm) async throws

    /// Shows how far a live run is. - Throws: `lease_lost`.
    func progress(_ lease: LeaseTerm, counts: RunCounts, requests: RequestCounts) async throws

    /// Ends the run: its record, problems and withheld deletions in one transaction. A scheduled run that failed for a cause that no
    /// retry fixes counts towards the tenant's suspension (`Tenant.failedDaysBeforeSuspension`); one that got through ends the count.
    /// - Throws: `lease_lost`.
    @discardableResult
    func finish(_ lease: LeaseTerm, _ outcome: RunOutcome, withheld: [RunChange]) async throws -> FinishedRun

    /// Gives the run back as queued.
    /// - Parameter seconds: how long it may not be claimed, by the store's clock; nil leaves it due as it was.
    /// - Throws: `lease_lost`.
    func release(
        _ lease: LeaseTerm, afterSeconds seconds: Int?, reason: Failure?, counts: RunCounts, requests: RequestCounts
    ) async throws

    /// Gives a run that failed for a passing cause back as queued, to be claimed that much later. - Throws: `lease_lost`.
    func retry(
        _ lease: LeaseTerm, afterSeconds: Int, reason: Failure, counts: RunCounts, requests: RequestCounts
    ) async throws

    /// Ends a run that nobody runs (queued, or running under a lease that ended) as cancelled; asks the worker of one that runs to.
    /// - Throws: `run_unknown`, `run_state_refused` when it has ended.
    @discardableResult
    func cancel(_ run: RunID) async throws -> CancelAnswer

    /// - Throws: `run_unknown`.
    func run(_ id: RunID) async throws -> Run
    func problems(of run: RunID) async throws -> [Problem]
    func changes(of run: RunID) async throws -> [RunChange]
    /// Newest first.
    func list(_ filter: RunFilter) async throws -> [Run]
    func liveRun(of tenant: TenantID) async throws -> Run?

    /// Facts of the tenant's last succeeded or partial run; nil before the first. A `needs_review` run is none: what made the brake
    /// hold must not become what the next run is compared with.
    func lastSuccess(of tenant: TenantID) async throws -> LastSuccess?
}

public struct NewRun: Sendable, Hashable {
    public var tenantID: TenantID
    public var trigger: RunTrigger
    public var window: SyncWindow
    /// A `needs_review` run of the tenant that no later one has looked behind.
    public var approves: RunID?
    public var purpose: RunPurpose
    /// Nobody asked for the day by name: it is the tenant's today, which may lie before the last sync's when that one was as of a day to
    /// come.
    public var isToday: Bool

    public init(
        tenantID: TenantID, trigger: RunTrigger, window: SyncWindow, approves: RunID? = nil, purpose: RunPurpose = .sync,
        isToday: Bool = false
    ) {
        self.isToday = isToday
        self.tenantID = tenantID
        self.trigger = trigger
        self.window = window
        self.approves = approves
        self.purpose = purpose
    }
}

public struct ClaimedRun: Sendable, Hashable {
    public let run: Run
    public let lease: LeaseTerm
    /// How often it failed for a passing cause and was queued again.
    public let retries: Int
    /// Somebody asked for its end before it was claimed.
    public let isCancelRequested: Bool
    /// This claim took it from a worker whose lease had ended.
    public let isTakenOver: Bool
    /// How many workers died while they worked it. What was handed back counts as none.
    public let deaths: Int

    /// Two workers died of it: it is worked alone, and within smaller bounds.
    public var isSuspect: Bool { deaths >= RunRecorder.deathLimit - 1 }

    public init(
        run: Run, lease: LeaseTerm, retries: Int = 0, isCancelRequested: Bool = false, isTakenOver: Bool = false, deaths: Int = 0
    ) {
        self.run = run
        self.lease = lease
        self.retries = retries
        self.isCancelRequested = isCancelRequested
        self.isTakenOver = isTakenOver
        self.deaths = deaths
    }
}

extension NewRun {
    /// It may not go back behind the tenant's last sync. A removal writes nothing that a day decides.
    public var isBoundByLastSync: Bool { purpose == .sync && !isToday }
}

/// What a worker learns when it renews a lease.
public struct LeaseRenewal: Sendable, Hashable {
    /// Somebody asked for the run's end.
    public let isCancelRequested: Bool

    public init(isCancelRequested: Bool) {
        self.isCancelRequested = isCancelRequested
    }
}

/// What became of one lease of many that were to be renewed.
public enum LeaseAnswer: Sendable, Hashable {
    case renewed(LeaseRenewal)
    /// It is held, and was not renewed: another session is writing the run.
    case busy
}

/// What ending a run entailed.
public struct FinishedRun: Sendable, Hashable {
    /// The tenant's scheduled runs stop until somebody acts.
    public let isTenantSuspended: Bool

    public init(isTenantSuspended: Bool) {
        self.isTenantSuspended = isTenantSuspended
    }
}

public enum CancelAnswer: Sendable, Hashable {
    case cancelled
    /// Its worker stops it at the next safe point.
    case requested(worker: String)
}

public struct RunFilter: Sendable, Hashable {
    public var tenant: TenantID?
    public var state: RunState?
    public var since: Instant?
    public var limit: Int

    public init(tenant: TenantID? = nil, state: RunState? = nil, since: Instant? = nil, limit: Int = 20) {
        self.tenant = tenant
        self.state = state
        self.since = since
        self.limit = limit
    }
}

public struct LastSuccess: Sendable, Hashable {
    public let runID: RunID
    public let finishedAt: Instant
    /// In scope.
    public let departments: Int
    public let employees: Int

    public init(runID: RunID, finishedAt: Instant, departments: Int, employees: Int) {
        self.runID = runID
        self.finishedAt = finishedAt
        self.departments = departments
        self.employees = employees
    }
}

/// What only keeping the history short needs of the store.
public protocol RunHistory: Sendable {
    /// Removes the history of runs that ended more than that many months ago, by whole months.
    /// - Returns: how many pieces were dropped.
    func pruneHistory(keepMonths: Int) async throws -> Int
}
