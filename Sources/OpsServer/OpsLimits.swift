/// What one who asks for health or metrics may cost.
public struct OpsLimits: Sendable, Hashable {
    /// For all that an answer reads of the database.
    public var readDeadline: Duration
    /// Open at a time; further ones wait to be accepted.
    public var connections: Int
    /// A connection on which nothing comes for so long is closed.
    public var idleSeconds: Int
    /// Of a request's header fields together.
    public var headerBytes: Int

    public init(readDeadline: Duration = .seconds(2), connections: Int = 64, idleSeconds: Int = 20, headerBytes: Int = 8_192) {
        self.readDeadline = readDeadline
        self.connections = connections
        self.idleSeconds = idleSeconds
        self.headerBytes = headerBytes
    }
}
