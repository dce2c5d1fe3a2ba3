package import SyncCore
import Synchronization

/// Checks, before each remote write, whether the run is still this worker's (`TrustWindow`).
package final class LeaseGuard: Sendable {
    package let lease: LeaseTerm
    private let clock: SteadyClock
    private let state: Mutex<State>

    private struct State: Sendable {
        var window: TrustWindow<SteadyClock.Moment>
        /// The last renewal's answer, until it is taken.
        var renewal: LeaseRenewal?
        /// When the unanswered renewal was sent.
        var askedAt: SteadyClock.Moment?
        /// Why the last renewal failed.
        var hindrance: SyncError?
        var isRefused = false
        /// When trust ended.
        var endedAt: SteadyClock.Moment?
        /// The process noticed the end late: it or its machine was suspended. An answer to its renewal may be unread.
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

    /// Waits while the lease is held.
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

    /// The error for a lost lease: `lease_lost`, or why it could not be renewed. Its class is always `leaseLost`.
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

    /// The renewal's answer since the last call; nil if there was none.
    func takeRenewal() -> LeaseRenewal? {
        state.withLock { state in
            defer { state.renewal = nil }
            return state.renewal
        }
    }

    /// The renewal failed. That does not explain a lease that expired while the process was suspended: the server may have ended
    /// its session by then.
    func notRenewed(_ error: SyncError) {
        let now = clock.now
        state.withLock { state in
            state.askedAt = nil
            if !state.window.isTrusted(at: now) { state.noticeEnd(at: now) }
            if !state.stoodStill { state.hindrance = error }
        }
    }

    /// - Parameter isRefused: the database answered that the term has ended.
    func lose(isRefused: Bool = false) {
        let now = clock.now
        state.withLock { state in
            state.noticeEnd(at: now)
            state.isRefused = state.isRefused || isRefused
            state.window.lose()
        }
    }
}

/// When a process that ends stops waiting for its records: an unresponsive database could otherwise block it for minutes, until
/// its service manager kills it. The next worker settles what was not recorded once the lease has expired.
final class ShutdownGrace: Sendable {
    /// For the tasks of a worker process; nil for commands, which the operator may end.
    @TaskLocal static var current: ShutdownGrace?

    private struct State {
        var hasCome = false
        var lastID = 0
        var cancels: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Ends the wait.
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
