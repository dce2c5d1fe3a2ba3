import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// The open ports of one server, on 127.0.0.1.
actor Listeners {
    /// In the order asked for; empty before they are opened and after they are closed.
    private(set) var ports: [Int] = []
    private let logger: Logger
    private var tasks: [Task<Void, Never>] = []

    init(logger: Logger? = nil) {
        self.logger = logger ?? Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() }
    }

    /// - Parameter wanted: 0 takes a free one.
    /// - Throws: `SimulatorError.notStarted`, with nothing left open, when a port is taken or some are open already.
    func open(
        _ wanted: [Int], answering answer: @escaping @Sendable (SimulatedRequest) async throws -> Delivery
    ) async throws -> [Int] {
        guard tasks.isEmpty else { throw SimulatorError.notStarted("it is already running.") }
        do {
            for port in wanted { ports.append(try await listen(on: port, answer)) }
        } catch {
            await close()
            throw SimulatorError.notStarted("\(error)")
        }
        return ports
    }

    /// Also ends every connection, those in the middle of an answer too.
    func close() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        tasks = []
        ports = []
    }

    /// Waits until they are closed.
    func wait() async {
        for task in tasks { await task.value }
    }

    private func listen(
        on port: Int, _ answer: @escaping @Sendable (SimulatedRequest) async throws -> Delivery
    ) async throws -> Int {
        let (running, signal) = AsyncThrowingStream<Int, any Error>.makeStream()
        let server = Server(
            childChannelSetup: HTTP1Channel { request, writer, _ in
                try await Connection.respond(request, writer, answer)
            },
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port), backlog: 1024),
            onServerRunning: { channel in signal.yield(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        tasks.append(
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
