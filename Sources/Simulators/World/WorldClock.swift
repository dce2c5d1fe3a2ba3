import NIOConcurrencyHelpers

/// The simulated companies' date, which only moves when told to.
final class WorldClock: Sendable {
    private struct State: Sendable {
        var today: SimulatedDay
        var changes = 0
    }

    /// The day that the world was made for.
    let beginning: SimulatedDay
    private let state: NIOLockedValueBox<State>

    init(today: SimulatedDay) {
        beginning = today
        state = NIOLockedValueBox(State(today: today))
    }

    var today: SimulatedDay {
        get { state.withLockedValue { $0.today } }
        set { state.withLockedValue { $0.today = newValue } }
    }

    /// The moment of one more change, in seconds since 1970: eight in the morning, a second later each time.
    func nextChange() -> Int {
        state.withLockedValue {
            $0.changes += 1
            return $0.today.ordinal * 86_400 + 28_800 + $0.changes
        }
    }
}
