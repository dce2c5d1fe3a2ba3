package import PostgresClient
package import SyncCore
package import SyncEngine

/// The fleet's workers and its queue, in PostgreSQL.
package struct PostgresFleetStore: FleetStore {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker`; with `passerelle_reader`, the reading methods work.
    ///   - audit: what the audit log records of changes.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func beat(_ worker: WorkerIdentity, isDraining: Bool, trouble: String?) async throws {
        try await database.execute(BeatWorker(worker: worker, isDraining: isDraining, trouble: trouble))
    }

    /// Changes nothing. On a read-only database, a worker cannot even record its own trouble.
    /// - Throws: `database_read_only`.
    package func requireWritable() async throws {
        try await database.execute(RequireWritable())
    }

    package func leave(_ worker: String) async throws {
        try await database.execute(DeleteWorker(name: worker))
    }

    package func workers() async throws -> [WorkerPresence] {
        try await database.query(ListWorkers())
    }

    package func forgetWorkers(silentForSeconds seconds: Int) async throws {
        try await database.execute(DeleteSilentWorkers(seconds: seconds))
    }

    package func overview() async throws -> QueueOverview {
        guard let overview = try await database.query(SelectQueueOverview()).first else {
            throw SyncError.defect(.notReturned(.queue))
        }
        return overview
    }

    package func suspensions() async throws -> [TenantSuspension] {
        try await database.query(ListSuspendedTenants())
    }

    package func healths() async throws -> [TenantHealth] {
        try await database.query(ListTenantHealth())
    }

    package func pause() async throws -> FleetPause? {
        try await database.query(SelectFleetPause()).first
    }

    package func beginPause(reason: String?) async throws -> Bool {
        try await database.transaction { try await !$0.query(InsertFleetPause(reason: reason)).isEmpty }
    }

    package func endPause() async throws -> Bool {
        try await database.transaction { connection in
            guard try await !connection.query(DeleteFleetPause()).isEmpty else { return false }
            // Workers look at once.
            try await connection.execute(Notify(channel: .runQueued, payload: ""))
            return true
        }
    }
}

/// The schedule's state, in PostgreSQL: the day is taken and its run queued in one transaction.
package struct PostgresScheduleStore: ScheduleStore {
    private let database: StoreDatabase

    /// - Parameter pool: its connections use the role `passerelle_worker`; with `passerelle_reader`, the reading methods work.
    package init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    package func now() async throws -> Instant {
        guard let now = try await database.query(SelectTime()).first else {
            throw SyncError.defect(.notReturned(.clock))
        }
        return now
    }

    package func schedules() async throws -> (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug]) {
        let rows = try await database.query(ListSchedules())
        guard let first = rows.first else { return (try await now(), [], []) }
        return (
            first.readAt, rows.compactMap(\.schedule), rows.filter { $0.schedule == nil }.map(\.tenant)
        )
    }

    private struct RunInTheWay: Error {}

    package func enqueue(_ run: DueRun) async throws -> RunID? {
        do {
            return try await database.transaction(of: run.tenantID, beginningWith: [TakeDay(run: run)]) { connection, day in
                guard try day.first(of: TakeDay.self) != nil else { return nil }
                var queueing: [any PostgresStatement] = [EnqueueDueRun(run: run)]
                if run.delaySeconds == 0 { queueing.append(Notify(channel: .runQueued, payload: "")) }
                // Rolled back with the day: it stays due until the live run has ended.
                guard let id = try await connection.together(queueing).first(of: EnqueueDueRun.self) else { throw RunInTheWay() }
                return id
            }
        } catch is RunInTheWay {
            return nil
        }
    }
}

/// Requests per rolling window, counted in PostgreSQL by its clock. A window is counted in sixtieths, each as a whole while part
/// of it is inside. So no window exceeds the limit, and a request waits at most a sixtieth of the window too long.
package struct PostgresRequestBudget: RequestBudget {
    private let database: StoreDatabase

    /// - Parameter pool: its connections use the role `passerelle_worker`.
    package init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    package func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer {
        let answers = try await database.repeatableQuery(
            TakeRequests(scope: scope, count: count, unused: unused),
            // At worst requests count twice, and none is given back twice: the limit is kept.
            again: TakeRequests(scope: scope, count: count, unused: 0))
        guard let answer = answers.first else { throw SyncError.defect(.notReturned(.budget)) }
        return answer
    }

    /// The remaining share of all accounts' budgets, by remote system.
    package func shares() async throws -> [FleetReading.Budget] {
        try await database.query(SelectBudgetShares())
    }

    package func block(_ scope: BudgetScope, seconds: Double) async throws {
        try await database.execute(BlockBudget(scope: scope, seconds: seconds))
    }
}
