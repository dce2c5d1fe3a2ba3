/// How long a worker holds a run without saying so again.
public struct LeasePolicy: Sendable, Hashable {
    /// What the database grants at each claim and renewal.
    public let seconds: Int
    /// Taken off before a worker trusts it: longer than a remote write on its way may take to land.
    public let marginSeconds: Double
    /// After a renewal that failed for a passing reason.
    public let retrySeconds: Double

    public init(seconds: Int = 60, marginSeconds: Double = 15, retrySeconds: Double = 3) {
        self.seconds = seconds
        self.marginSeconds = marginSeconds
        self.retrySeconds = retrySeconds
    }

    /// The usual policy, with another length: margin and retry keep their share of it.
    public init(scaledTo seconds: Int) {
        let usual = LeasePolicy()
        let share = Double(seconds) / Double(usual.seconds)
        self.init(seconds: seconds, marginSeconds: usual.marginSeconds * share, retrySeconds: usual.retrySeconds * share)
    }
}
