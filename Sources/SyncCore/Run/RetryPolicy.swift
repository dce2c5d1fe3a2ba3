/// How often something that may pass by itself is tried again, and after how long: delays double up to a limit, each cut by chance,
/// so that many workers do not come back at once.
public struct RetryPolicy: Hashable, Sendable {
    /// Tries in all, the first one included.
    public let attempts: Int
    public let firstDelay: Duration
    public let longestDelay: Duration

    /// - Parameters: see the properties; fewer than one attempt counts as one.
    public init(attempts: Int, firstDelay: Duration, longestDelay: Duration) {
        self.attempts = max(1, attempts)
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// How long to wait after the failure of an attempt, which count from 1; nil when that was the last one.
    /// - Parameter random: from 0 to 1: where in the upper half of the delay to end up.
    public func delay(afterAttempt attempt: Int, random: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        var delay = min(firstDelay, longestDelay)
        var doublings = max(1, attempt) - 1
        while doublings > 0, delay > .zero, delay < longestDelay {
            delay = min(delay * 2, longestDelay)
            doublings -= 1
        }
        let share = random.isFinite ? min(max(random, 0), 1) : 0
        return delay / 2 + delay / 2 * share
    }
}
