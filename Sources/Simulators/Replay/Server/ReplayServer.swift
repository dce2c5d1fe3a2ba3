/// Both systems as a recording shows them, on 127.0.0.1. Any credentials are accepted.
public actor ReplayServer {
    private let replay: Replay
    private let exchange: ReplayExchange
    private let recording: Recording
    private let wantedPorts: [Int]
    private let listeners = Listeners()

    /// - Parameters:
    ///   - ports: one listener each; 0 takes a free one.
    ///   - note: takes a line about each request that was not answered as recorded.
    public init(_ recording: Recording, ports: [Int] = [0], note: @escaping @Sendable (String) -> Void = { _ in }) {
        replay = Replay(recording)
        exchange = ReplayExchange(replay: replay, account: recording.account, note: note)
        self.recording = recording
        wantedPorts = ports
    }

    /// Listens, and returns when requests can come.
    /// - Returns: the addresses.
    /// - Throws: `SimulatorError.notStarted`, with nothing left open, when a port is taken or this server is already running.
    @discardableResult
    public func start() async throws -> ReplayReadyLine {
        let ports = try await listeners.open(wantedPorts) { [exchange] request in try exchange.perform(request) }
        return ReplayReadyLine(ports: ports, recording: recording)
    }

    /// Closes the ports and every connection.
    public func stop() async {
        await listeners.close()
    }

    /// How requests were answered so far.
    public nonisolated var counts: ReplayCounts { replay.counts }
}
