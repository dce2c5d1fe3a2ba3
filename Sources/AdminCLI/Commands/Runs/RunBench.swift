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

    /// The day to sync: the one that was asked for, else the tenant's today.
    /// - Throws: `as_of_passed` for a day before the last sync's. What lies beyond that day's window would be taken off the planning.
    static func day(_ wished: CalendarDay?, of tenant: Tenant, _ services: Services) async throws -> CalendarDay {
        guard let wished else { return try await services.today(of: tenant) }
        if let last = try await services.runs.lastSuccess(of: tenant.id) {
            let run = try await services.runs.run(last.runID)
            try requireNotBefore(run, wished)
        }
        return wished
    }

    static func requireNotBefore(_ run: Run, _ wished: CalendarDay) throws(SyncError) {
        guard wished < run.window.asOf else { return }
        throw SyncError(
            .asOfPassed, "Run \(run.id) synced \(run.tenant) as of \(run.window.asOf) already; \(wished) is before that.",
            remedy:
                "Leave --as-of out, or give that day or a later one. To only look: passerelle run preview \(run.tenant) --as-of \(wished)",
            failureClass: .rejected)
    }

    /// - Throws: `scope_missing`.
    static func requireScope(_ tenant: Tenant) throws(SyncError) {
        guard tenant.scope.bases.isEmpty else { return }
        throw SyncError(
            .scopeMissing, "\(tenant.slug) has no scope: nobody would be synced.",
            remedy: "Choose departments: passerelle scope tree \(tenant.slug), then passerelle scope set.")
    }
}

extension SyncError.Code {
    /// A sync was asked for as of a day before the last one's.
    static let asOfPassed = Self(rawValue: "as_of_passed")
}
