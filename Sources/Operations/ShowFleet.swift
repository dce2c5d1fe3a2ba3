package import SyncCore
import SyncEngine

/// Shows the workers, their runs, and the queue.
package struct ShowFleet: ServiceOperation {
    package typealias Report = FleetReport

    package static let right = Right.viewer
    package static let access = Access.look

    package init() {}

    package func perform(_ services: Services) async throws -> FleetReport {
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

package struct FleetReport: Sendable {
    package struct Worker: Sendable, Encodable {
        package let name: String
        package let host: String
        package let processID: Int
        package let version: String
        package let concurrency: Int
        /// `silent`, `draining`, `working`, or the code of what prevents it from claiming.
        package let state: String
        package let startedAt: Instant
        package let heartbeatAt: Instant
        package let runs: [RunID]
    }

    package struct Queue: Sendable, Encodable {
        package let due: Int
        package let waiting: Int
        package let running: Int
        package let leftBehind: Int
        package let oldestDueAt: Instant?
        package let oldestDueTenant: TenantSlug?
        package let nextWaitingAt: Instant?
        /// The next scheduled run to be queued, and its tenant.
        package let nextScheduledAt: Instant?
        package let nextScheduledTenant: TenantSlug?
        package let activeTenants: Int
        package let suspendedTenants: [TenantSlug]
        package let withoutRecentSuccess: Int
        /// Active in production, and neither probed nor kept from an earlier release.
        package let assumedDialectTenants: [TenantSlug]
        /// Nothing is written for them until their dialect is checked.
        package let doubtedDialectTenants: [TenantSlug]
    }

    /// By the store's clock.
    package let readAt: Instant
    /// By this machine's clock.
    package let readHere: Instant
    package let workers: [Worker]
    package let running: [RunReport]
    package let queue: Queue
    /// Tenants without a schedule, because their time zone is unknown on this machine.
    package let unknownZones: [TenantSlug]
    package let hasLiveWorker: Bool

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

    /// Clocks set by NTP differ by less, whatever the duration of a statement.
    private static let tolerance = 30

    /// Whether the database's clock and this machine's differ by more than that.
    package static func areApart(_ database: Instant, _ here: Instant) -> Bool {
        max(database, here) > min(database, here).adding(seconds: tolerance)
    }
}
