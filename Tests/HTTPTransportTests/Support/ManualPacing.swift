import HTTPTransport
import SyncCore
import Synchronization

/// Time that stands still until someone sleeps or moves it.
final class ManualPacing: Pacing {
    /// 2026-12-01T00:00:00Z.
    static let start = Instant(secondsSince1970: 1_796_083_200)

    private let state = Mutex<(now: Double, sleeps: [Double])>((0, []))
    private let chance: Double

    init(jitter: Double = 0) {
        chance = jitter
    }

    func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.now += seconds
            state.sleeps.append(seconds)
        }
    }

    func advance(seconds: Double) {
        state.withLock { $0.now += seconds }
    }

    var sleeps: [Double] { state.withLock { $0.sleeps } }
    var monotonicSeconds: Double { state.withLock { $0.now } }
    var instant: Instant {
        Instant(millisecondsSince1970: Self.start.millisecondsSince1970 + Int((monotonicSeconds * 1000).rounded()))
    }
    func jitter() -> Double { chance }
}
