import AppWiring
import Foundation
import Operations
import Simulators
import SyncCore
import SyncEngine
import Testing

/// The program's own graph of an installation, in the tests' process: many runs without as many process starts.
struct InProcess: Sendable {
    private let graph: AppGraph

    /// - Parameters:
    ///   - callSeconds: the deadline of a request (`PASSERELLE_CALL_SECONDS`).
    ///   - landingSeconds: `PASSERELLE_LANDING_SECONDS`.
    ///   - tokenURL: `PASSERELLE_LUCCA_TOKEN_URL`.
    init(_ installation: Installation, callSeconds: Int? = nil, landingSeconds: Int, tokenURL: String? = nil) {
        graph = AppGraph(
            configuration: AppConfiguration(
                databaseURL: Secret(installation.url()), keyringPath: installation.path("keyring.json"), allowLoopback: true,
                development: DevelopmentSettings(
                    callSeconds: callSeconds, landingSeconds: landingSeconds, luccaTokenURL: tokenURL)),
            facts: ProcessFacts(
                arguments: [], environment: [:], workerName: "test:1", now: { Instant(Date()) }, clock: PassingTime.clock)
        ) { _ in }
    }

    func withServices(_ body: (Services) async throws -> Void) async throws {
        try await graph.withServices { try await body($0) }
    }
}

extension Services {
    /// Registers a simulated customer, every department in its scope, as `Installation.register` does.
    /// - Parameters:
    ///   - generation: of Lucca. The second comes with the extra data of `ApplicationFields`.
    ///   - hasBrake: false lets every deletion through, so that a wrong one shows.
    ///   - bases: the departments in scope; nil for the root.
    func register(
        _ tenant: SimulatedTenant, in installation: Installation, generation: LuccaGeneration = .first,
        byAssertion: Bool = false, hasBrake: Bool = true, bases: [Int]? = nil
    ) async throws {
        let port = try #require(await installation.simulator.ports.first)
        var settings = TenantSettings(calendar: TenantCalendar(zone: try #require(TimeZone(identifier: "Europe/Paris"))))
        settings.matchEmail = true
        settings.create = [.resources, .departments, .types]
        // What a fault has every event written for is no budget's concern.
        settings.luccaRequests = 50
        settings.luccaAPI = generation
        settings.hourlyRequests = 10_000
        if !hasBrake { settings.brake = Brake(count: 1_000_000, percent: 100) }
        let stored = try await registry.create(
            NewTenant(
                slug: try TenantSlug(tenant.slug), name: tenant.slug, environment: .test,
                luccaURL: try addresses.luccaURL(pasted: "http://\(tenant.slug).localhost:\(port)"),
                planningPMEURL: try addresses.planningPMEURL(pasted: await installation.simulator.planningURL(of: tenant)),
                contact: nil, settings: settings))
        let credentials = tenant.credentials
        var secrets: [(CredentialKind, String)] = [(.planningPMEAppKey, credentials.appKey)]
        switch generation {
        case .first: secrets.append((.luccaAPIKey, credentials.luccaKey))
        case .second:
            secrets += [
                (.luccaClientID, credentials.luccaClientID), (.luccaClientSecret, credentials.luccaClientSecret),
            ]
        }
        if byAssertion {
            secrets.append((.planningPMEAuthToken, credentials.authToken))
        } else {
            secrets += [(.planningPMEUsername, credentials.username), (.planningPMEPassword, credentials.password)]
        }
        for (kind, secret) in secrets { try await vault.set(Secret(secret), kind, of: stored) }
        let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
        let scope = (bases ?? [root.id]).map { DepartmentScope.Base(id: DepartmentID("\($0)"), withDescendants: true) }
        try await registry.setScope(DepartmentScope(bases: scope), of: stored.id)
        guard generation == .second else { return }
        // Generation 2 does not say what is remote work.
        for account in tenant.lucca.leaveAccounts where account.isRemoteWork {
            let rule = ReasonRule(accountID: LeaveAccountID("\(account.id)"), destination: .ignore, origin: .operator)
            try await registry.setReasonRule(rule, of: stored.id)
        }
        for rule in ApplicationFields.rules { try await registry.setFieldRule(rule, of: stored.id) }
    }

    /// `run now`, with what history then says of the run.
    func runNow(
        _ tenant: SimulatedTenant, asOf: SimulatedDay, reconcile: Bool = false
    ) async throws -> (run: Run, problems: [Problem]) {
        let worker = RunWorker(
            sync: TenantSync(ports: ports, logger: logger), clock: SteadyClock(ContinuousClock()), name: workerName,
            logger: logger)
        let stored = try await registry.tenant(try TenantSlug(tenant.slug))
        let day = try #require(CalendarDay("\(asOf)"))
        let result = try await RunNow(worker: worker).perform(stored, asOf: day, options: SyncOptions(reconcile: reconcile))
        let id = result.end.runID
        return (try await runs.run(id), try await runs.problems(of: id))
    }
}
