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

    package func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer {
        let now = clock.wall.millisecondsSince1970
        return counters.withLock { counters in
            var counter = counters[scope.name] ?? Counter()
            counter.taken.removeAll { $0 <= now - scope.windowSeconds * 1000 }
            counter.taken.removeFirst(min(unused, counter.taken.count))
            defer { counters[scope.name] = counter }
            if counter.blockedUntil > now { return .wait(seconds: Double(counter.blockedUntil - now) / 1000) }
            guard counter.taken.count < scope.limit else {
                return .wait(seconds: Double((counter.taken.first ?? now) + scope.windowSeconds * 1000 - now) / 1000)
            }
            let taken = min(max(count, 1), scope.limit - counter.taken.count)
            counter.taken += Array(repeating: now, count: taken)
            return .taken(taken)
        }
    }

    package func block(_ scope: BudgetScope, seconds: Double) async throws {
        let until = clock.wall.millisecondsSince1970 + Int((seconds * 1000).rounded(.up))
        counters.withLock { counters in
            counters[scope.name, default: Counter()].blockedUntil = max(counters[scope.name]?.blockedUntil ?? 0, until)
        }
    }
}
