import SyncCore
import Synchronization

/// The requests of one target for probes: the removal of what an earlier one left, the probe itself and what cleans up after it share
/// them (`contracts/planningpme.md`, The dialect).
final class ProbeRequests: Sendable {
    static let most = 20

    /// How a probe was cleaned up after.
    struct End: Sendable {
        let startedAt: Instant
        /// Events that may still be there.
        let left: [Int]
        /// Days of events that no list showed.
        let lostOn: [CalendarDay]
        /// The day of an event that could not be looked for.
        let unsearched: [CalendarDay]
    }

    private let state = Mutex<(used: Int, end: End?)>((0, nil))

    var used: Int { state.withLock { $0.used } }

    /// Counts a request.
    /// - Parameter reserve: how many more must be left after it.
    /// - Returns: false when there are not enough: nothing was counted.
    func take(reserving reserve: Int) -> Bool {
        state.withLock { state in
            guard state.used + 1 + reserve <= Self.most else { return false }
            state.used += 1
            return true
        }
    }

    /// Of the last probe: what it cleaned up need not be looked for again.
    var end: End? {
        get { state.withLock { $0.end } }
        set { state.withLock { $0.end = newValue } }
    }
}
