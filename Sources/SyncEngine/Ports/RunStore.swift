package import SyncCore

/// Runs: live ones under leases, ended ones in history. Only the database's clock dates leases. Every method throws `SyncError`.
package protocol RunStore: Sendable {
    /// Queues a run for the fleet.
    /// - Throws: `run_active` with its id if the tenant has a queued or running one; `as_of_passed` for a sync as of a day before
    ///   the last one's, or before that of the run that it approves; `run_unknown` or `run_state_refused` if the approved run
    ///   cannot be approved. The last sync is checked once no other run of the tenant can begin, so that races cannot bypass it.
    func enqueue(_ run: NewRun) async throws -> RunID

    /// The same for a run that the caller performs itself: it starts as running under this lease, so that no other worker can
    /// claim it. - Throws: as `enqueue`.
    func begin(_ run: NewRun, worker: String, leaseSeconds: Int) async throws -> ClaimedRun

    /// Claims that run if it is due: queued with `notBefore` passed, or running under an expired lease (then `attempt` + 1).
    /// - Returns: nil if another worker holds it, it has ended or it is not due.
    func claim(_ run: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun?

    /// Claims due syncs of any tenant, oldest first: those of dead workers, then manual ones, then scheduled ones of active
    /// tenants. Rows locked by another worker are skipped. A run that two workers died of goes to an idle worker, which gets no
    /// other run while it has that one.
    /// - Parameter isIdle: the worker performs no run.
    /// - Returns: at most `atMost`; read each with `claimed(_:)`.
    func claimDue(worker: String, leaseSeconds: Int, atMost: Int, isIdle: Bool) async throws -> [LeaseTerm]

    /// Makes the tenant's run that waits for that cause due at once, and notifies a worker.
    /// - Returns: nil if none waits for it.
    func hurry(_ tenant: TenantID, waitingFor code: SyncError.Code) async throws -> RunID?

    /// How long until a sync that is not claimable becomes so: its wait is over, or its lease expires unless renewed.
    /// - Returns: seconds, by the store's clock; nil if there is none.
    func secondsUntilClaimable() async throws -> Double?

    /// The run held under this term. - Throws: `lease_lost`.
    func claimed(_ lease: LeaseTerm) async throws -> ClaimedRun

    /// - Throws: `lease_lost` if the term has ended.
    @discardableResult
    func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws -> LeaseRenewal

    /// Renews many leases at once, without waiting for locks.
    /// - Returns: no entry for a lease whose term has ended.
    func renew(_ leases: [LeaseTerm], leaseSeconds: Int) async throws -> [LeaseTerm: LeaseAnswer]

    /// The worker that lost this lease is alive: do not count a worker death.
    func survived(_ lease: LeaseTerm) async throws

    /// Records the progress of a live run. - Throws: `lease_lost`.
    func progress(_ lease: LeaseTerm, counts: RunCounts, requests: RequestCounts) async throws

    /// Ends the run: its record, problems and withheld deletions in one transaction. A scheduled run that failed for a cause a
    /// retry cannot fix counts towards the tenant's suspension (`Tenant.failedDaysBeforeSuspension`); a run that succeeded resets
    /// the count.
    /// - Throws: `lease_lost`.
    @discardableResult
    func finish(_ lease: LeaseTerm, _ outcome: RunOutcome, withheld: [RunChange]) async throws -> FinishedRun

    /// Returns the run to the queue.
    /// - Parameter seconds: how long it may not be claimed, by the store's clock; nil leaves it due as before.
    /// - Throws: `lease_lost`.
    func release(
        _ lease: LeaseTerm, afterSeconds seconds: Int?, reason: Failure?, counts: RunCounts, requests: RequestCounts
    ) async throws

    /// Returns a run with a transient failure to the queue, claimable after a delay. - Throws: `lease_lost`.
    func retry(
        _ lease: LeaseTerm, afterSeconds: Int, reason: Failure, counts: RunCounts, requests: RequestCounts
    ) async throws

    /// Cancels a run without a live worker (queued, or running under an expired lease); otherwise asks its worker to stop it.
    /// - Throws: `run_unknown`, `run_state_refused` if it has ended.
    @discardableResult
    func cancel(_ run: RunID) async throws -> CancelAnswer

    /// Declines what a `needs_review` run withheld, under this process's login. Later runs withhold these deletions again, until a
    /// person approves them or the event is written again.
    /// - Throws: `run_unknown`; `run_state_refused` if it withholds nothing that waits for a person; `run_active` while it is being
    ///   approved.
    func reject(_ run: RunID) async throws
    /// Deletions that a person declined, unless a later run wrote the event again or deleted it.
    func declined(of tenant: TenantID) async throws -> [EventReference: Decline]

    /// - Throws: `run_unknown`.
    func run(_ id: RunID) async throws -> Run
    /// In the order in which the run recorded them.
    func reportedProblems(of run: RunID) async throws -> [ReportedProblem]
    func changes(of run: RunID) async throws -> [RunChange]
    /// In order; none before its end.
    func steps(of run: RunID) async throws -> [RunStep]
    /// Newest first by id, whatever clocks said.
    func list(_ filter: RunFilter) async throws -> [Run]
    /// One page of history: live runs first, newest first; then ended ones by their end, the last one first, and by id within one
    /// moment. A run that ended once is on exactly one page, however many end at once.
    /// - Throws: `run_unknown` for an unknown `before`.
    func page(_ query: RunQuery) async throws -> [Run]
    /// How many runs match, on every page; counting stops at `limit`, since history may be long.
    func count(_ query: RunQuery, atMost limit: Int) async throws -> Int
    func liveRun(of tenant: TenantID) async throws -> Run?

    /// Facts of the tenant's last succeeded or partial run; nil before the first. `needs_review` runs are excluded: what
    /// triggered the brake must not become the basis for comparison.
    func lastSuccess(of tenant: TenantID) async throws -> LastSuccess?
}

extension RunStore {
    /// - Throws: as `reportedProblems(of:)`.
    package func problems(of run: RunID) async throws -> [Problem] { try await reportedProblems(of: run).map(\.problem) }
}

package struct NewRun: Sendable, Hashable {
    package var tenantID: TenantID
    package var trigger: RunTrigger
    package var window: SyncWindow
    /// A `needs_review` run of the tenant without a later run.
    package var approves: RunID?
    /// Whose deletions it may perform; nil for everybody's.
    package var approvesOnly: Set<EmployeeID>?
    package var purpose: RunPurpose
    /// The day was not requested explicitly: it is the tenant's today, which may be before the last sync's if that one was as of
    /// a future day.
    package var isToday: Bool

    package init(
        tenantID: TenantID, trigger: RunTrigger, window: SyncWindow, approves: RunID? = nil, approvesOnly: Set<EmployeeID>? = nil,
        purpose: RunPurpose = .sync, isToday: Bool = false
    ) {
        self.isToday = isToday
        self.tenantID = tenantID
        self.trigger = trigger
        self.window = window
        self.approves = approves
        self.approvesOnly = approvesOnly
        self.purpose = purpose
    }
}

package struct ClaimedRun: Sendable, Hashable {
    package let run: Run
    package let lease: LeaseTerm
    /// How often it failed for a transient cause and was queued again.
    package let retries: Int
    /// Its cancellation was requested before the claim.
    package let isCancelRequested: Bool
    /// Taken over from a worker whose lease had expired.
    package let isTakenOver: Bool
    /// How many workers died while performing it. Handing it back does not count.
    package let deaths: Int
    /// A row of it that cannot be read is this run's failure, not the claim's.
    package let background: Result<RunBackground, SyncError>

    /// Two workers died of it: it is performed alone, with smaller limits.
    package var isSuspect: Bool { deaths >= RunRecorder.deathLimit - 1 }

    package init(
        run: Run, lease: LeaseTerm, retries: Int = 0, isCancelRequested: Bool = false, isTakenOver: Bool = false, deaths: Int = 0,
        background: Result<RunBackground, SyncError>
    ) {
        self.run = run
        self.lease = lease
        self.retries = retries
        self.isCancelRequested = isCancelRequested
        self.isTakenOver = isTakenOver
        self.deaths = deaths
        self.background = background
    }
}

/// Where a run starts from, read with its claim.
package struct RunBackground: Sendable, Hashable {
    package let tenant: Tenant
    /// Of the run's earlier attempts.
    package let changes: [RunChange]
    /// As `RunStore.declined(of:)`.
    package let declined: [EventReference: Decline]
    package let lastSuccess: LastSuccess?

    package init(
        tenant: Tenant, changes: [RunChange], declined: [EventReference: Decline], lastSuccess: LastSuccess?
    ) {
        self.tenant = tenant
        self.changes = changes
        self.declined = declined
        self.lastSuccess = lastSuccess
    }
}

extension NewRun {
    /// Its day may not be before the tenant's last sync's. A removal does not depend on the day.
    package var isBoundByLastSync: Bool { purpose == .sync && !isToday }
}

/// The answer to the renewal of a lease.
package struct LeaseRenewal: Sendable, Hashable {
    /// The run's cancellation was requested.
    package let isCancelRequested: Bool

    package init(isCancelRequested: Bool) {
        self.isCancelRequested = isCancelRequested
    }
}

/// The result for one lease of a bulk renewal.
package enum LeaseAnswer: Sendable, Hashable {
    case renewed(LeaseRenewal)
    /// Held but not renewed: another session is writing the run.
    case busy
}

/// Effects of ending a run.
package struct FinishedRun: Sendable, Hashable {
    /// The tenant's scheduled runs stop until someone acts.
    package let isTenantSuspended: Bool

    package init(isTenantSuspended: Bool) {
        self.isTenantSuspended = isTenantSuspended
    }
}

package enum CancelAnswer: Sendable, Hashable {
    case cancelled
    /// Its worker stops it at the next safe point.
    case requested(worker: String)
}

package struct RunFilter: Sendable, Hashable {
    package var tenant: TenantID?
    package var state: RunState?
    package var since: Instant?
    package var limit: Int

    package init(tenant: TenantID? = nil, state: RunState? = nil, since: Instant? = nil, limit: Int = 20) {
        self.tenant = tenant
        self.state = state
        self.since = since
        self.limit = limit
    }
}

/// Which runs people look for. An empty set is no filter.
package struct RunQuery: Sendable, Hashable {
    /// nil for every tenant's.
    package var tenants: [TenantID]?
    package var states: Set<RunState> = []
    package var triggers: Set<RunTrigger> = []
    /// Of a problem of the run, or of the error that ended it.
    package var codes: Set<String> = []
    /// Ended then or later; live runs match.
    package var since: Instant?
    /// Ended earlier; live runs match if it is to come.
    package var until: Instant?
    /// The last run of the page before.
    package var before: RunID?
    package var limit: Int

    package init(tenants: [TenantID]? = nil, limit: Int = 20) {
        self.tenants = tenants
        self.limit = limit
    }
}

package struct LastSuccess: Sendable, Hashable {
    package let runID: RunID
    package let finishedAt: Instant
    /// In scope.
    package let departments: Int
    package let employees: Int
    /// How many it sent.
    package let luccaRequests: Int

    package init(runID: RunID, finishedAt: Instant, departments: Int, employees: Int, luccaRequests: Int = 0) {
        self.luccaRequests = luccaRequests
        self.runID = runID
        self.finishedAt = finishedAt
        self.departments = departments
        self.employees = employees
    }
}

/// Removal of old history.
package protocol RunHistory: Sendable {
    /// Removes the history of runs that ended more than `keepMonths` ago, by whole months.
    /// - Returns: the number of partitions dropped.
    func pruneHistory(keepMonths: Int) async throws -> Int
}
