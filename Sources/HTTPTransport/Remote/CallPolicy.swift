/// How patient the calls to a remote are. Times are in seconds.
public struct CallPolicy: Sendable, Hashable {
    /// Attempts of one call, the first included.
    public var attempts = 4
    /// Waits double from here, each then taken at random between its half and its whole.
    public var firstDelay = 1.0
    public var longestDelay = 20.0
    /// A wait that the budget or `Retry-After` asks for and that is longer ends the call as throttled.
    public var longestWait = 90.0
    /// A grant of the budget that is older when the request is about to be written is not used.
    public var grantLifetime = 1.0
    /// For one attempt.
    public var deadline = 30.0
    /// How long after it was given up a request may still take effect at the remote: who looks later sees whether it did.
    public var landing = 60.0

    public init() {}

    /// The usual policy with another deadline, in seconds: the waits between attempts keep their share of it.
    public init(scaledTo deadline: Int) {
        let share = Double(deadline) / self.deadline
        self.deadline = Double(deadline)
        firstDelay *= share
        longestDelay *= share
        landing *= share
    }

    public static let standard = CallPolicy()
}
