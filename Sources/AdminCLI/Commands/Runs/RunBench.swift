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
    /// - Throws: `as_of_passed` for a day before the last sync's; `as_of_too_late` for one beyond today's window. A last sync that ended
    ///   in the future, or was as of a day that can't be asked for, was a wrong clock's: it counts as none.
    static func day(_ wished: CalendarDay?, of tenant: Tenant, _ services: Services) async throws -> CalendarDay {
        let now = try await services.schedules.now()
        let today = now.day(in: tenant.settings.calendar.zone)
        guard let wished else { return today }
        try requireInReach(wished, of: tenant, today: today)
        if let last = try await services.runs.lastSuccess(of: tenant.id), last.finishedAt <= now {
            let run = try await services.runs.run(last.runID)
            if run.window.asOf <= lastDay(of: tenant, today: today) { try requireNotBefore(run, wished) }
        }
        return wished
    }

    /// The last day that may be synced: of a later one nothing is known yet.
    private static func lastDay(of tenant: Tenant, today: CalendarDay) -> CalendarDay {
        today.adding(months: tenant.settings.horizonMonths)
    }

    static func requireInReach(_ wished: CalendarDay, of tenant: Tenant, today: CalendarDay) throws(SyncError) {
        let last = lastDay(of: tenant, today: today)
        guard wished > last else { return }
        throw SyncError(
            .asOfTooLate,
            "\(wished) is later than \(last): \(tenant.slug) looks \(Plural.of(tenant.settings.horizonMonths, "month")) ahead.",
            remedy: "Leave --as-of out, or give a day until \(last).", failureClass: .rejected)
    }

    /// What a run in this process would fail by at once: no usable keyring, a secret that is missing or does not open, an address that is
    /// refused. Asked before there is a run, so that nothing is left behind that a worker takes up. It sends nothing.
    /// - Throws: as `TenantConnector.connect`.
    static func requireConnection(_ tenant: Tenant, _ services: Services) async throws {
        _ = try await services.connector.connect(tenant)
    }

    /// What every worker would fail by, as far as it shows without a keyring.
    /// - Throws: `credential_missing`, `credential_for_other_host`, `credential_unbound`.
    static func requireCredentials(_ tenant: Tenant, _ services: Services) async throws {
        let stored = try await services.vault.list(of: tenant.id)
        let missing = RequiredCredentials.missing(stored.map(\.kind))
        if let first = missing.first {
            throw SyncError(
                .credentialMissing, "\(tenant.slug) lacks \(missing.map(\.words).joined(separator: "; ")).",
                remedy: "passerelle credential set \(tenant.slug) \(first.first.rawValue)")
        }
        for credential in stored where [.luccaAPIKey, .planningPMEAppKey].contains(credential.kind) {
            let host = tenant.credentialHost(of: credential.kind)
            guard let own = credential.host else {
                throw SyncError.credentialUnbound(credential.kind, for: host, of: tenant.slug)
            }
            guard own == host else {
                throw SyncError.credentialForOtherHost(credential.kind, givenFor: own, not: host, of: tenant.slug)
            }
        }
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
    /// A sync was asked for as of a day that lies beyond the window of today.
    static let asOfTooLate = Self(rawValue: "as_of_too_late")
}
