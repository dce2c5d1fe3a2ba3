/// One request that reached a simulated system.
public struct JournalEntry: Codable, Hashable, Sendable {
    /// From 1, in the order of answering.
    public internal(set) var sequence: Int
    /// When it came in, in milliseconds since 1970-01-01T00:00:00Z.
    public let epochMilliseconds: Int
    /// When it came in, in nanoseconds of the simulator's monotonic clock.
    public let monotonicNanoseconds: UInt64
    public let remote: SimulatedRemote
    /// The tenant's slug; what the caller said it was when there is no such tenant.
    public let tenant: String
    /// What the caller says of itself (`User-Agent`); Passerelle's workers name their process to simulators.
    public let agent: String
    public let method: String
    /// Path and query as sent.
    public let path: String
    /// What was answered; 0 when the connection was dropped without an answer.
    public let status: Int
    /// What was asked has been done, whatever the answer said.
    public let didWork: Bool
    /// Of a write: the key of the thing and, of an event, the reference in its remark.
    public let subject: String?
}
