import Foundation
public import Logging
import NIOCore

/// The simulated systems as HTTP servers on 127.0.0.1. Use one per test, or one per process.
public actor SimulatorServer {
    /// What is behind the ports; may be read and changed while they are open.
    public nonisolated let world: SimulatedWorld
    private let wantedPorts: [Int]
    private let exchange: Exchange
    private let listeners: Listeners

    public init(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(), time: SimulatorTime = .machine, logger: Logger? = nil
    ) {
        world = SimulatedWorld(configuration)
        wantedPorts = configuration.ports
        exchange = Exchange(world: world, time: time)
        listeners = Listeners(logger: logger)
    }

    /// The ports that are listened on, in the order asked for; empty before the start and after the stop.
    public var ports: [Int] {
        get async { await listeners.ports }
    }

    /// Listens, and returns when requests can come.
    /// - Returns: the ports.
    /// - Throws: `SimulatorError.notStarted`, with nothing left open, when a port is taken or this server is already running.
    @discardableResult
    public func start() async throws -> [Int] {
        try await listeners.open(wantedPorts) { [exchange] request in try await exchange.perform(request) }
    }

    /// Closes the ports and every connection, also those in the middle of an answer.
    public func stop() async {
        await listeners.close()
    }

    /// Waits until the listeners end.
    public func wait() async {
        await listeners.wait()
    }

    /// Where Lucca answers, such as `http://127.0.0.1:4711`: the key decides whose account it is.
    public func luccaURL() async -> String {
        "http://127.0.0.1:\(await ports.first ?? 0)"
    }

    /// Where a tenant's PlanningPME answers, such as `http://127.0.0.1:4711/acme/`.
    public func planningURL(of tenant: SimulatedTenant) async -> String {
        "http://127.0.0.1:\(await ports.first ?? 0)/\(tenant.slug)/"
    }
}

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

/// Why a change or an order to the simulator was refused.
public enum SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The thing named is not in this world.
    case unknown(String)
    /// The order can't be understood.
    case invalid(String)
    /// No port could be listened on.
    case notStarted(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .unknown(let thing): "There is no \(thing) in the simulated world."
        case .invalid(let reason): "The order was not understood: \(reason)"
        case .notStarted(let reason): "The simulator could not start: \(reason)"
        }
    }
}

/// Where the simulators read time from: limits and token lifetimes count in the first, the journal shows the second.
public struct SimulatorTime: Sendable {
    /// Nanoseconds that only grow.
    public var monotonic: @Sendable () -> UInt64
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var epochMilliseconds: @Sendable () -> Int

    public init(monotonic: @escaping @Sendable () -> UInt64, epochMilliseconds: @escaping @Sendable () -> Int) {
        self.monotonic = monotonic
        self.epochMilliseconds = epochMilliseconds
    }

    /// The machine's clocks. A remote system keeps its own time, so this is the one place of the library that asks for it.
    public static let machine = SimulatorTime(
        monotonic: { NIODeadline.now().uptimeNanoseconds },
        epochMilliseconds: { Int(Date().timeIntervalSince1970 * 1000) })
}
