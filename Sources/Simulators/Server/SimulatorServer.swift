import Foundation
package import Logging
import NIOCore

/// The simulated systems as HTTP servers on 127.0.0.1. Use one per test, or one per process.
package actor SimulatorServer {
    /// May be read and changed while the ports are open.
    package nonisolated let world: SimulatedWorld
    private let wantedPorts: [Int]
    private let exchange: Exchange
    private let listeners: Listeners

    package init(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(), time: SimulatorTime = .machine, logger: Logger? = nil
    ) {
        world = SimulatedWorld(configuration)
        wantedPorts = configuration.ports
        exchange = Exchange(world: world, time: time)
        listeners = Listeners(logger: logger)
    }

    /// The open ports, in the requested order; empty before the start and after the stop.
    package var ports: [Int] {
        get async { await listeners.ports }
    }

    /// Listens, and returns when requests are accepted.
    /// - Returns: the ports.
    /// - Throws: `SimulatorError.notStarted`, with nothing left open, if a port is taken or this server is already running.
    @discardableResult
    package func start() async throws -> [Int] {
        try await listeners.open(wantedPorts) { [exchange] request in try await exchange.perform(request) }
    }

    /// Closes the ports and every connection, even in the middle of an answer.
    package func stop() async {
        await listeners.close()
    }

    /// Waits until the listeners end.
    package func wait() async {
        await listeners.wait()
    }

    /// Lucca's address, such as `http://127.0.0.1:4711`: the key selects the account.
    package func luccaURL() async -> String {
        "http://127.0.0.1:\(await ports.first ?? 0)"
    }

    /// The address that gives tokens for generation 2 of every account.
    package func luccaTokenURL() async -> String {
        await luccaURL() + LuccaTokenRoute.path
    }

    /// The address of a tenant's PlanningPME, such as `http://127.0.0.1:4711/acme/`.
    package func planningURL(of tenant: SimulatedTenant) async -> String {
        "http://127.0.0.1:\(await ports.first ?? 0)/\(tenant.slug)/"
    }
}

/// What to simulate, and where.
package struct SimulatorConfiguration: Sendable {
    /// Ports on 127.0.0.1, one listener each; 0 for a free one.
    package var ports: [Int]
    /// The same seed gives the same world.
    package var seed: UInt64
    /// The number of tenants.
    package var tenants: Int
    /// The number of employees of each, former and future ones included.
    package var employees: Int
    /// The simulated date.
    package var today: SimulatedDay
    /// Whether request limits apply at the start.
    package var hasLimits: Bool
    /// How every Lucca account behaves at the start.
    package var lucca: LuccaBehaviour
    /// How every brand behaves at the start, such as `PlanningBehaviour.profile(named:)`.
    package var planning: PlanningBehaviour

    package init(
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
    package static let usualToday = SimulatedDay(ordinal: 20_788)
}

/// Why a change or a command to the simulator was rejected.
package enum SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The named thing does not exist in this world.
    case unknown(String)
    /// The command is invalid.
    case invalid(String)
    /// Listening on the ports failed.
    case notStarted(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .unknown(let thing): "There is no \(thing) in the simulated world."
        case .invalid(let reason): "The order was not understood: \(reason)"
        case .notStarted(let reason): "The simulator could not start: \(reason)"
        }
    }
}

/// The simulators' time: limits and token lifetimes use the first, the journal shows the second.
package struct SimulatorTime: Sendable {
    /// Nanoseconds, never decreasing.
    package var monotonic: @Sendable () -> UInt64
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var epochMilliseconds: @Sendable () -> Int

    package init(monotonic: @escaping @Sendable () -> UInt64, epochMilliseconds: @escaping @Sendable () -> Int) {
        self.monotonic = monotonic
        self.epochMilliseconds = epochMilliseconds
    }

    /// The machine's clocks. Remote systems have their own time: this is the only place of the library that reads it.
    package static let machine = SimulatorTime(
        monotonic: { NIODeadline.now().uptimeNanoseconds },
        epochMilliseconds: { Int(Date().timeIntervalSince1970 * 1000) })
}
