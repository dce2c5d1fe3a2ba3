/// What to simulate, and where.
public struct SimulatorConfiguration: Sendable {
    /// Ports on 127.0.0.1, one listener each; 0 takes a free one.
    public var ports: [Int]
    /// The same seed gives the same world.
    public var seed: UInt64
    /// How many customers.
    public var tenants: Int
    /// How many employees each has, former and future ones included.
    public var employees: Int
    /// The simulated date.
    public var today: SimulatedDay
    /// Whether any limit of requests holds at the start.
    public var hasLimits: Bool
    /// How every Lucca account behaves at the start.
    public var lucca: LuccaBehaviour
    /// How every brand behaves at the start, such as `PlanningBehaviour.profile(named:)`.
    public var planning: PlanningBehaviour

    public init(
        ports: [Int] = [0], seed: UInt64 = 42, tenants: Int = 3, employees: Int = 300,
        today: SimulatedDay = SimulatorConfiguration.usualToday, hasLimits: Bool = true, lucca: LuccaBehaviour = LuccaBehaviour(),
        planning: PlanningBehaviour = PlanningBehaviour()
    ) {
        self.ports = ports
        self.seed = seed
        self.tenants = tenants
        self.employees = employees
        self.today = today
        self.hasLimits = hasLimits
        self.lucca = lucca
        self.planning = planning
    }

    /// 2026-12-01.
    public static let usualToday = SimulatedDay(ordinal: 20_788)
}
