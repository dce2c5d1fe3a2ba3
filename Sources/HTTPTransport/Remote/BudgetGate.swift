package import SyncCore
package import SyncEngine
import Synchronization

/// What one call needs to be sent: a recent grant of the budget, and the caller's permit.
final class BudgetGate: Sendable {
    private let budget: any RequestBudget
    private let scope: BudgetScope
    private let advance: GrantsInAdvance
    private let lifetime: Double
    private let clock: SteadyClock
    private let permit: SendPermit
    private let state = Mutex<(grantedAt: SteadyClock.Moment?, error: (any Error)?)>((nil, nil))

    init(
        _ budget: any RequestBudget, _ scope: BudgetScope, _ advance: GrantsInAdvance, lifetime: Double, clock: SteadyClock,
        permit: @escaping SendPermit
    ) {
        self.budget = budget
        self.scope = scope
        self.advance = advance
        self.lifetime = lifetime
        self.clock = clock
        self.permit = permit
    }

    /// Takes a grant. Its age counts from before the request for it, as the exact time in the database is unknown.
    /// - Returns: nil if taken; otherwise the seconds to wait before the next try.
    /// - Throws: what the permit or the budget throws.
    func take() async throws -> Double? {
        try permit()
        let asked = clock.now
        if let taken = advance.use(at: asked, lifetime: lifetime) {
            state.withLock { $0.grantedAt = taken }
            return nil
        }
        let (count, unused) = advance.handOver(at: asked, windowSeconds: scope.windowSeconds)
        switch try await budget.take(scope, count, givingBack: unused) {
        case .taken(let count):
            state.withLock { $0.grantedAt = asked }
            advance.took(count, at: asked)
            return nil
        case .wait(let seconds): return seconds
        }
    }

    private var isFresh: Bool {
        guard let grantedAt = state.withLock({ $0.grantedAt }) else { return false }
        return grantedAt.seconds(until: clock.now) <= lifetime
    }

    /// Called on the open connection. A grant that expired while connecting is replaced if one is available at once; otherwise
    /// the request is not sent, and `rethrow` throws the budget's or the permit's error, if any.
    func mayStillBeSent() async -> Bool {
        do {
            if !isFresh {
                guard try await take() == nil, isFresh else { return false }
            }
            return maySendNow()
        } catch {
            state.withLock { $0.error = error }
            return false
        }
    }

    /// Whether grant and permit are valid right now.
    func maySendNow() -> Bool {
        do {
            try permit()
            return isFresh
        } catch {
            state.withLock { $0.error = error }
            return false
        }
    }

    /// Throws the stored error, once.
    func rethrow() throws {
        let error = state.withLock { state in
            defer { state.error = nil }
            return state.error
        }
        if let error { throw error }
    }
}

/// Requests that a client takes in advance, as far as it is known how many it will send: each taking is a round trip to the
/// database, and a durable commit there. One that waited for half its lifetime is not used: it is given back with the next taking,
/// or else counts as sent until its window is over. For a client that sends one request at a time.
final class GrantsInAdvance: Sendable {
    private struct State {
        /// Requests that are still to be sent.
        var expected: Int
        var count = 0
        var takenAt: SteadyClock.Moment?
    }

    /// At once: other runs share the account.
    private static let most = 8

    private let state: Mutex<State>

    /// - Parameter expected: 0 if unknown: then each is taken when it is needed.
    init(expected: Int) { state = Mutex(State(expected: expected)) }

    /// - Returns: when the grant was asked for; nil without a fresh one.
    func use(at now: SteadyClock.Moment, lifetime: Double) -> SteadyClock.Moment? {
        state.withLock { state in
            guard state.count > 0, let takenAt = state.takenAt, takenAt.seconds(until: now) <= lifetime / 2 else { return nil }
            state.count -= 1
            state.expected -= 1
            return takenAt
        }
    }

    /// Ends those that are left.
    /// - Returns: how many to take now, and how many to give back: none that may have left the window by itself.
    func handOver(at now: SteadyClock.Moment, windowSeconds: Int) -> (count: Int, unused: Int) {
        state.withLock { state in
            let isCounted = state.takenAt.map { $0.seconds(until: now) < Double(windowSeconds) / 2 } ?? false
            defer { state.count = 0 }
            return (max(1, min(state.expected, Self.most)), isCounted ? state.count : 0)
        }
    }

    /// - Parameters:
    ///   - count: with the one that is used at once.
    ///   - asked: before the request for them.
    func took(_ count: Int, at asked: SteadyClock.Moment) {
        state.withLock { state in
            state.expected -= 1
            state.count = count - 1
            state.takenAt = asked
        }
    }

    /// The remote wants silence.
    func drop() { state.withLock { $0.count = 0 } }
}

/// Time and randomness, replaceable by tests.
package struct Pacing: Sendable {
    let clock: SteadyClock
    /// Calendar time, used only for dates that a remote sends: this machine's clock may be wrong.
    package let instant: @Sendable () -> Instant
    /// Random in `0..<1`.
    let jitter: @Sendable () -> Double

    package init(
        clock: SteadyClock = .system, instant: @escaping @Sendable () -> Instant,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.clock = clock
        self.instant = instant
        self.jitter = jitter
    }
}
