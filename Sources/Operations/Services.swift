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
    /// Opens the keyring on first use.
    package var vault: any CredentialVault
    package var connector: any TenantConnector
    /// Only Lucca, for operations that need no secret of PlanningPME. - Throws: as `connector` does.
    package var source: @Sendable (Tenant) async throws -> any HRSource
    /// Only PlanningPME. - Throws: as `connector` does.
    package var target: @Sendable (Tenant) async throws -> any PlanningTarget
    /// For surveys and probes. - Throws: as `connector` does.
    package var prober: @Sendable (Tenant) async throws -> any DialectProber
    /// The checks of a tenant's two connections, Lucca's first. A connection that cannot be tried is a failed check.
    package var checks: @Sendable (Tenant) async -> [any ConnectionChecking]
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
        ledger: any EventLedger, vault: any CredentialVault,
        connector: any TenantConnector, source: @escaping @Sendable (Tenant) async throws -> any HRSource,
        target: @escaping @Sendable (Tenant) async throws -> any PlanningTarget,
        prober: @escaping @Sendable (Tenant) async throws -> any DialectProber,
        checks: @escaping @Sendable (Tenant) async -> [any ConnectionChecking],
        addresses: any AddressReading, workerName: String,
        now: @escaping @Sendable () -> Instant, logger: Logger, clock: SteadyClock = .system,
        lease: LeasePolicy = LeasePolicy(),
        faults: FaultPoints = .none
    ) {
        self.registry = registry
        self.runs = runs
        self.schedules = schedules
        self.fleet = fleet
        self.ledger = ledger
        self.vault = vault
        self.connector = connector
        self.source = source
        self.target = target
        self.prober = prober
        self.checks = checks
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
