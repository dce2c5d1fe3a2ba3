import HTTPTestKit
import SyncCore
import SyncEngine
import Synchronization

/// Counts grants per rolling window by a standing time.
final class InMemoryBudget: RequestBudget {
    private struct State {
        var grants: [Double] = []
        var takings: [Int] = []
        var blockedUntil = 0.0
        var blocks: [Double] = []
        var failure: SyncError?
    }

    private let state = Mutex(State())
    private let time: StandingTime
    /// Seconds that the budget takes to answer.
    private let latency: Double

    init(_ time: StandingTime, latency: Double = 0) {
        self.time = time
        self.latency = latency
    }

    var grants: Int { state.withLock { $0.grants.count } }
    /// How many requests each taking that succeeded was of.
    var takings: [Int] { state.withLock { $0.takings } }
    var blocks: [Double] { state.withLock { $0.blocks } }

    func fail(with error: SyncError) {
        state.withLock { $0.failure = error }
    }

    func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer {
        time.advance(seconds: latency)
        let now = time.seconds
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            if state.blockedUntil > now { return .wait(seconds: state.blockedUntil - now) }
            state.grants.removeFirst(min(unused, state.grants.count))
            let recent = state.grants.filter { $0 > now - Double(scope.windowSeconds) }
            guard recent.count >= scope.limit else {
                let taken = min(max(count, 1), scope.limit - recent.count)
                state.grants += Array(repeating: now, count: taken)
                state.takings.append(taken)
                return .taken(taken)
            }
            return .wait(seconds: recent[recent.count - scope.limit] + Double(scope.windowSeconds) - now)
        }
    }

    func block(_ scope: BudgetScope, seconds: Double) async throws {
        let now = time.seconds
        state.withLock { state in
            state.blocks.append(seconds)
            state.blockedUntil = max(state.blockedUntil, now + seconds)
        }
    }
}
