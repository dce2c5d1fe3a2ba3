package import SyncCore
import Synchronization

/// Says, before each remote write, whether the run is still this worker's (`TrustWindow`).
package final class LeaseGuard: Sendable {
    package let lease: LeaseTerm
    private let clock: SteadyClock
    private let state: Mutex<State>

    private struct State: Sendable {
        var window: TrustWindow<SteadyClock.Moment>
        /// What the last renewal said, if no one has looked at it yet.
        var renewal: LeaseRenewal?
        /// When a renewal was sent that has no answer yet.
        var askedAt: SteadyClock.Moment?
        /// Why the last renewal did not come about.
        var hindrance: SyncError?
        var isRefused = false
        /// When trust ran out.
        var endedAt: SteadyClock.Moment?
        /// The process noticed that much later: it, or its machine, stood still. The answer to what it had asked may lie unread.
        var stoodStill = false

        mutating func noticeEnd(at now: SteadyClock.Moment) {
            guard endedAt == nil, let end = window.trustedUntil else { return }
            endedAt = end
            stoodStill = end.advanced(by: .seconds(1)) < now
        }
    }

    /// - Parameter sent: when the claim was sent, not when it was answered.
    init(_ lease: LeaseTerm, claimSentAt sent: SteadyClock.Moment, clock: SteadyClock, policy: LeasePolicy) {
        self.lease = lease
        self.clock = clock
        var trust = TrustWindow<SteadyClock.Moment>(ttl: .seconds(policy.seconds), margin: .seconds(policy.marginSeconds))
        trust.granted(sentAt: sent)
        state = Mutex(State(window: trust))
    }

    /// - Throws: `loss` once the lease is lost, or was not renewed in time.
    package func check() throws(SyncError) {
        if isLost { throw loss }
    }

    /// Waits, for as long as the lease is kept.
    /// - Throws: `CancellationError`, what `check` throws.
    func wait(seconds: Double) async throws {
        guard seconds > 0 else { return }
        try await clock.sleep(seconds: seconds)
        try check()
    }

    var isLost: Bool {
        let now = clock.now
        return state.withLock { state in
            if state.window.isTrusted(at: now) { return false }
            state.noticeEnd(at: now)
            return true
        }
    }

    /// What a lost lease is told as: `lease_lost`, or what kept it from being renewed. Its class is `leaseLost` either way.
    var loss: SyncError {
        state.withLock { state in
            if state.isRefused { return .leaseLost(lease.runID) }
            if let hindrance = state.hindrance { return .leaseNotKept(lease.runID, because: hindrance) }
            if let asked = state.askedAt, let ended = state.endedAt ?? state.window.trustedUntil, asked < ended, !state.stoodStill
            {
                return .leaseNotKept(lease.runID, because: nil)
            }
            return .leaseLost(lease.runID)
        }
    }

    var trustedUntil: SteadyClock.Moment? { state.withLock { $0.window.trustedUntil } }
    var renewAt: SteadyClock.Moment? { state.withLock { $0.window.renewAt } }

    /// A renewal is sent.
    func asked(at moment: SteadyClock.Moment) {
        state.withLock { $0.askedAt = moment }
    }

    func granted(_ renewal: LeaseRenewal, sentAt sent: SteadyClock.Moment) {
        state.withLock { state in
            state.window.granted(sentAt: sent)
            state.renewal = renewal
            state.askedAt = nil
            state.hindrance = nil
            if !state.window.isLost { (state.endedAt, state.stoodStill) = (nil, false) }
        }
    }

    /// What a renewal said since this was last called; nil when there was none.
    func takeRenewal() -> LeaseRenewal? {
        state.withLock { state in
            defer { state.renewal = nil }
            return state.renewal
        }
    }

    /// The database could not be asked. That is no reason for a lease that ran out while the process stood still: the server may have
    /// ended its session meanwhile.
    func notRenewed(_ error: SyncError) {
        let now = clock.now
        state.withLock { state in
            state.askedAt = nil
            if !state.window.isTrusted(at: now) { state.noticeEnd(at: now) }
            if !state.stoodStill { state.hindrance = error }
        }
    }

    /// - Parameter isRefused: the database said that the term has passed on.
    func lose(isRefused: Bool = false) {
        let now = clock.now
        state.withLock { state in
            state.noticeEnd(at: now)
            state.isRefused = state.isRefused || isRefused
            state.window.lose()
        }
    }
}

/// When a process that ends stops waiting for its records: a database that does not answer would else keep it for minutes, until its
/// service manager kills it. What is not recorded by then, the next worker finds once the lease has run out.
final class ShutdownGrace: Sendable {
    /// Of the tasks of a worker process; none where a person waits, who may end the process themselves.
    @TaskLocal static var current: ShutdownGrace?

    private struct State {
        var hasCome = false
        var lastID = 0
        var cancels: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// From now on nothing is waited for.
    func come() {
        let cancels = state.withLock { state in
            state.hasCome = true
            return Array(state.cancels.values)
        }
        for cancel in cancels { cancel() }
    }

    func value<Result: Sendable>(of task: Task<Result, any Error>) async throws -> Result {
        let (id, hasCome) = state.withLock { state in
            state.lastID += 1
            state.cancels[state.lastID] = { task.cancel() }
            return (state.lastID, state.hasCome)
        }
        defer { _ = state.withLock { $0.cancels.removeValue(forKey: id) } }
        if hasCome { task.cancel() }
        return try await task.value
    }
}
