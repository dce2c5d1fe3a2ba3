public import SyncCore

/// Runs: live ones under leases, ended ones in history. The database's clock alone dates leases. Every method throws `SyncError`.
public protocol RunStore: Sendable {
    /// Queues a run. - Throws: `run_active` when the tenant has a queued or running one already, naming its id.
    func enqueue(_ run: NewRun) async throws -> RunID

    /// Claims that run if it is due: queued and not before now, or running under a lease that ended (then `attempt` + 1).
    /// - Returns: nil when another worker holds it, or when it has ended or is not due.
    func claim(_ run: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun?

    /// - Throws: `lease_lost` when the term has passed on.
    func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws

    /// Shows how far a live run is. - Throws: `lease_lost`.
    func progress(_ lease: LeaseTerm, counts: RunCounts, requests: RequestCounts) async throws

    /// Ends the run: its record, problems and withheld deletions in one transaction. - Throws: `lease_lost`.
    func finish(_ lease: LeaseTerm, _ outcome: RunOutcome, withheld: [RunChange]) async throws

    /// Gives the run back as queued. - Throws: `lease_lost`.
    func release(
        _ lease: LeaseTerm, notBefore: Instant, reason: RunError?, counts: RunCounts, requests: RequestCounts
    ) async throws

    /// Ends a run that nobody runs (queued, or running under a lease that ended) as cancelled.
    /// - Throws: `run_unknown`, `run_state_refused`.
    func cancel(_ run: RunID) async throws

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
    public var approves: RunID?

    public init(tenantID: TenantID, trigger: RunTrigger, window: SyncWindow, approves: RunID? = nil) {
        self.tenantID = tenantID
        self.trigger = trigger
        self.window = window
        self.approves = approves
    }
}

public struct ClaimedRun: Sendable, Hashable {
    public let run: Run
    public let lease: LeaseTerm

    public init(run: Run, lease: LeaseTerm) {
        self.run = run
        self.lease = lease
    }
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
    public let employees: Int

    public init(runID: RunID, finishedAt: Instant, employees: Int) {
        self.runID = runID
        self.finishedAt = finishedAt
        self.employees = employees
    }
}
