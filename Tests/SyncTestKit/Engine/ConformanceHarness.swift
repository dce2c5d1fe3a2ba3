import Foundation
package import SyncCore
package import SyncEngine

/// A new store with its ports, as a conformance suite needs it.
package struct ConformanceHarness: Sendable {
    package let registry: any TenantRegistry
    package let runs: any RunStore
    package let ledger: any EventLedger
    package let records: any EmployeeRecords
    package let schedules: any ScheduleStore
    package let fleet: any FleetStore
    package let budget: any RequestBudget
    package let vault: any CredentialVault
    package let notices: any APINoticeStore
    package let alerts: any AlertStore
    package let audit: any AuditLog
    package let operators: any OperatorStore
    package let batches: any BatchStore
    package let queue: any WorkQueue
    package let sessions: any ConsoleSessionStore
    package let console: any ConsoleReading
    /// Expires a running run's lease, by the store's own clock.
    package let expireLease: @Sendable (RunID) async throws -> Void
    /// Advances the store's own clock by that many seconds.
    package let advance: @Sendable (Int) async throws -> Void
    /// Types a queued operation that no release reads.
    package let plantUnreadable: @Sendable (TenantID) async throws -> OperationID

    package init(
        registry: any TenantRegistry, runs: any RunStore, ledger: any EventLedger, records: any EmployeeRecords,
        schedules: any ScheduleStore, fleet: any FleetStore, budget: any RequestBudget, vault: any CredentialVault,
        notices: any APINoticeStore, alerts: any AlertStore,
        audit: any AuditLog, operators: any OperatorStore, batches: any BatchStore, queue: any WorkQueue,
        sessions: any ConsoleSessionStore, console: any ConsoleReading,
        expireLease: @escaping @Sendable (RunID) async throws -> Void, advance: @escaping @Sendable (Int) async throws -> Void,
        plantUnreadable: @escaping @Sendable (TenantID) async throws -> OperationID
    ) {
        self.registry = registry
        self.runs = runs
        self.ledger = ledger
        self.records = records
        self.schedules = schedules
        self.fleet = fleet
        self.budget = budget
        self.vault = vault
        self.notices = notices
        self.alerts = alerts
        self.audit = audit
        self.operators = operators
        self.batches = batches
        self.queue = queue
        self.sessions = sessions
        self.console = console
        self.expireLease = expireLease
        self.advance = advance
        self.plantUnreadable = plantUnreadable
    }

    /// The same over an in-memory database.
    package init(_ database: InMemoryDatabase) {
        self.init(
            registry: InMemoryTenantRegistry(database), runs: InMemoryRunStore(database), ledger: InMemoryEventLedger(database),
            records: InMemoryEmployeeRecords(database), schedules: InMemoryScheduleStore(database),
            fleet: InMemoryFleetStore(database),
            budget: InMemoryRequestBudget(clock: database.clock), vault: InMemoryVault(database),
            notices: InMemoryAPINoticeStore(database), alerts: InMemoryAlertStore(database), audit: InMemoryAuditLog(database),
            operators: InMemoryOperatorStore(database), batches: InMemoryBatchStore(database),
            queue: InMemoryWorkQueue(database),
            sessions: InMemoryConsoleSessionStore(database), console: InMemoryConsoleReading(database),
            expireLease: { database.expireLease(of: $0) },
            advance: { database.clock.advance(by: .seconds($0)) },
            plantUnreadable: { try await InMemoryWorkQueue(database).plantUnreadable(of: $0) })
    }

    static let window = SyncWindow(
        asOf: CalendarDay(ordinal: 20_790), from: CalendarDay(ordinal: 20_780), to: CalendarDay(ordinal: 20_970))
    static let farFuture = Instant(secondsSince1970: 4_000_000_000)

    /// - Parameters:
    ///   - lucca: the account's name; nil for the slug.
    ///   - planning: the brand's; nil for the slug.
    func makeTenant(
        _ slug: String = "acme", lucca: String? = nil, planning: String? = nil, formerAccounts: Set<String> = []
    ) async throws -> Tenant {
        try await registry.create(
            NewTenant(
                slug: TenantSlug(slug), name: "Acme", environment: .test, luccaURL: "https://\(lucca ?? slug).ilucca-test.net",
                planningPMEURL: "https://api.planningpme.com/\(planning ?? slug)/", contact: nil,
                settings: TenantSettings(calendar: TenantCalendar(zone: .gmt)), formerAccounts: formerAccounts))
    }

    func activeTenant(_ slug: String = "acme") async throws -> Tenant {
        let tenant = try await makeTenant(slug)
        try await registry.setScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: tenant.id)
        try await registry.setState(.active, of: tenant.id, from: [.draft])
        return try await registry.tenant(tenant.id)
    }

    func enqueue(_ tenant: Tenant, approves: RunID? = nil) async throws -> RunID {
        try await runs.enqueue(NewRun(tenantID: tenant.id, trigger: .manual, window: Self.window, approves: approves))
    }

    func begin(
        _ tenant: Tenant, by worker: String = "one", approves: RunID? = nil, purpose: RunPurpose = .sync
    ) async throws -> ClaimedRun {
        try await runs.begin(
            NewRun(tenantID: tenant.id, trigger: .manual, window: Self.window, approves: approves, purpose: purpose),
            worker: worker, leaseSeconds: 60)
    }

    func claim(_ run: RunID, by worker: String = "one") async throws -> ClaimedRun? {
        try await runs.claim(run, worker: worker, leaseSeconds: 60)
    }

    /// Queues and claims the scheduled run of a day.
    func startScheduled(_ tenant: Tenant, _ day: CalendarDay) async throws -> ClaimedRun {
        let due = DueRun(
            tenantID: tenant.id, due: DailySchedule.Due(day: day, moment: Instant(secondsSince1970: 1_796_000_000)),
            window: SyncWindow(asOf: day, horizonMonths: 6), delaySeconds: 0, zone: tenant.settings.calendar.zone,
            dailyAt: tenant.settings.dailyAt)
        guard let id = try await schedules.enqueue(due), let claimed = try await claim(id) else {
            throw ConformanceFailure("a due run is queued and claimed", #fileID, #line)
        }
        return claimed
    }

    /// Queues and claims a run of a new tenant.
    func start(_ slug: String = "acme") async throws -> ClaimedRun {
        try await start(makeTenant(slug))
    }

    func start(_ tenant: Tenant) async throws -> ClaimedRun {
        let id = try await enqueue(tenant)
        guard let claimed = try await claim(id) else {
            throw ConformanceFailure("a queued run is claimed", #fileID, #line)
        }
        return claimed
    }

    /// - Returns: the code of the `SyncError` that `body` throws; nil when it throws none.
    func code(_ body: () async throws -> Void) async throws -> SyncError.Code? {
        do {
            try await body()
            return nil
        } catch let error as SyncError {
            return error.code
        }
    }
}

/// One claim about a port, runnable on any implementation.
package struct ConformanceCase: Sendable, CustomStringConvertible {
    package let description: String
    private let body: @Sendable (ConformanceHarness) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (ConformanceHarness) async throws -> Void) {
        self.description = description
        self.body = body
    }

    /// - Parameter harness: over an empty store.
    /// - Throws: `ConformanceFailure`, or what the port threw unexpectedly.
    package func run(on harness: ConformanceHarness) async throws {
        try await body(harness)
    }
}
