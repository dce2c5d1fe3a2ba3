/// How long one attempt may take and how much it may bring back.
public struct ExchangeLimits: Sendable {
    /// Seconds from the start of the attempt to the last byte of the answer, name resolution and connection included.
    public var deadline: Double
    /// Bytes of the answer's body.
    public var bodyLimit: Int
    /// Gives leave to read an answer that is large.
    public var memory: ReadingMemory
    /// Asked at the last moment before the request is written, on an open connection: false gives the attempt up as
    /// `ExchangeFailure.Code.stale`, surely not sent.
    public var mayStillBeSent: @Sendable () async -> Bool
    /// Asked after that by the thread that writes, and nothing else happens in between: a process may stand still for a while
    /// wherever it waits for another thread. False means the same.
    public var maySendNow: @Sendable () -> Bool

    public init(
        deadline: Double, bodyLimit: Int, memory: ReadingMemory = .process,
        mayStillBeSent: @escaping @Sendable () async -> Bool = { true },
        maySendNow: @escaping @Sendable () -> Bool = { true }
    ) {
        self.deadline = deadline
        self.bodyLimit = bodyLimit
        self.memory = memory
        self.mayStillBeSent = mayStillBeSent
        self.maySendNow = maySendNow
    }
}
