package import Foundation
package import SyncCore
package import SyncEngine

/// Shows the workers, their runs, the queue, and what remotes announce about their interfaces.
package struct ShowFleet: ServiceOperation {
    package typealias Report = FleetReport

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }

    package init() {}

    package func perform(_ services: Services) async throws -> FleetReport {
        async let overview = services.fleet.overview()
        async let workers = services.fleet.workers()
        async let running = services.runs.list(RunFilter(state: .running, limit: 1000))
        async let suspensions = services.fleet.suspensions()
        async let healths = services.fleet.healths()
        async let schedules = services.schedules.schedules()
        async let tenants = services.registry.list()
        async let notices = services.notices.overview()
        async let alerts = services.alerts.overview()
        async let pause = services.fleet.pause()
        return FleetReport(
            try await overview, workers: try await workers, running: try await running, schedules: try await schedules,
            suspended: try await suspensions.map(\.tenant), tenants: try await tenants, healths: try await healths,
            notices: try await notices, alerts: try await alerts, pause: try await pause, readHere: services.now())
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
        /// Active, and their last sync that ended has failed.
        package let failedTenants: [TenantSlug]
        /// Active, and the deletions that their last run withheld wait for approval.
        package let withheldTenants: [TenantSlug]
        /// Active, and their last run had problems that the run before did not have.
        package let newProblemTenants: [TenantSlug]
        /// Tenants that wait for a person: suspended, failed, withheld, in doubt or with new problems, each once.
        package let tenantsToLookAt: Int
    }

    /// By the store's clock.
    package let readAt: Instant
    /// The one that all tenants share, else UTC.
    package let zone: TimeZone
    /// By this machine's clock.
    package let readHere: Instant
    package let workers: [Worker]
    package let running: [RunReport]
    package let queue: Queue
    package let notices: [APINoticeOverview]
    /// How many alerts there are, and whether Alertmanager accepts them.
    package let alerts: AlertOverview
    /// Tenants without a schedule, because their time zone is unknown on this machine.
    package let unknownZones: [TenantSlug]
    package let hasLiveWorker: Bool
    /// nil unless the fleet is paused.
    package let pause: FleetPause?

    init(
        _ overview: QueueOverview, workers: [WorkerPresence], running: [Run],
        schedules: (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug]), suspended: [TenantSlug],
        tenants: [Tenant], healths: [TenantHealth], notices: [APINoticeOverview], alerts: AlertOverview, pause: FleetPause?,
        readHere: Instant
    ) {
        self.pause = pause
        let now = overview.readAt
        readAt = now
        zone = SharedZone.of(tenants.map(\.settings.calendar.zone))
        self.readHere = readHere
        self.notices = notices
        self.alerts = alerts
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
        let doubted = active.filter { $0.dialect.doubt != nil }.map(\.slug)
        let open = Set(healths.filter { $0.openReview != nil }.map(\.tenantID))
        let unwell = Set(healths.filter { $0.lastRun?.state == .failed }.map(\.tenantID))
        let troubled = Set(healths.filter { $0.newProblems > 0 }.map(\.tenantID))
        let failed = active.filter { unwell.contains($0.id) }.map(\.slug)
        let withheld = active.filter { open.contains($0.id) }.map(\.slug)
        let new = active.filter { troubled.contains($0.id) }.map(\.slug)
        queue = Queue(
            due: overview.due, waiting: overview.queued - overview.due, running: overview.running - overview.leftBehind,
            leftBehind: overview.leftBehind, oldestDueAt: overview.oldestDueAt, oldestDueTenant: overview.oldestDueTenant,
            nextWaitingAt: overview.nextDueAt, nextScheduledAt: next?.moment, nextScheduledTenant: next?.tenant,
            activeTenants: overview.activeTenants, suspendedTenants: suspended,
            withoutRecentSuccess: overview.withoutRecentSuccess,
            assumedDialectTenants: active.filter { $0.environment == .production && !$0.dialect.standing.isReliable }.map(\.slug),
            doubtedDialectTenants: doubted, failedTenants: failed, withheldTenants: withheld, newProblemTenants: new,
            tenantsToLookAt: Set(suspended + doubted + failed + withheld + new).count)
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
