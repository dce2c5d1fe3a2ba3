import Operations
import PostgresClient
import PostgresStore
import SyncCore
import SyncEngine

/// What health, readiness and metrics of a worker process read.
struct WorkerReadings: OpsReadings {
    let desk: WorkerDesk
    let state: PoolState
    let policy: PoolPolicy
    let clock: SteadyClock
    /// This machine's clock.
    let now: @Sendable () -> Instant
    let startedAt: Instant

    /// The loops that say at intervals that they live; how old that may be, in intervals.
    private static let patience = 4.0

    func process() -> ProcessReading {
        let now = clock.now
        let loops = [
            (WorkerLoop.claims, policy.pollInterval), (.polls, policy.pollInterval), (.schedule, policy.scheduleInterval),
            (.heartbeat, policy.heartbeatInterval),
        ].map { loop, interval in
            LoopReading(
                name: loop.rawValue, ageSeconds: state.lastBeat(of: loop).map { $0.seconds(until: now) } ?? 0,
                // A statement may take a minute before it is given up, and the loop goes on.
                limitSeconds: max(90, interval * Self.patience))
        }
        let open = desk.pool.openConnections
        return ProcessReading(
            startedAt: startedAt, isDraining: state.isDraining, loops: loops, slots: policy.concurrency, slotsBusy: state.running,
            pool: PoolReading(
                lent: open - desk.pool.idleConnections, idle: desk.pool.idleConnections, limit: desk.pool.maximumConnections,
                waiting: desk.pool.waiterCount))
    }

    func requireDatabase() async throws {
        try await Migrator(pool: desk.pool).requireCurrentSchema()
        try await PostgresFleetStore(pool: desk.pool).requireWritable()
    }

    func requireKeyring() async throws {
        try await desk.requireKeyring()
    }

    func fleet() async throws -> FleetReading {
        let before = now().millisecondsSince1970
        let overview = try await desk.services.fleet.overview()
        // The database read its clock somewhere between the two.
        let middle = (before + now().millisecondsSince1970) / 2
        let workers = try await desk.services.fleet.workers().filter { $0.isLive(at: overview.readAt) }
        let budgets = try await PostgresRequestBudget(pool: desk.pool).shares()
        return FleetReading(
            due: overview.due, waiting: overview.queued - overview.due, running: overview.running - overview.leftBehind,
            leftBehind: overview.leftBehind,
            oldestDueSeconds: overview.oldestDueAt.map {
                Double(overview.readAt.millisecondsSince1970 - $0.millisecondsSince1970) / 1000
            },
            nextDue: overview.nextDueAt, workersLive: workers.count, workersTroubled: workers.filter { $0.trouble != nil }.count,
            tenantsActive: overview.activeTenants, tenantsSuspended: try await desk.services.fleet.suspensions().count,
            tenantsWithoutSuccess: overview.withoutRecentSuccess, dialectsAssumed: overview.assumedDialects,
            dialectsDoubted: overview.doubtedDialects, budgets: budgets,
            historyCoveredUntil: try await PostgresRunStore(pool: desk.pool).historyCoveredUntil(),
            databaseClockOffsetSeconds: Double(overview.readAt.millisecondsSince1970 - middle) / 1000)
    }
}
