import SyncCore
import SyncEngine
import Synchronization

/// Counts grants per rolling window by a pacing's clock.
final class InMemoryBudget: RequestBudget {
    private struct State {
        var grants: [Double] = []
        var blockedUntil = 0.0
        var blocks: [Double] = []
        var failure: SyncError?
    }

    private let state = Mutex(State())
    private let pacing: ManualPacing
    /// Seconds that an answer of the budget takes.
    private let latency: Double

    init(_ pacing: ManualPacing, latency: Double = 0) {
        self.pacing = pacing
        self.latency = latency
    }

    var grants: Int { state.withLock { $0.grants.count } }
    var blocks: [Double] { state.withLock { $0.blocks } }

    func fail(with error: SyncError) {
        state.withLock { $0.failure = error }
    }

    func take(_ scope: BudgetScope) async throws -> Double? {
        pacing.advance(seconds: latency)
        let now = pacing.monotonicSeconds
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            if state.blockedUntil > now { return state.blockedUntil - now }
            let recent = state.grants.filter { $0 > now - Double(scope.windowSeconds) }
            guard recent.count >= scope.limit else {
                state.grants.append(now)
                return nil
            }
            return recent[recent.count - scope.limit] + Double(scope.windowSeconds) - now
        }
    }

    func block(_ scope: BudgetScope, seconds: Double) async throws {
        let now = pacing.monotonicSeconds
        state.withLock { state in
            state.blocks.append(seconds)
            state.blockedUntil = max(state.blockedUntil, now + seconds)
        }
    }
}
