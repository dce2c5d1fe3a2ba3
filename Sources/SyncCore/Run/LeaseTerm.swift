/// A time-limited right to work one run: every write names it, and a write under an ended term changes nothing.
package struct LeaseTerm: Hashable, Sendable {
    package let runID: RunID
    package let tenantID: TenantID
    /// The fencing number: each claim increments it.
    package let term: Int

    package init(runID: RunID, tenantID: TenantID, term: Int) {
        self.runID = runID
        self.tenantID = tenantID
        self.term = term
    }
}

/// How long a worker may trust its lease: from when the claim or renewal *was sent*, for the lease's length less a margin. So a
/// slow answer never extends trust. Moments are of a monotonic clock.
///
/// ```
///          claimed              renewed
///  (none) ────────► trusted ◄──────────────┐
///                     │  └─────────────────┘
///                     │ time passes            lost
///                     └──────────► not trusted ─────► lost (for good)
/// ```
package struct TrustWindow<Moment: InstantProtocol & Sendable>: Sendable where Moment.Duration == Duration {
    /// How long the database grants the lease.
    package let ttl: Duration
    /// Subtracted, for clock drift and slow writes.
    package let margin: Duration
    /// nil before the first claim and once the lease is lost.
    package private(set) var trustedUntil: Moment?
    package private(set) var isLost = false

    /// - Parameters: see the properties. With a margin longer than the lease, the lease is never trusted.
    package init(ttl: Duration, margin: Duration) {
        self.ttl = ttl
        self.margin = margin
    }

    /// The database granted a claim or renewal sent at `sent`. Answers may arrive in any order; after `lose` they are ignored.
    package mutating func granted(sentAt sent: Moment) {
        guard !isLost else { return }
        let until = sent.advanced(by: ttl - margin)
        trustedUntil = trustedUntil.map { max($0, until) } ?? until
    }

    /// The database reported that the term has ended. This is final.
    package mutating func lose() {
        isLost = true
        trustedUntil = nil
    }

    /// Whether a remote write may be sent at `now`.
    package func isTrusted(at now: Moment) -> Bool {
        guard let trustedUntil else { return false }
        return now < trustedUntil
    }

    /// When to renew: a third of the trusted time after the last grant was sent, so that two renewals may fail.
    package var renewAt: Moment? {
        trustedUntil?.advanced(by: (margin - ttl) * 2 / 3)
    }
}
