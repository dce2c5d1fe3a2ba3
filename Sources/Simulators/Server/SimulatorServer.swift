public import Logging

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
