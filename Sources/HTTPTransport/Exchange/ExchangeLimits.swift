/// How long one attempt may take and how much it may bring back.
public struct ExchangeLimits: Sendable {
    /// Seconds from the start of the attempt to the last byte of the answer, name resolution and connection included.
    public var deadline: Double
    /// Bytes of the answer's body.
    public var bodyLimit: Int
    /// Asked at the last moment before the request is written, on an open connection: false gives the attempt up as
    /// `ExchangeFailure.Code.stale`, surely not sent.
    public var mayStillBeSent: @Sendable () async -> Bool

    public init(deadline: Double, bodyLimit: Int, mayStillBeSent: @escaping @Sendable () async -> Bool = { true }) {
        self.deadline = deadline
        self.bodyLimit = bodyLimit
        self.mayStillBeSent = mayStillBeSent
    }
}
