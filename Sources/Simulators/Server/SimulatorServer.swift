import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix

/// The simulated systems as HTTP servers on 127.0.0.1. Use one per test, or one per process.
public actor SimulatorServer {
    /// What is behind the ports; may be read and changed while they are open.
    public nonisolated let world: SimulatedWorld
    /// The ports that are listened on, in the order asked for; empty before the start and after the stop.
    public private(set) var ports: [Int] = []
    private let wantedPorts: [Int]
    private let time: SimulatorTime
    private let logger: Logger
    private var listeners: [Task<Void, Never>] = []

    public init(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(), time: SimulatorTime = .machine, logger: Logger? = nil
    ) {
        world = SimulatedWorld(configuration)
        wantedPorts = configuration.ports
        self.time = time
        self.logger = logger ?? Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() }
    }

    /// Listens, and returns when requests can come.
    /// - Returns: the ports.
    /// - Throws: `SimulatorError.notStarted`, with nothing left open, when a port is taken or this server is already running.
    @discardableResult
    public func start() async throws -> [Int] {
        guard listeners.isEmpty else { throw SimulatorError.notStarted("it is already running.") }
        do {
            for port in wantedPorts { ports.append(try await listen(on: port)) }
        } catch {
            await stop()
            throw SimulatorError.notStarted("\(error)")
        }
        return ports
    }

    /// Closes the ports and every connection, also those in the middle of an answer.
    public func stop() async {
        for listener in listeners { listener.cancel() }
        for listener in listeners { await listener.value }
        listeners = []
        ports = []
    }

    /// Waits until the listeners end.
    public func wait() async {
        for listener in listeners { await listener.value }
    }

    /// Where Lucca answers, such as `http://127.0.0.1:4711`: the key decides whose account it is.
    public func luccaURL() -> String {
        "http://127.0.0.1:\(ports.first ?? 0)"
    }

    /// Where a tenant's PlanningPME answers, such as `http://127.0.0.1:4711/acme/`.
    public func planningURL(of tenant: SimulatedTenant) -> String {
        "http://127.0.0.1:\(ports.first ?? 0)/\(tenant.slug)/"
    }

    private func listen(on port: Int) async throws -> Int {
        let exchange = Exchange(world: world, time: time)
        let (running, signal) = AsyncThrowingStream<Int, any Error>.makeStream()
        let server = Server(
            childChannelSetup: HTTP1Channel { request, writer, _ in
                try await Connection.respond(request, writer, exchange)
            },
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port), backlog: 1024),
            onServerRunning: { channel in signal.yield(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        listeners.append(
            Task {
                do {
                    try await server.run()
                    signal.finish()
                } catch {
                    signal.finish(throwing: error)
                }
            })
        for try await chosen in running { return chosen }
        throw SimulatorError.notStarted("the listener ended at once.")
    }
}
