import SyncCore
import Synchronization

/// Measures the steps of one attempt from its progress: a step ends where the next one begins.
final class StepTimer: Sendable {
    /// A run that waits and writes in turns takes few turns; the limit keeps a faulty one small.
    static let limit = 100

    private let clock: SteadyClock
    private let begun = Mutex<[(phase: SyncProgress.Phase, at: SteadyClock.Moment)]>([])

    init(clock: SteadyClock) {
        self.clock = clock
    }

    func note(_ progress: SyncProgress) {
        let now = clock.now
        begun.withLock { steps in
            guard steps.last?.phase != progress.phase, steps.count < Self.limit else { return }
            steps.append((progress.phase, now))
        }
    }

    /// The steps so far; the last one ends now.
    func measured() -> [MeasuredStep] {
        let now = clock.now
        let steps = begun.withLock { $0 }
        func before(_ moment: SteadyClock.Moment) -> Int { max(0, Int((moment.seconds(until: now) * 1000).rounded())) }
        return steps.indices.map { index in
            MeasuredStep(
                name: steps[index].phase.rawValue, beganBefore: before(steps[index].at),
                endedBefore: index + 1 < steps.count ? before(steps[index + 1].at) : 0)
        }
    }
}
