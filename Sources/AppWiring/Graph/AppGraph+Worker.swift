import Logging
package import Operations
import OpsServer
import PostgresClient
import PostgresStore
import SyncCore
package import SyncEngine

extension AppGraph {
    /// Runs a worker until `stop` is requested and its runs have ended, or were handed back.
    /// - Parameter onStarted: called right before the first claim.
    /// - Throws: `SyncError`; `WorkerPool.LoopEnded`.
    package func work(
        _ options: WorkerSettings, until stop: StopRequest, onStarted: @escaping @Sendable () -> Void
    ) async throws {
        let opsAddress = try options.opsAddress.map { text throws(SyncError) in try OpsAddress(text) }
        var served = configuration
        if !served.isLogLevelSet { served.logLevel = .info }
        let graph = AppGraph(configuration: served, facts: facts, writeLog: writeLog)
        // Each run holds a connection only during its statements; callers wait for a restarting database.
        let connections = max(4, min(32, options.concurrency / 2 + 4))
        try await graph.withPool({
            PostgresConfiguration(
                conninfo: $0, role: Self.worker, applicationName: "passerelle worker", maximumConnections: connections,
                sessionSettings: Self.sessionSettings)
        }) { pool in
            let registry = MetricsRegistry()
            let metrics = SyncMetrics(registry, perTenant: options.metricsPerTenant)
            try await graph.withServices(on: pool, metrics: metrics) { services in
                let service = WorkerService(
                    graph: graph, services: services, pool: pool, options: options, opsAddress: opsAddress)
                try await service.work(registry: registry, metrics: metrics, until: stop, onStarted: onStarted)
            }
        }
    }
}

/// The parts of a worker process, put together.
struct WorkerService: Sendable {
    let graph: AppGraph
    let services: Services
    let pool: PostgresPool
    let options: WorkerSettings
    let opsAddress: OpsAddress?

    func work(
        registry: MetricsRegistry, metrics: SyncMetrics, until stop: StopRequest,
        onStarted: @escaping @Sendable () -> Void
    ) async throws {
        let clock = SteadyClock.system
        // The process id alone is reused, especially in containers.
        let name = "\(services.workerName):\(String(UInt16.random(in: 0...UInt16.max), radix: 16))"
        let logger = graph.logger("passerelle.worker")
        var policy = PoolPolicy(concurrency: options.concurrency)
        policy.historyMonths = graph.configuration.historyMonths
        let state = PoolState()
        let worker = RunWorker(
            sync: services.sync, clock: clock, policy: services.lease, name: name, metrics: metrics, logger: services.logger)
        let parts = WorkerPool.Parts(
            worker: worker, fleet: services.fleet,
            enqueuer: DueRunEnqueuer(
                schedules: services.schedules, registry: services.registry, runs: services.runs, logger: logger,
                witness: graph.facts.now),
            pruner: HistoryPruner(history: PostgresRunStore(pool: pool), keepMonths: policy.historyMonths, logger: logger),
            listen: { heard in try await listen(heard) }, selfCheck: { try await requireFitness() })
        let host = services.workerName.split(separator: ":").first.map(String.init) ?? services.workerName
        let identity = WorkerIdentity(
            name: name, host: host, processID: graph.facts.processID, version: Release.version, concurrency: policy.concurrency)
        let workers = WorkerPool(parts: parts, identity: identity, policy: policy, state: state, logger: logger)
        let readings = WorkerReadings(
            service: self, state: state, policy: policy, clock: clock, now: graph.facts.now, startedAt: graph.facts.now())
        let notifier = ServiceNotifier(environment: graph.facts.environment, processID: Int32(graph.facts.processID))

        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await workers.run(until: stop) {
                    notifier.tell(.ready)
                    onStarted()
                } onDraining: {
                    notifier.tell(.stopping)
                }
                return true
            }
            group.addTask {
                await notifier.keepWatch { readings.process().loops.allSatisfy(\.isAlive) }
                return false
            }
            if let address = opsAddress {
                let server = OpsServer(
                    address: address, registry: registry, readings: readings, logger: graph.logger("passerelle.ops"))
                group.addTask {
                    try await server.run { logger.notice("Serving health and metrics", metadata: ["address": "\($0)"]) }
                    return false
                }
            }
            // The process ends with the pool, or if a server cannot listen.
            while try await group.next() == false {}
            group.cancelAll()
        }
    }

    private func listen(_ heard: @Sendable (FleetNotification?, String) -> Void) async throws {
        for try await notification in pool.listen(to: FleetNotification.allCases.map(\.rawValue)) {
            switch notification {
            // Earlier notifications are unknown.
            case .listening: heard(nil, "")
            case .received(let channel, let payload): heard(FleetNotification(rawValue: channel), payload)
            }
        }
    }

    /// Called at the start and repeatedly: the database may be migrated, or the keyring changed, while workers run.
    /// - Throws: `schema_outdated`, `schema_too_new`, `schema_mismatch`, `keyring_unusable`.
    func requireFitness() async throws {
        try await Migrator(pool: pool).requireCurrentSchema()
        try await requireKeyring()
    }

    /// - Throws: `keyring_unusable` if the keyring cannot be read, or is not the one that secrets are sealed under.
    func requireKeyring() async throws {
        try await KeyringCheck(pool: pool, file: try graph.keyringFile()).requireUsable()
    }
}

/// What health, readiness and metrics of a worker process read.
struct WorkerReadings: OpsReadings {
    let service: WorkerService
    let state: PoolState
    let policy: PoolPolicy
    let clock: SteadyClock
    /// This machine's clock.
    let now: @Sendable () -> Instant
    let startedAt: Instant

    /// The age at which a loop's last beat counts as stuck, in intervals.
    private static let patience = 4.0

    func process() -> ProcessReading {
        let now = clock.now
        let loops = [
            (WorkerLoop.claims, policy.pollInterval), (.polls, policy.pollInterval), (.schedule, policy.scheduleInterval),
            (.heartbeat, policy.heartbeatInterval),
        ].map { loop, interval in
            LoopReading(
                name: loop.rawValue, ageSeconds: state.lastBeat(of: loop).map { $0.seconds(until: now) } ?? 0,
                // A statement may take a minute before its timeout, after which the loop continues.
                limitSeconds: max(90, interval * Self.patience))
        }
        let open = service.pool.openConnections
        return ProcessReading(
            startedAt: startedAt, isDraining: state.isDraining, loops: loops, slots: policy.concurrency, slotsBusy: state.running,
            pool: PoolReading(
                lent: open - service.pool.idleConnections, idle: service.pool.idleConnections,
                limit: service.pool.maximumConnections,
                waiting: service.pool.waiterCount))
    }

    func requireDatabase() async throws {
        try await Migrator(pool: service.pool).requireCurrentSchema()
        try await PostgresFleetStore(pool: service.pool).requireWritable()
    }

    func requireKeyring() async throws {
        try await service.requireKeyring()
    }

    func fleet() async throws -> FleetReading {
        let before = now().millisecondsSince1970
        let overview = try await service.services.fleet.overview()
        // The database read its clock at some time between the two.
        let middle = (before + now().millisecondsSince1970) / 2
        let workers = try await service.services.fleet.workers().filter { $0.isLive(at: overview.readAt) }
        let budgets = try await PostgresRequestBudget(pool: service.pool).shares()
        return FleetReading(
            due: overview.due, waiting: overview.queued - overview.due, running: overview.running - overview.leftBehind,
            leftBehind: overview.leftBehind,
            oldestDueSeconds: overview.oldestDueAt.map {
                Double(overview.readAt.millisecondsSince1970 - $0.millisecondsSince1970) / 1000
            },
            nextDue: overview.nextDueAt, workersLive: workers.count, workersTroubled: workers.filter { $0.trouble != nil }.count,
            tenantsActive: overview.activeTenants, tenantsSuspended: try await service.services.fleet.suspensions().count,
            tenantsWithoutSuccess: overview.withoutRecentSuccess, dialectsAssumed: overview.assumedDialects,
            dialectsDoubted: overview.doubtedDialects, budgets: budgets,
            historyCoveredUntil: try await PostgresRunStore(pool: service.pool).historyCoveredUntil(),
            databaseClockOffsetSeconds: Double(overview.readAt.millisecondsSince1970 - middle) / 1000)
    }
}
