public import SyncCore
public import SyncEngine
import Synchronization

/// What one call needs to be sent: a grant of the budget that is fresh enough, and the caller's permit.
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

    /// Takes a grant. Its age counts from before it was asked for: when exactly the database gave it is not known.
    /// - Returns: nil when taken; else the seconds to wait before asking again.
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

    /// Asked on the open connection. A grant that grew old while the connection was made is replaced if one is to be had at
    /// once; else the request is not sent, and `rethrow` tells why if the budget or the permit said so.
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

    /// Whether grant and permit hold at this very moment.
    func maySendNow() -> Bool {
        do {
            try permit()
            return isFresh
        } catch {
            state.withLock { $0.error = error }
            return false
        }
    }

    /// Throws the error that was met while a connection waited, once.
    func rethrow() throws {
        let error = state.withLock { state in
            defer { state.error = nil }
            return state.error
        }
        if let error { throw error }
    }
}

/// Time and chance, so that tests need neither.
public struct Pacing: Sendable {
    let clock: SteadyClock
    /// The calendar's time, only for dates that a remote names: this machine's clock may be wrong, and decides nothing else.
    public let instant: @Sendable () -> Instant
    /// At random in `0..<1`.
    let jitter: @Sendable () -> Double

    public init(
        clock: SteadyClock = .system, instant: @escaping @Sendable () -> Instant,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.clock = clock
        self.instant = instant
        self.jitter = jitter
    }
}
