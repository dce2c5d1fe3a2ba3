import Operations
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

    /// What a run in this process would fail by at once: no usable keyring, a secret that is missing or does not open, an address that is
    /// refused. Asked before there is a run, so that nothing is left behind that a worker takes up. It sends nothing.
    /// - Throws: as `TenantConnector.connect`.
    static func requireConnection(_ tenant: Tenant, _ services: Services) async throws {
        _ = try await services.connector.connect(tenant)
    }
}
