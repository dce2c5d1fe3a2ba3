package import HTTPTransport
package import SyncCore
package import SyncEngine
import Synchronization

/// A clock that stands still until someone sleeps or moves it.
package final class StandingTime: Sendable {
    /// 2026-12-01T00:00:00Z.
    package static let start = Instant(secondsSince1970: 1_796_083_200)

    private let state = Mutex<(now: Duration, sleeps: [Double])>((.zero, []))
    private let jitter: Double

    package init(jitter: Double = 0) {
        self.jitter = jitter
    }

    package var pacing: Pacing {
        let jitter = jitter
        return Pacing(clock: clock, instant: { self.instant }, jitter: { jitter })
    }

    package var clock: SteadyClock {
        SteadyClock(elapsed: { self.state.withLock { $0.now } }) { moment in
            try Task.checkCancellation()
            self.state.withLock { state in
                state.sleeps.append((moment - state.now) / .seconds(1))
                state.now = max(state.now, moment)
            }
        }
    }

    private var instant: Instant {
        Instant(millisecondsSince1970: Self.start.millisecondsSince1970 + Int((seconds * 1000).rounded()))
    }

    package func advance(seconds: Double) {
        state.withLock { $0.now += .seconds(seconds) }
    }

    package var sleeps: [Double] { state.withLock { $0.sleeps } }
    package var seconds: Double { state.withLock { $0.now } / .seconds(1) }
}
