/// How long a worker holds a run without saying so again.
public struct LeasePolicy: Sendable, Hashable {
    /// What the database grants at each claim and renewal.
    public let seconds: Int
    /// Taken off before a worker trusts it: longer than a remote write on its way may take to land.
    public let marginSeconds: Double
    /// After a renewal that failed for a passing reason.
    public let retrySeconds: Double

    /// A third of the trusted 15 s is 5: so often is a lease renewed, and two renewals may fail.
    public init(seconds: Int = 20, marginSeconds: Double = 5, retrySeconds: Double = 1) {
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
