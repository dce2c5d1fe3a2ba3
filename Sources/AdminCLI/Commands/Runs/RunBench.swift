import AppWiring
import SyncCore
import SyncEngine

/// The engine's parts, put together on the ports of one command.
struct RunBench: Sendable {
    let sync: TenantSync
    let worker: RunWorker

    /// - Parameter readings: notes what is read from Lucca.
    init(_ services: Services, clock: any Clock<Duration>, observing readings: ObservedReadings? = nil) {
        var ports = services.ports
        if let readings {
            ports = SyncPorts(
                registry: ports.registry, runs: ports.runs, ledger: ports.ledger, vault: ports.vault,
                connector: ObservingConnector(base: ports.connector, readings: readings))
        }
        sync = TenantSync(ports: ports, logger: services.logger, faults: services.faults)
        worker = RunWorker(
            sync: sync, clock: Self.steady(clock), policy: services.lease, name: services.workerName, logger: services.logger)
    }

    private static func steady<Base: Clock>(_ clock: Base) -> SteadyClock where Base.Duration == Duration {
        SteadyClock(clock)
    }

    /// - Throws: `scope_missing`.
    static func requireScope(_ tenant: Tenant) throws(SyncError) {
        guard tenant.scope.bases.isEmpty else { return }
        throw SyncError(
            .scopeMissing, "\(tenant.slug) has no scope: nobody would be synced.",
            remedy: "Choose departments: passerelle scope tree \(tenant.slug), then passerelle scope set.")
    }
}
