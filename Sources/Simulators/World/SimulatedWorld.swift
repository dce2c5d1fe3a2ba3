import NIOConcurrencyHelpers

/// Everything simulated. The same configuration gives the same world; its contents are generated on first access.
package final class SimulatedWorld: Sendable {
    /// In the order of their numbers.
    package let tenants: [SimulatedTenant]
    package let faults: FaultPlan
    package let journal = RequestJournal()
    private let clock: WorldClock
    private let bySlug: [String: SimulatedTenant]
    private let byLuccaKey: [String: SimulatedTenant]
    private let byLuccaClient: [String: SimulatedTenant]
    private let limits: NIOLockedValueBox<Bool>

    package init(_ configuration: SimulatorConfiguration) {
        let clock = WorldClock(today: configuration.today)
        let tenants = (0..<configuration.tenants).map { SimulatedTenant(index: $0, configuration: configuration, clock: clock) }
        self.clock = clock
        self.tenants = tenants
        faults = FaultPlan(seed: configuration.seed)
        bySlug = Dictionary(tenants.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        byLuccaKey = Dictionary(tenants.map { ($0.credentials.luccaKey, $0) }, uniquingKeysWith: { first, _ in first })
        byLuccaClient = Dictionary(
            tenants.map { ($0.credentials.luccaClientID, $0) }, uniquingKeysWith: { first, _ in first })
        limits = NIOLockedValueBox(configuration.hasLimits)
    }

    /// The simulated date, which decides who is employed. Changing it affects nothing else.
    package var today: SimulatedDay {
        get { clock.today }
        set { clock.today = newValue }
    }

    /// Whether request limits apply.
    package var hasLimits: Bool {
        get { limits.withLockedValue { $0 } }
        set { limits.withLockedValue { $0 = newValue } }
    }

    /// The tenant of that name, ignoring case.
    package subscript(_ slug: String) -> SimulatedTenant? { bySlug[slug.lowercased()] }

    func tenant(luccaKey: String) -> SimulatedTenant? { byLuccaKey[luccaKey.lowercased()] }

    func tenant(luccaClientID: String) -> SimulatedTenant? { byLuccaClient[luccaClientID] }

    /// The tenant that was given this token of generation 2, which may have ended.
    func tenant(luccaToken: String) -> SimulatedTenant? {
        LuccaTokens.slug(of: luccaToken).flatMap { bySlug[$0] }.flatMap { $0.lucca.issued(token: luccaToken) ? $0 : nil }
    }
}

/// One tenant's two systems: its Lucca account and its PlanningPME brand.
package final class SimulatedTenant: Sendable {
    /// The Lucca account's name and the brand's.
    package let slug: String
    package let credentials: TenantCredentials
    package let lucca: SimulatedLucca
    package let planning: SimulatedPlanning

    init(index: Int, configuration: SimulatorConfiguration, clock: WorldClock) {
        let names = FrenchNames.companies
        let slug = index < names.count ? names[index] : "\(names[index % names.count])-\(index / names.count + 1)"
        let seed = configuration.seed
        let count = configuration.employees
        self.slug = slug
        credentials = TenantCredentials(seed: seed, index: index, slug: slug)
        lucca = SimulatedLucca(
            seed: seed, index: index, slug: slug, employeeCount: count, clock: clock, behaviour: configuration.lucca)
        planning = SimulatedPlanning(credentials: credentials, behaviour: configuration.planning) {
            let today = clock.beginning
            let population = Population(seed: seed, index: index, slug: slug, count: count, today: today)
            return PlanningState(seed: seed, index: index, slug: slug, population: population, today: today)
        }
    }
}

/// A tenant's credentials for the two systems, generated from the seed.
package struct TenantCredentials: Codable, Hashable, Sendable {
    /// The UUID of the header `Authorization: lucca application=…`.
    package let luccaKey: String
    /// The application's id and secret, for the form `grant_type=client_credentials` of generation 2.
    package let luccaClientID: String
    package let luccaClientSecret: String
    /// The value of the header `X-APPKEY`.
    package let appKey: String
    /// For the form `grant_type=password`.
    package let username: String
    /// For the form `grant_type=password`.
    package let password: String
    /// For the form `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer`.
    package let authToken: String

    init(seed: UInt64, index: Int, slug: String) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 1)
        luccaKey = random.uuid()
        appKey = random.hexadecimal(32)
        username = "connecteur@\(slug).example"
        password = "Mdp-" + random.hexadecimal(12) + "é&="
        authToken = "eyJ" + random.hexadecimal(60)
        var application = SeededGenerator(seed: seed, tenant: index, purpose: 12)
        luccaClientID = application.uuid()
        luccaClientSecret = application.hexadecimal(64)
    }
}

/// The simulated companies' date, which only changes on request.
final class WorldClock: Sendable {
    private struct State: Sendable {
        var today: SimulatedDay
        var changes = 0
    }

    /// The day for which the world was generated.
    let beginning: SimulatedDay
    private let state: NIOLockedValueBox<State>

    init(today: SimulatedDay) {
        beginning = today
        state = NIOLockedValueBox(State(today: today))
    }

    var today: SimulatedDay {
        get { state.withLockedValue { $0.today } }
        set { state.withLockedValue { $0.today = newValue } }
    }

    /// The time of another change, in seconds since 1970: eight in the morning, a second later each time.
    func nextChange() -> Int {
        state.withLockedValue {
            $0.changes += 1
            return $0.today.ordinal * 86_400 + 28_800 + $0.changes
        }
    }
}
