import NIOConcurrencyHelpers

/// Everything that is simulated. The same configuration gives the same world; what is in it is made when first asked for.
public final class SimulatedWorld: Sendable {
    /// In the order of their numbers.
    public let tenants: [SimulatedTenant]
    public let faults: FaultPlan
    public let journal = RequestJournal()
    private let clock: WorldClock
    private let bySlug: [String: SimulatedTenant]
    private let byLuccaKey: [String: SimulatedTenant]
    private let limits: NIOLockedValueBox<Bool>

    public init(_ configuration: SimulatorConfiguration) {
        let clock = WorldClock(today: configuration.today)
        let tenants = (0..<configuration.tenants).map { SimulatedTenant(index: $0, configuration: configuration, clock: clock) }
        self.clock = clock
        self.tenants = tenants
        faults = FaultPlan(seed: configuration.seed)
        bySlug = Dictionary(tenants.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        byLuccaKey = Dictionary(tenants.map { ($0.credentials.luccaKey, $0) }, uniquingKeysWith: { first, _ in first })
        limits = NIOLockedValueBox(configuration.hasLimits)
    }

    /// The simulated date, which decides who is employed. Moving it changes nothing else.
    public var today: SimulatedDay {
        get { clock.today }
        set { clock.today = newValue }
    }

    /// Whether any limit of requests holds.
    public var hasLimits: Bool {
        get { limits.withLockedValue { $0 } }
        set { limits.withLockedValue { $0 = newValue } }
    }

    /// The tenant of that name, in any letter case.
    public subscript(_ slug: String) -> SimulatedTenant? { bySlug[slug.lowercased()] }

    func tenant(luccaKey: String) -> SimulatedTenant? { byLuccaKey[luccaKey.lowercased()] }
}
