import HTTPTransport
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
        try await graph.withPool({ Self.workerPool($0, concurrency: options.concurrency) }) { pool in
            let registry = MetricsRegistry()
            let metrics = SyncMetrics(registry, perTenant: options.metricsPerTenant)
            try await graph.withServices(on: pool, metrics: metrics, audit: .fleet) { services in
                try await graph.withAlertmanager { receiver in
                    let service = WorkerService(
                        graph: graph, services: services, pool: pool, options: options, opsAddress: opsAddress, receiver: receiver
                    )
                    try await service.work(registry: registry, metrics: metrics, until: stop, onStarted: onStarted)
                }
            }
        }
    }

    /// The services of a worker, for whoever measures what its runs cost the database.
    package func withWorkerServices<Result: Sendable>(
        concurrency: Int, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        try await withPool({ Self.workerPool($0, concurrency: concurrency) }) { pool in
            try await withServices(on: pool, audit: .fleet, body)
        }
    }

    private static func workerPool(_ conninfo: String, concurrency: Int) -> PostgresConfiguration {
        PostgresConfiguration(
            conninfo: conninfo, role: worker, applicationName: "passerelle worker",
            // Each run holds a connection only during its statements; callers wait for a restarting database.
            maximumConnections: max(4, min(32, concurrency / 2 + 4)),
            // A worker repeats the same few statements all night, for one tenant after the other. The server would plan each of them for
            // the first five tenants of every connection anew, which costs more than to execute it.
            sessionSettings: sessionSettings.merging(["plan_cache_mode": "force_generic_plan"]) { _, plans in plans })
    }
}

/// The parts of a worker process, put together.
struct WorkerService: Sendable {
    let graph: AppGraph
    let services: Services
    let pool: PostgresPool
    let options: WorkerSettings
    let opsAddress: OpsAddress?
    let receiver: (any AlertReceiver)?

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
        let watch = AuditWatch(log: services.audit, logger: logger)
        let worker = RunWorker(
            sync: services.sync, clock: clock, policy: services.lease, name: name, metrics: metrics, logger: services.logger)
        let parts = WorkerPool.Parts(
            worker: worker, fleet: services.fleet,
            enqueuer: DueRunEnqueuer(
                schedules: services.schedules, registry: services.registry, runs: services.runs, logger: logger,
                witness: graph.facts.now),
            pruner: HistoryPruner(history: PostgresRunStore(pool: pool), keepMonths: policy.historyMonths, logger: logger),
            audit: watch,
            alerts: AlertPoster(
                store: services.alerts, receiver: receiver, words: options.alertWords, worker: name, logger: logger),
            queue: QueueWorker(
                queue: services.queue, name: name, clock: clock, policy: services.lease, faults: services.faults,
                logger: services.logger, perform: { [services] in try await $0.perform(services) }),
            listen: { heard in try await listen(heard) }, selfCheck: { try await requireFitness() })
        let host = services.workerName.split(separator: ":").first.map(String.init) ?? services.workerName
        let identity = WorkerIdentity(
            name: name, host: host, processID: graph.facts.processID, version: Release.version, concurrency: policy.concurrency)
        let workers = WorkerPool(parts: parts, identity: identity, policy: policy, state: state, logger: logger)
        let readings = WorkerReadings(
            service: self, state: state, watch: watch, policy: policy, clock: clock, now: graph.facts.now,
            startedAt: graph.facts.now())
        let notifier = ServiceNotifier(environment: graph.facts.environment, processID: Int32(graph.facts.processID))

        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await workers.run(until: stop) {
                    notifier.send(.ready)
                    onStarted()
                } onDraining: {
                    notifier.send(.stopping)
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
    let watch: AuditWatch
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
                waiting: service.pool.waiterCount),
            audit: watch.reading)
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
        var reading = FleetReading(
            due: overview.due, waiting: overview.queued - overview.due, running: overview.running - overview.leftBehind,
            leftBehind: overview.leftBehind,
            oldestDueSeconds: overview.oldestDueAt.map {
                Double(overview.readAt.millisecondsSince1970 - $0.millisecondsSince1970) / 1000
            },
            nextDue: overview.nextDueAt, workersLive: workers.count, workersTroubled: workers.filter { $0.trouble != nil }.count,
            tenantsActive: overview.activeTenants, tenantsSuspended: try await service.services.fleet.suspensions().count,
            tenantsWithoutSuccess: overview.withoutRecentSuccess, dialectsAssumed: overview.assumedDialects,
            dialectsDoubted: overview.doubtedDialects, budgets: budgets,
            notices: try await service.services.notices.overview(), alerts: try await service.services.alerts.overview(),
            historyCoveredUntil: try await PostgresRunStore(pool: service.pool).historyCoveredUntil(),
            databaseClockOffsetSeconds: Double(overview.readAt.millisecondsSince1970 - middle) / 1000)
        reading.isPaused = try await service.services.fleet.pause() != nil
        return reading
    }
}
