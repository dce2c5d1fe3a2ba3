package import Logging
package import SyncCore
package import SyncEngine

/// The ports for operations, open for as long as one operation or a series of them needs.
package struct Services: Sendable {
    package var registry: any TenantRegistry
    package var runs: any RunStore
    package var schedules: any ScheduleStore
    package var fleet: any FleetStore
    package var ledger: any EventLedger
    package var records: any EmployeeRecords
    /// Opens the keyring on first use.
    package var vault: any CredentialVault
    package var connector: any TenantConnector
    /// Only Lucca, in the tenant's generation, for operations that need no secret of PlanningPME. - Throws: as `connector` does.
    package var source: @Sendable (Tenant) async throws -> any HRSource
    /// Only PlanningPME. - Throws: as `connector` does.
    package var target: @Sendable (Tenant) async throws -> any PlanningTarget
    /// For surveys and probes. - Throws: as `connector` does.
    package var prober: @Sendable (Tenant) async throws -> any DialectProber
    /// The checks of a tenant's two connections, Lucca's first. A connection that cannot be tried is a failed check. What answers say
    /// about the interfaces goes into the notices.
    package var checks: @Sendable (Tenant, APINotices) async -> [any ConnectionChecking]
    /// The same checks with these secrets in place of the stored ones, before one of them is stored.
    package var trying: @Sendable (Tenant, [CredentialKind: Secret]) async -> [any ConnectionChecking]
    package var notices: any APINoticeStore
    package var alerts: any AlertStore
    /// Alertmanager, for one post; nil where none is set.
    package var alertReceiver: (any AlertReceiver)?
    package var audit: any AuditLog
    package var operators: any OperatorStore
    package var batches: any BatchStore
    package var queue: any WorkQueue
    package var sessions: any ConsoleSessionStore
    package var console: any ConsoleReading
    package var addresses: any AddressReading
    /// Identifies this process in leases.
    package var workerName: String
    package var now: @Sendable () -> Instant
    package var logger: Logger
    /// For waits of runs in this process.
    package var clock: SteadyClock
    /// The lease of claims by this process.
    package var lease: LeasePolicy
    /// For tests.
    package var faults: FaultPoints

    package init(
        registry: any TenantRegistry, runs: any RunStore, schedules: any ScheduleStore, fleet: any FleetStore,
        ledger: any EventLedger, records: any EmployeeRecords, vault: any CredentialVault,
        connector: any TenantConnector, source: @escaping @Sendable (Tenant) async throws -> any HRSource,
        target: @escaping @Sendable (Tenant) async throws -> any PlanningTarget,
        prober: @escaping @Sendable (Tenant) async throws -> any DialectProber,
        checks: @escaping @Sendable (Tenant, APINotices) async -> [any ConnectionChecking], notices: any APINoticeStore,
        alerts: any AlertStore, audit: any AuditLog, operators: any OperatorStore, batches: any BatchStore,
        queue: any WorkQueue, sessions: any ConsoleSessionStore, console: any ConsoleReading, addresses: any AddressReading,
        workerName: String,
        now: @escaping @Sendable () -> Instant, logger: Logger, alertReceiver: (any AlertReceiver)? = nil,
        clock: SteadyClock = .system,
        lease: LeasePolicy = LeasePolicy(),
        faults: FaultPoints = .none,
        trying: @escaping @Sendable (Tenant, [CredentialKind: Secret]) async -> [any ConnectionChecking]
    ) {
        self.registry = registry
        self.runs = runs
        self.schedules = schedules
        self.fleet = fleet
        self.ledger = ledger
        self.records = records
        self.vault = vault
        self.connector = connector
        self.source = source
        self.target = target
        self.prober = prober
        self.checks = checks
        self.trying = trying
        self.notices = notices
        self.alerts = alerts
        self.alertReceiver = alertReceiver
        self.audit = audit
        self.operators = operators
        self.batches = batches
        self.queue = queue
        self.sessions = sessions
        self.console = console
        self.addresses = addresses
        self.workerName = workerName
        self.now = now
        self.logger = logger
        self.clock = clock
        self.lease = lease
        self.faults = faults
    }

    /// The tenant's current day by the database's clock, like the fleet's runs.
    package func today(of tenant: Tenant) async throws -> CalendarDay {
        try await schedules.now().day(in: tenant.settings.calendar.zone)
    }

    /// Lucca in a generation of its interface, whichever the tenant has: to compare them before a change.
    /// - Throws: as `connector` does.
    package func source(of tenant: Tenant, in generation: LuccaGeneration) async throws -> any HRSource {
        var tenant = tenant
        tenant.settings.luccaAPI = generation
        return try await source(tenant)
    }

    /// The ports that a run needs.
    package var ports: SyncPorts {
        SyncPorts(registry: registry, runs: runs, ledger: ledger, vault: vault, connector: connector)
    }

    /// Checks, without sending a request, what would make a run in this process fail at once: no usable keyring, a secret that is
    /// missing or does not open, a rejected address. Called before there is a run that a worker could claim.
    /// - Throws: as `TenantConnector.connect`.
    func requireConnection(_ tenant: Tenant) async throws { _ = try await connector.connect(tenant) }

    /// One tenant's sync, on these ports.
    package var sync: TenantSync { TenantSync(ports: ports, logger: logger, faults: faults) }

    /// Performs runs in this process.
    package var worker: RunWorker {
        RunWorker(sync: sync, clock: clock, policy: lease, name: workerName, logger: logger)
    }
}
