public import SyncCore
import SyncEngine

/// The workers, what each runs, and what waits.
public struct ShowFleet: ServiceOperation {
    public typealias Report = FleetReport

    public static let right = Right.viewer
    public static let access = Access.look

    public init() {}

    public func perform(_ services: Services) async throws -> FleetReport {
        async let overview = services.fleet.overview()
        async let workers = services.fleet.workers()
        async let running = services.runs.list(RunFilter(state: .running, limit: 1000))
        async let suspensions = services.fleet.suspensions()
        async let schedules = services.schedules.schedules()
        async let tenants = services.registry.list()
        return FleetReport(
            try await overview, workers: try await workers, running: try await running, schedules: try await schedules,
            suspended: try await suspensions.map(\.tenant), tenants: try await tenants, readHere: services.now())
    }
}

/// What `ShowFleet` found.
public struct FleetReport: Sendable {
    public struct Worker: Sendable, Encodable {
        public let name: String
        public let host: String
        public let processID: Int
        public let version: String
        public let concurrency: Int
        /// `silent`, `draining`, `working`, or the code of what keeps it from claiming.
        public let state: String
        public let startedAt: Instant
        public let heartbeatAt: Instant
        public let runs: [RunID]
    }

    public struct Queue: Sendable, Encodable {
        public let due: Int
        public let waiting: Int
        public let running: Int
        public let leftBehind: Int
        public let oldestDueAt: Instant?
        public let oldestDueTenant: TenantSlug?
        public let nextWaitingAt: Instant?
        /// The next scheduled run that will be queued, and for whom.
        public let nextScheduledAt: Instant?
        public let nextScheduledTenant: TenantSlug?
        public let activeTenants: Int
        public let suspendedTenants: [TenantSlug]
        public let withoutRecentSuccess: Int
        /// Active in production, and neither probed nor run before dialects were found out.
        public let assumedDialectTenants: [TenantSlug]
        /// Nothing is written for them until somebody has looked.
        public let doubtedDialectTenants: [TenantSlug]
    }

    /// By the store's clock.
    public let readAt: Instant
    /// By this machine's clock.
    public let readHere: Instant
    public let workers: [Worker]
    public let running: [RunReport]
    public let queue: Queue
    /// Tenants without a schedule, because this machine does not know their time zone.
    public let unknownZones: [TenantSlug]
    public let hasLiveWorker: Bool

    init(
        _ overview: QueueOverview, workers: [WorkerPresence], running: [Run],
        schedules: (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug]), suspended: [TenantSlug],
        tenants: [Tenant], readHere: Instant
    ) {
        let now = overview.readAt
        readAt = now
        self.readHere = readHere
        unknownZones = schedules.unknownZones
        hasLiveWorker = workers.contains { $0.isLive(at: now) }
        self.running = running.map { RunReport($0, nil) }
        self.workers = workers.map { worker in
            let identity = worker.identity
            return Worker(
                name: identity.name, host: identity.host, processID: identity.processID, version: identity.version,
                concurrency: identity.concurrency, state: Self.state(worker, at: now), startedAt: worker.startedAt,
                heartbeatAt: worker.heartbeatAt, runs: running.filter { $0.worker == identity.name }.map(\.id))
        }
        let next = schedules.tenants.map { (tenant: $0.tenant, moment: $0.next(at: now).moment) }
            .min { ($0.moment, $0.tenant.value) < ($1.moment, $1.tenant.value) }
        let active = tenants.filter { $0.state == .active }.sorted { $0.slug.value < $1.slug.value }
        queue = Queue(
            due: overview.due, waiting: overview.queued - overview.due, running: overview.running - overview.leftBehind,
            leftBehind: overview.leftBehind, oldestDueAt: overview.oldestDueAt, oldestDueTenant: overview.oldestDueTenant,
            nextWaitingAt: overview.nextDueAt, nextScheduledAt: next?.moment, nextScheduledTenant: next?.tenant,
            activeTenants: overview.activeTenants, suspendedTenants: suspended,
            withoutRecentSuccess: overview.withoutRecentSuccess,
            assumedDialectTenants: active.filter { $0.environment == .production && !$0.dialect.standing.isReliable }.map(\.slug),
            doubtedDialectTenants: active.filter { $0.dialect.doubt != nil }.map(\.slug))
    }

    private static func state(_ worker: WorkerPresence, at now: Instant) -> String {
        guard worker.isLive(at: now) else { return "silent" }
        return worker.trouble ?? (worker.isDraining ? "draining" : "working")
    }

    /// Clocks that are set by NTP differ by less, whatever a statement takes.
    private static let tolerance = 30

    /// The database's clock and this machine's are apart by more than that.
    public static func areApart(_ database: Instant, _ here: Instant) -> Bool {
        max(database, here) > min(database, here).adding(seconds: tolerance)
    }
}
