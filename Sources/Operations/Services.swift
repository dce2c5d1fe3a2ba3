package import Logging
package import SyncCore
package import SyncEngine

/// The ports that operations work with, open for as long as one of them, or a series of them, needs them.
package struct Services: Sendable {
    package var registry: any TenantRegistry
    package var runs: any RunStore
    package var schedules: any ScheduleStore
    package var fleet: any FleetStore
    package var ledger: any EventLedger
    /// Opens the keyring when it is first used.
    package var vault: any CredentialVault
    package var connector: any TenantConnector
    /// Lucca alone: what reads only Lucca needs no secret of PlanningPME. - Throws: as `connector` does.
    package var source: @Sendable (Tenant) async throws -> any HRSource
    /// PlanningPME alone. - Throws: as `connector` does.
    package var target: @Sendable (Tenant) async throws -> any PlanningTarget
    /// Finds out how PlanningPME speaks. - Throws: as `connector` does.
    package var prober: @Sendable (Tenant) async throws -> any DialectProber
    /// The tests of a tenant's two connections, Lucca's first. A connection that can't even be tried is a test that fails.
    package var checks: @Sendable (Tenant) async -> [any ConnectionChecking]
    package var addresses: any AddressReading
    /// Names this process in leases.
    package var workerName: String
    package var now: @Sendable () -> Instant
    package var logger: Logger
    /// What runs in this process wait by.
    package var clock: SteadyClock
    /// How long a claim of this process holds.
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

    /// What day it is for that tenant, by the database's clock: so do the fleet's runs.
    package func today(of tenant: Tenant) async throws -> CalendarDay {
        try await schedules.now().day(in: tenant.settings.calendar.zone)
    }

    /// The ports that a run needs.
    package var ports: SyncPorts {
        SyncPorts(registry: registry, runs: runs, ledger: ledger, vault: vault, connector: connector)
    }

    /// What a run in this process would fail by at once: no usable keyring, a secret that is missing or does not open, an address that is
    /// refused. Asked before there is a run, so that nothing is left behind that a worker takes up. It sends nothing.
    /// - Throws: as `TenantConnector.connect`.
    func requireConnection(_ tenant: Tenant) async throws { _ = try await connector.connect(tenant) }

    /// One tenant's sync, on these ports.
    package var sync: TenantSync { TenantSync(ports: ports, logger: logger, faults: faults) }

    /// Performs runs in this process.
    package var worker: RunWorker {
        RunWorker(sync: sync, clock: clock, policy: lease, name: workerName, logger: logger)
    }
}
