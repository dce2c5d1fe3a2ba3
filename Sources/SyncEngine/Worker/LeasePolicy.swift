/// How long a worker holds a run without saying so again.
public struct LeasePolicy: Sendable, Hashable {
    /// What the database grants at each claim and renewal.
    public let seconds: Int
    /// Taken off before a worker trusts it: longer than a remote write on its way may take to land.
    public let marginSeconds: Int
    /// After a renewal that failed for a passing reason.
    public let retrySeconds: Int

    public init(seconds: Int = 60, marginSeconds: Int = 15, retrySeconds: Int = 3) {
        self.seconds = seconds
        self.marginSeconds = marginSeconds
        self.retrySeconds = retrySeconds
    }
}
