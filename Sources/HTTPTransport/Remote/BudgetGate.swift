package import SyncCore
package import SyncEngine
import Synchronization

/// What one call needs to be sent: a recent grant of the budget, and the caller's permit.
final class BudgetGate: Sendable {
    private let budget: any RequestBudget
    private let scope: BudgetScope
    private let lifetime: Double
    private let clock: SteadyClock
    private let permit: SendPermit
    private let state = Mutex<(grantedAt: SteadyClock.Moment?, error: (any Error)?)>((nil, nil))

    init(_ budget: any RequestBudget, _ scope: BudgetScope, lifetime: Double, clock: SteadyClock, permit: @escaping SendPermit) {
        self.budget = budget
        self.scope = scope
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
        let wait = try await budget.take(scope)
        if wait == nil { state.withLock { $0.grantedAt = asked } }
        return wait
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
