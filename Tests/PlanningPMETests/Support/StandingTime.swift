import HTTPTransport
import SyncCore
import SyncEngine
import Synchronization

/// Time that moves only when someone sleeps.
final class StandingTime: Pacing {
    private let slept = Mutex(0.0)

    func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        slept.withLock { $0 += seconds }
    }

    var monotonicSeconds: Double { slept.withLock { $0 } }
    var instant: Instant { Instant(secondsSince1970: 1_796_083_200 + Int(monotonicSeconds)) }
    func jitter() -> Double { 0 }
}

/// A budget without end.
struct EndlessBudget: RequestBudget {
    func take(_ scope: BudgetScope) async throws -> Double? { nil }
    func block(_ scope: BudgetScope, seconds: Double) async throws {}
}
