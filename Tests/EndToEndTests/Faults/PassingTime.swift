import SyncEngine
import Synchronization

/// The steady time of the graphs in the tests' process: the machine's, and what tests say has passed. It is one for all of them: what
/// one test lets pass widens the budgets of requests of the others, which the database counts too.
enum PassingTime {
    private static let origin = ContinuousClock.now
    private static let passed = Mutex(Duration.zero)

    static let clock = SteadyClock(
        elapsed: { elapsed() },
        wait: { try await ContinuousClock().sleep(for: max(.zero, $0 - elapsed())) })

    /// A budget that was used up is whole again.
    static func pass(_ time: Duration) {
        passed.withLock { $0 += time }
    }

    private static func elapsed() -> Duration { origin.duration(to: .now) + passed.withLock { $0 } }
}
