import SyncCore
package import SyncEngine
import Synchronization

/// `RequestBudget` in memory: a rolling window on the test's clock.
package final class InMemoryRequestBudget: RequestBudget {
    private struct Counter {
        var taken: [Int] = []
        var blockedUntil = 0
    }

    private let counters = Mutex<[String: Counter]>([:])
    private let clock: ManualClock

    package init(clock: ManualClock) {
        self.clock = clock
    }

    package func take(_ scope: BudgetScope) async throws -> Double? {
        let now = clock.wall.millisecondsSince1970
        return counters.withLock { counters in
            var counter = counters[scope.name] ?? Counter()
            counter.taken.removeAll { $0 <= now - scope.windowSeconds * 1000 }
            defer { counters[scope.name] = counter }
            if counter.blockedUntil > now { return Double(counter.blockedUntil - now) / 1000 }
            guard counter.taken.count < scope.limit else {
                return Double((counter.taken.first ?? now) + scope.windowSeconds * 1000 - now) / 1000
            }
            counter.taken.append(now)
            return nil
        }
    }

    package func block(_ scope: BudgetScope, seconds: Double) async throws {
        let until = clock.wall.millisecondsSince1970 + Int((seconds * 1000).rounded(.up))
        counters.withLock { counters in
            counters[scope.name, default: Counter()].blockedUntil = max(counters[scope.name]?.blockedUntil ?? 0, until)
        }
    }
}
