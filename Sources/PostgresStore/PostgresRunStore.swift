package import PostgresClient
package import SyncCore
package import SyncEngine

/// Runs, in PostgreSQL. A live run is a row of `run`; the transaction that ends it moves it to `run_history`.
package struct PostgresRunStore: RunStore, RunHistory {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker`; with `passerelle_reader`, the reading methods work.
    ///   - audit: what the audit log records of changes.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func enqueue(_ run: NewRun) async throws -> RunID {
        try await insert(run, EnqueueRun(run: run)) { id, connection in
            try await connection.execute(Notify(channel: .runQueued, payload: ""))
            return id
        }
    }

    package func begin(_ run: NewRun, worker: String, leaseSeconds: Int) async throws -> ClaimedRun {
        try await insert(run, BeginRun(run: run, worker: worker, leaseSeconds: leaseSeconds)) { id, connection in
            try await connection.execute(EnsureHistoryPartitions())
            return try await Self.claimed(LeaseTerm(runID: id, tenantID: run.tenantID, term: 1), in: connection)
        }
    }

    private struct TenantIsBusy: Error {}

    /// - Parameter finish: the rest of the transaction.
    private func insert<Result: Sendable, Insertion: PostgresStatement>(
        _ run: NewRun, _ insertion: Insertion, _ finish: @Sendable (RunID, PostgresConnection) async throws -> Result
    ) async throws -> Result where Insertion.Row == RunID {
        // The active run may end between the rejection and its lookup: then try again.
        for _ in 0..<3 {
            do {
                return try await database.transaction(of: run.tenantID) { connection in
                    let id = try await Self.insert(insertion, of: run.tenantID, connection)
                    // Checked after the insert: a run that was live before may have ended, synced a later day or superseded the
                    // approval.
                    if run.isBoundByLastSync { try await Self.requireNotPassed(run, connection) }
                    if let approved = run.approves { try await Self.requireOpen(approved, connection) }
                    return try await finish(id, connection)
                }
            } catch is TenantIsBusy {
                if let live = try await liveRun(of: run.tenantID) { throw SyncError.runActive(live) }
            }
        }
        throw SyncError(.run(.othersKeepStarting(tenant: nil)), .transient)
    }

    private static func insert<Insertion: PostgresStatement>(
        _ insertion: Insertion, of tenant: TenantID, _ connection: PostgresConnection
    ) async throws -> RunID where Insertion.Row == RunID {
        do {
            guard let id = try await connection.query(insertion).first else {
                throw SyncError.defect(.notReturned(.run))
            }
            return id
        } catch let error as PostgresError {
            switch error.constraint {
            case "run_one_active_per_tenant": throw TenantIsBusy()
            case "run_of_a_tenant": throw SyncError.tenantUnknown(tenant.description)
            default: throw error
            }
        }
    }

    private static func requireNotPassed(_ run: NewRun, _ connection: PostgresConnection) async throws {
        guard let later = try await connection.query(SelectLaterSync(run: run)).first else { return }
        throw SyncError.asOfPassed(run.window.asOf, run: later.id, asOf: later.asOf, of: later.tenant)
    }

    private static func requireOpen(_ approved: RunID, _ connection: PostgresConnection) async throws {
        guard let isOpen = try await connection.query(SelectApproval(id: approved)).first else {
            throw SyncError.runUnknown(approved)
        }
        guard isOpen else { throw SyncError.approvalRefused(approved) }
    }

    package func claim(_ run: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun? {
        guard let tenant = try await tenant(of: run) else { return nil }
        return try await database.transaction(of: tenant) { connection in
            try await connection.execute(EnsureHistoryPartitions())
            try await connection.execute(MendMoments())
            let claim = ClaimRun(id: run, worker: worker, leaseSeconds: leaseSeconds)
            guard let term = try await connection.query(claim).first else { return nil }
            return try await Self.claimed(LeaseTerm(runID: run, tenantID: tenant, term: term), in: connection)
        }
    }

    package func claimDue(worker: String, leaseSeconds: Int, atMost: Int, isIdle: Bool) async throws -> [LeaseTerm] {
        try await database.query(ClaimDueRuns(worker: worker, leaseSeconds: leaseSeconds, atMost: atMost, isIdle: isIdle))
    }

    package func hurry(_ tenant: TenantID, waitingFor code: SyncError.Code) async throws -> RunID? {
        try await database.transaction(of: tenant) { connection in
            guard let run = try await connection.query(HurryRun(code: code)).first else { return nil }
            try await connection.execute(Notify(channel: .runQueued, payload: ""))
            return run
        }
    }

    package func secondsUntilClaimable() async throws -> Double? {
        try await database.query(SelectNextClaim()).first ?? nil
    }

    package func claimed(_ lease: LeaseTerm) async throws -> ClaimedRun {
        try Self.claimed(lease, try await database.read(of: lease.tenantID, Self.claim(of: lease)))
    }

    /// What `claimed` reads.
    private static func claim(of lease: LeaseTerm) -> [any PostgresStatement] {
        // The tenant's live run is the claimed one, if the lease is held.
        [
            SelectClaim(lease: lease), SelectLiveRun(), SelectTenant(id: lease.tenantID), SelectChanges(run: lease.runID),
            SelectDeclined(), SelectLastSuccess(),
        ]
    }

    private static func claimed(_ lease: LeaseTerm, in connection: PostgresConnection) async throws -> ClaimedRun {
        try claimed(lease, StoredAnswers(try await connection.together(claim(of: lease))))
    }

    private static func claimed(_ lease: LeaseTerm, _ answers: StoredAnswers) throws -> ClaimedRun {
        guard let claim = try answers.first(of: SelectClaim.self), let run = try answers.first(of: SelectLiveRun.self) else {
            throw SyncError.leaseLost(lease.runID)
        }
        return ClaimedRun(
            run: run, lease: lease, retries: claim.retries, isCancelRequested: claim.isCancelRequested,
            isTakenOver: claim.isTakenOver, deaths: claim.deaths, background: background(lease, answers))
    }

    private static func background(_ lease: LeaseTerm, _ answers: StoredAnswers) -> Result<RunBackground, SyncError> {
        do {
            guard let tenant = try answers.first(of: SelectTenant.self) else {
                return .failure(.tenantUnknown(lease.tenantID.description))
            }
            return .success(
                RunBackground(
                    tenant: tenant, changes: try answers.rows(of: SelectChanges.self),
                    declined: declined(try answers.rows(of: SelectDeclined.self)),
                    lastSuccess: try answers.first(of: SelectLastSuccess.self)))
        } catch {
            return .failure(SyncError(of: error))
        }
    }

    private static func declined(_ rows: [SelectDeclined.Row]) -> [EventReference: Decline] {
        Dictionary(rows.map { ($0.reference, $0.decline) }) { first, _ in first }
    }

    @discardableResult
    package func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws -> LeaseRenewal {
        try await fenced(lease, RenewLease(lease: lease, leaseSeconds: leaseSeconds))
    }

    package func renew(_ leases: [LeaseTerm], leaseSeconds: Int) async throws -> [LeaseTerm: LeaseAnswer] {
        let answers = try await database.query(RenewLeases(leases: leases, leaseSeconds: leaseSeconds))
        let tenants = Dictionary(leases.map { ($0.runID, $0.tenantID) }) { first, _ in first }
        return answers.reduce(into: [:]) { all, row in
            guard let tenant = tenants[row.run] else { return }
            all[LeaseTerm(runID: row.run, tenantID: tenant, term: row.term)] = row.answer
        }
    }

    package func survived(_ lease: LeaseTerm) async throws {
        try await database.transaction(of: lease.tenantID) { try await $0.execute(CountNoDeath(lease: lease)) }
    }

    package func progress(_ lease: LeaseTerm, counts: RunCounts, requests: RequestCounts) async throws {
        try await fenced(lease, RecordProgress(lease: lease, figures: RunFigures(counts: counts, requests: requests)))
    }

    @discardableResult
    package func finish(_ lease: LeaseTerm, _ outcome: RunOutcome, withheld: [RunChange]) async throws -> FinishedRun {
        guard outcome.state.isEnded else { throw SyncError.defect(.endedAsLive(state: outcome.state)) }
        // Whatever the texts contain, the run must end: one that cannot be recorded would be taken over and repeated forever.
        for text in RunOutcome.Text.allCases.dropLast() {
            do {
                return try await finishOnce(lease, outcome.with(text), withheld)
            } catch let error as SyncError where error.failureClass == .defect || error.code == .invalidInput {
                continue
            }
        }
        return try await finishOnce(lease, outcome.with(.none), [])
    }

    /// At least as long as a statement may take.
    private static let secondsToEnd = 120

    private func finishOnce(
        _ lease: LeaseTerm, _ outcome: RunOutcome, _ withheld: [RunChange]
    ) async throws -> FinishedRun {
        // The tenant's row is locked before its schedule and its alerts, as by those who edit it; waiting for it, or for whoever makes
        // a new day's partitions, must not cost the lease, nor hold what every run's end needs.
        var end: [any PostgresStatement] = [
            HoldRun(lease: lease), HoldTenant(), EnsureNewDaysPartitions(),
            RestoreLease(lease: lease, leaseSeconds: Self.secondsToEnd), FinishRun(lease: lease, outcome: outcome),
        ]
        if !outcome.problems.isEmpty { end.append(try InsertProblems(run: lease.runID, problems: outcome.problems)) }
        if !withheld.isEmpty { end.append(InsertChanges(run: lease.runID, changes: withheld)) }
        if !outcome.notices.isEmpty { end.append(SaveAPINotices(notices: outcome.notices)) }
        if outcome.state.isDecided { end.append(ForgetFailedDays()) }
        return try await database.transaction(of: lease.tenantID, beginningWith: end) { connection, answers in
            // Rolls everything back.
            guard try answers.first(of: HoldRun.self) != nil, let ended = try answers.first(of: FinishRun.self)
            else { throw SyncError.leaseLost(lease.runID) }
            if let approved = ended.approves, outcome.state.isDecided {
                try await connection.execute(MarkApproved(id: approved, approvedBy: lease.runID))
            }
            let isSuspended = try await Self.countFailure(outcome, of: lease, ended.trigger, connection)
            return FinishedRun(isTenantSuspended: isSuspended)
        }
    }

    /// - Returns: whether this failure suspended the tenant.
    private static func countFailure(
        _ outcome: RunOutcome, of lease: LeaseTerm, _ trigger: RunTrigger, _ connection: PostgresConnection
    ) async throws -> Bool {
        guard outcome.state == .failed, outcome.isMisconfigured, trigger == .schedule else { return false }
        let days = try await connection.query(CountFailedDay(tenant: lease.tenantID, run: lease.runID)).first ?? 0
        guard days >= Tenant.failedDaysBeforeSuspension else { return false }
        let suspend = UpdateTenantState(id: lease.tenantID, state: .suspended, from: Tenant.State.before(.suspended))
        return try await !connection.query(suspend).isEmpty
    }

    package func release(
        _ lease: LeaseTerm, afterSeconds seconds: Int?, reason: Failure?, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try await fenced(
            lease,
            ReleaseRun(
                lease: lease, countsAsRetry: false, afterSeconds: seconds,
                figures: RunFigures(counts: counts, requests: requests), reason: reason))
    }

    package func retry(
        _ lease: LeaseTerm, afterSeconds: Int, reason: Failure, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try await fenced(
            lease,
            ReleaseRun(
                lease: lease, countsAsRetry: true, afterSeconds: afterSeconds,
                figures: RunFigures(counts: counts, requests: requests), reason: reason))
    }

    @discardableResult
    package func cancel(_ run: RunID) async throws -> CancelAnswer {
        guard let tenant = try await tenant(of: run) else { throw SyncError.runUnknown(run) }
        // It may change workers or return to the queue between the two reads: then both are repeated.
        for _ in 0..<5 {
            if let answer = try await cancel(run, of: tenant) { return answer }
        }
        throw SyncError(.run(.keepsChangingHands(run: run)), .transient)
    }

    /// - Returns: nil if the run's state changed at the same time.
    private func cancel(_ run: RunID, of tenant: TenantID) async throws -> CancelAnswer? {
        try await database.transaction(of: tenant) { connection in
            try await connection.execute(EnsureHistoryPartitions())
            try await connection.execute(MendMoments())
            guard try await connection.query(CancelRun(id: run)).isEmpty else { return .cancelled }
            if let worker = try await connection.query(RequestCancel(id: run)).first {
                try await connection.execute(Notify(channel: .cancelRequested, payload: "\(run)"))
                return .requested(worker: worker)
            }
            guard let found = try await connection.query(SelectRun(id: run)).first else { throw SyncError.runUnknown(run) }
            guard found.state.isEnded else { return nil }
            throw SyncError.runHasEnded(found)
        }
    }

    package func reject(_ run: RunID) async throws {
        guard let tenant = try await tenant(of: run) else { throw SyncError.runUnknown(run) }
        try await database.transaction(of: tenant) { connection in
            // Locks the run: an approval that began meanwhile is live, or sees the rejection.
            guard let isOpen = try await connection.query(SelectApproval(id: run)).first else { throw SyncError.runUnknown(run) }
            if let live = try await connection.query(SelectLiveRun()).first, live.approves == run {
                throw SyncError.runActive(live)
            }
            guard isOpen else { throw SyncError.approvalRefused(run) }
            try await connection.execute(MarkRejected(id: run))
        }
    }

    package func declined(of tenant: TenantID) async throws -> [EventReference: Decline] {
        Self.declined(try await database.read(of: tenant, SelectDeclined()).rows(of: SelectDeclined.self))
    }

    package func run(_ id: RunID) async throws -> Run {
        guard let run = try await ofRun(id, SelectRun(id: id)).first else { throw SyncError.runUnknown(id) }
        return run
    }

    package func reportedProblems(of run: RunID) async throws -> [ReportedProblem] {
        try await ofRun(run, SelectProblems(run: run))
    }

    package func changes(of run: RunID) async throws -> [RunChange] {
        try await ofRun(run, SelectChanges(run: run))
    }

    package func steps(of run: RunID) async throws -> [RunStep] {
        try await ofRun(run, SelectSteps(run: run))
    }

    package func list(_ filter: RunFilter) async throws -> [Run] {
        guard let tenant = filter.tenant else { return try await database.query(ListRuns(filter: filter)) }
        return try await database.read(of: tenant, ListRunsOfTenant(filter: filter)).rows(of: ListRunsOfTenant.self)
    }

    package func page(_ query: RunQuery) async throws -> [Run] {
        if let before = query.before, try await tenant(of: before) == nil { throw SyncError.runUnknown(before) }
        return try await database.query(PageRuns(query: query))
    }

    package func count(_ query: RunQuery, atMost limit: Int) async throws -> Int {
        try await database.query(CountRuns(query: query, limit: limit)).first ?? 0
    }

    package func liveRun(of tenant: TenantID) async throws -> Run? {
        try await database.read(of: tenant, SelectLiveRun()).first(of: SelectLiveRun.self)
    }

    package func lastSuccess(of tenant: TenantID) async throws -> LastSuccess? {
        try await database.read(of: tenant, SelectLastSuccess()).first(of: SelectLastSuccess.self)
    }

    /// Drops the partitions with only older runs, and deletes unused budgets.
    package func pruneHistory(keepMonths: Int) async throws -> Int {
        let dropped = try await database.query(PruneHistory(keepMonths: keepMonths)).first ?? 0
        try await database.execute(DeleteIdleBudgets(tenant: nil))
        try await database.execute(EnsureHistoryPartitions())
        return dropped
    }

    /// The end of the last month that has a history partition.
    package func historyCoveredUntil() async throws -> Instant? {
        try await database.query(SelectHistoryCoverage()).first ?? nil
    }

    private func tenant(of run: RunID) async throws -> TenantID? {
        try await database.repeatableQuery(TenantOfRun(id: run)).first ?? nil
    }

    private func ofRun<Statement: PostgresStatement>(_ run: RunID, _ statement: Statement) async throws -> [Statement.Row] {
        guard let tenant = try await tenant(of: run) else { throw SyncError.runUnknown(run) }
        return try await database.read(of: tenant, statement).rows(of: Statement.self)
    }

    @discardableResult
    private func fenced<Statement: PostgresStatement>(
        _ lease: LeaseTerm, _ statement: Statement
    ) async throws -> Statement.Row {
        try await database.transaction(of: lease.tenantID, beginningWith: [statement]) { _, answers in
            guard let row = try answers.first(of: Statement.self) else { throw SyncError.leaseLost(lease.runID) }
            return row
        }
    }
}
