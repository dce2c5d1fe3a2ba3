public import SyncCore
import Synchronization

/// Says, before each remote write, whether the run is still this worker's (`TrustWindow`).
public final class LeaseGuard: Sendable {
    public let lease: LeaseTerm
    private let clock: SteadyClock
    private let window: Mutex<TrustWindow<SteadyClock.Moment>>

    /// - Parameter sent: when the claim was sent, not when it was answered.
    init(_ lease: LeaseTerm, claimSentAt sent: SteadyClock.Moment, clock: SteadyClock, policy: LeasePolicy) {
        self.lease = lease
        self.clock = clock
        var trust = TrustWindow<SteadyClock.Moment>(ttl: .seconds(policy.seconds), margin: .seconds(policy.marginSeconds))
        trust.granted(sentAt: sent)
        window = Mutex(trust)
    }

    /// - Throws: `lease_lost` once the lease is lost, or was not renewed in time.
    public func check() throws(SyncError) {
        if isLost { throw .leaseLost(lease.runID) }
    }

    var isLost: Bool {
        let now = clock.now
        return !window.withLock { $0.isTrusted(at: now) }
    }

    var trustedUntil: SteadyClock.Moment? { window.withLock { $0.trustedUntil } }
    var renewAt: SteadyClock.Moment? { window.withLock { $0.renewAt } }

    func granted(sentAt sent: SteadyClock.Moment) {
        window.withLock { $0.granted(sentAt: sent) }
    }

    func lose() {
        window.withLock { $0.lose() }
    }
}
