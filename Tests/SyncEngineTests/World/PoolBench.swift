import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

/// A worker pool over in-memory ports: the tenant `acme` of a `SyncBench`, and others that fail or hang.
final class PoolBench: Sendable {
    enum Behaviour: Sendable {
        case fails(SyncError)
        /// Until its task is cancelled.
        case hangs
    }

    struct LoginRefused: Error {}

    static let wrongKey = SyncError(.luccaUnauthorized)
    static let unreachable = SyncError(.luccaUnreachable, failureClass: .transient)
    static let noKey = SyncError(.keyringUnusable)

    let sync: SyncBench
    let hung = TestSignal()
    let metrics = MetricsRegistry()
    /// What the self-check throws.
    private let unfitness = Mutex<SyncError?>(nil)
    private let behaviours = Mutex<[TenantID: Behaviour]>([:])
    private let concurrency: Int
    private let lease: LeasePolicy

    /// - Parameter lease: long where a test moves the clock by more than a usual lease at once.
    init(
        concurrency: Int = 4, lease: LeasePolicy = LeasePolicy(seconds: 60, marginSeconds: 15, retrySeconds: 3)
    ) async throws {
        sync = try await SyncBench()
        self.concurrency = concurrency
        self.lease = lease
        try await registry.setState(.active, of: sync.tenant.id, from: [.draft])
    }

    var clock: ManualClock { sync.clock }
    /// Calls of the run store that never answer.
    var hangs: RunStoreHangs { sync.hangs }
    var runs: any RunStore { sync.ports.runs }
    var registry: any TenantRegistry { sync.ports.registry }
    var fleet: InMemoryFleetStore { InMemoryFleetStore(sync.database) }
    private var schedules: InMemoryScheduleStore { InMemoryScheduleStore(sync.database) }

    func addTenant(_ slug: String, _ behaviour: Behaviour) async throws -> Tenant {
        let tenant = try await registry.create(
            NewTenant(
                slug: TenantSlug(slug), name: slug, environment: .test, luccaURL: "https://\(slug).ilucca-test.net",
                planningPMEURL: "https://api.planningpme.com/\(slug)/", contact: nil, settings: sync.tenant.settings))
        try await registry.setScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: tenant.id)
        try await registry.setState(.active, of: tenant.id, from: [.draft])
        behaviours.withLock { $0[tenant.id] = behaviour }
        return tenant
    }

    /// From now on nothing makes the tenant's runs fail.
    func heal(_ tenant: Tenant) {
        behaviours.withLock { $0[tenant.id] = nil }
    }

    /// From now on the self-check throws this; nil ends that.
    func makeUnfit(_ error: SyncError?) {
        unfitness.withLock { $0 = error }
    }

    // MARK: Runs

    private var window: SyncWindow { SyncWindow(asOf: SyncBench.today, horizonMonths: 6) }

    func queue(_ slug: String) async throws -> RunID {
        try await queue(try await registry.tenant(TenantSlug(slug)))
    }

    func queue(_ tenant: Tenant) async throws -> RunID {
        try await runs.enqueue(NewRun(tenantID: tenant.id, trigger: .manual, window: window))
    }

    func schedule(_ tenant: Tenant, day: Int = 0) async throws -> RunID {
        let due = DailySchedule.Due(day: SyncBench.today.adding(days: day), moment: clock.wall)
        let run = try await schedules.enqueue(
            DueRun(
                tenantID: tenant.id, due: due, window: window, delaySeconds: 0, zone: tenant.settings.calendar.zone,
                dailyAt: tenant.settings.dailyAt))
        return try #require(run)
    }

    func ends(_ run: RunID, _ state: RunState, advancing step: Duration? = nil) async throws {
        let reached: @Sendable () async throws -> Bool = { [runs] in try await runs.run(run).state.isEnded }
        if let step {
            try await advancing(by: step, until: reached)
        } else {
            try await eventually(reached)
        }
        #expect(try await runs.run(run).state == state)
    }

    /// Moves the clock repeatedly, until the condition holds.
    func advancing(by step: Duration, until isSo: @escaping @Sendable () async throws -> Bool) async throws {
        try await eventually { [clock] in
            clock.advance(by: step)
            return try await isSo()
        }
    }

    /// What the pool's metrics show for a family: the sum of its numbers, or how many values its histograms got.
    func count(of family: MetricFamily) -> Double {
        metrics.samples().filter { $0.family == family }.flatMap(\.series).reduce(0) { sum, series in
            switch series.value {
            case .number(let number): sum + number
            case .histogram(let histogram): sum + Double(histogram.count)
            }
        }
    }

    // MARK: The pool

    /// A running pool that a test may notify.
    struct WorkingPool: Sendable {
        let pool: WorkerPool
        private let notifications: AsyncStream<(FleetNotification?, String)>.Continuation

        init(pool: WorkerPool, notifications: AsyncStream<(FleetNotification?, String)>.Continuation) {
            self.pool = pool
            self.notifications = notifications
        }

        func notify(_ notification: FleetNotification, _ payload: String = "") {
            notifications.yield((notification, payload))
        }
    }

    /// Runs a pool for the length of `body`; it must then stop in order.
    func working(_ body: (WorkingPool) async throws -> Void) async throws {
        let (stream, notifications) = AsyncStream<(FleetNotification?, String)>.makeStream()
        let pool = pool(listen: { heard in
            heard(nil, "")
            for await (notification, payload) in stream { heard(notification, payload) }
        })
        let stop = StopRequest()
        let started = TestSignal()
        let end = Task { try await pool.run(until: stop, onStarted: { started.give() }) }
        await started.wait()
        do {
            try await body(WorkingPool(pool: pool, notifications: notifications))
        } catch {
            end.cancel()
            throw error
        }
        stop.stop()
        let ended = TestFlag()
        let watch = Task {
            let result = await end.result
            ended.raise()
            return result
        }
        try await advancing(by: .seconds(5)) { ended.isRaised }
        try await watch.value.get()
    }

    func pool(
        listen: @escaping @Sendable (@escaping @Sendable (FleetNotification?, String) -> Void) async throws -> Void = { heard in
            heard(nil, "")
            await TestFlag.untilCancelled()
        }
    ) -> WorkerPool {
        let ports = SyncPorts(
            registry: registry, runs: runs, ledger: sync.ports.ledger, vault: sync.ports.vault,
            connector: Connector(bench: self))
        let worker = RunWorker(
            sync: TenantSync(ports: ports, logger: .silent), clock: SteadyClock(clock), policy: lease, name: "pool",
            metrics: SyncMetrics(metrics), logger: .silent, random: { 0.5 })
        let enqueuer = DueRunEnqueuer(
            schedules: NoSchedule(), registry: registry, runs: runs, logger: .silent)
        let parts = WorkerPool.Parts(
            worker: worker, fleet: fleet, enqueuer: enqueuer,
            pruner: HistoryPruner(history: InMemoryRunStore(sync.database), logger: .silent), listen: listen,
            selfCheck: { [self] in if let error = unfitness.withLock({ $0 }) { throw error } })
        let identity = WorkerIdentity(name: "pool", host: "test", processID: 1, version: "1", concurrency: concurrency)
        return WorkerPool(
            parts: parts, identity: identity, policy: PoolPolicy(concurrency: concurrency), state: PoolState(), logger: .silent)
    }

    private struct Connector: TenantConnector {
        let bench: PoolBench

        func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
            switch bench.behaviours.withLock({ $0[tenant.id] }) {
            case .fails(let error): throw error
            case .hangs:
                bench.hung.give()
                await TestFlag.untilCancelled()
                throw CancellationError()
            case nil: return try await bench.sync.connector.connect(tenant, for: claimed, permit: permit)
            }
        }
    }

    /// These tests queue by hand.
    private struct NoSchedule: ScheduleStore {
        func now() async throws -> Instant { Instant(secondsSince1970: 0) }
        func schedules() async throws -> (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug]) {
            (Instant(secondsSince1970: 0), [], [])
        }
        func enqueue(_ run: DueRun) async throws -> RunID? { nil }
    }
}

/// Something that became true.
final class TestFlag: Sendable {
    private let value = Mutex(false)

    var isRaised: Bool { value.withLock { $0 } }
    func raise() { value.withLock { $0 = true } }

    static func untilCancelled() async {
        let (stream, _) = AsyncStream<Void>.makeStream()
        for await _ in stream {}
    }
}

/// Polls until the condition holds: the other tasks of the test make it true when they get their turn.
func eventually(_ isSo: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    for _ in 0..<20_000 {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("the condition never held", sourceLocation: sourceLocation)
    throw CancellationError()
}
