/// A time-bounded right to work one run: every write names it, and a write whose term has passed on changes nothing.
public struct LeaseTerm: Hashable, Sendable {
    public let runID: RunID
    public let tenantID: TenantID
    /// The fencing number: one more at each claim.
    public let term: Int

    public init(runID: RunID, tenantID: TenantID, term: Int) {
        self.runID = runID
        self.tenantID = tenantID
        self.term = term
    }
}

/// How long a worker may trust its lease without asking: until the claim or renewal *was sent*, plus the lease's length, less a
/// margin. A slow answer therefore never stretches trust. Moments are of a monotonic clock.
///
/// ```
///          claimed              renewed
///  (none) ────────► trusted ◄──────────────┐
///                     │  └─────────────────┘
///                     │ time passes            lost
///                     └──────────► not trusted ─────► lost (for good)
/// ```
public struct TrustWindow<Moment: InstantProtocol & Sendable>: Sendable where Moment.Duration == Duration {
    /// How long the database grants the lease.
    public let ttl: Duration
    /// Taken off, for clocks that run at different speeds and writes that take their time.
    public let margin: Duration
    /// nil before the first claim and once the lease is lost.
    public private(set) var trustedUntil: Moment?
    public private(set) var isLost = false

    /// - Parameters: see the properties. A margin longer than the lease never trusts.
    public init(ttl: Duration, margin: Duration) {
        self.ttl = ttl
        self.margin = margin
    }

    /// The database granted a claim or renewal that was sent at `sent`. Answers may come in any order; after `lose` they count no more.
    public mutating func granted(sentAt sent: Moment) {
        guard !isLost else { return }
        let until = sent.advanced(by: ttl - margin)
        trustedUntil = trustedUntil.map { max($0, until) } ?? until
    }

    /// The database said that the term has passed on: nothing brings it back.
    public mutating func lose() {
        isLost = true
        trustedUntil = nil
    }

    /// Whether a remote write may be sent at `now`.
    public func isTrusted(at now: Moment) -> Bool {
        guard let trustedUntil else { return false }
        return now < trustedUntil
    }

    /// When to renew: a third of the trusted time after the last grant was sent, so that two renewals may fail.
    public var renewAt: Moment? {
        trustedUntil?.advanced(by: (margin - ttl) * 2 / 3)
    }
}
