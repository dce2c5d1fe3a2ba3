/// What a brand makes of events that consist of whole days. Inside of the simulator such an event ends with the midnight after
/// its last day, whatever the brand shows.
struct WholeDays {
    let form: PlanningBehaviour.WholeDay
    let clocks: SimulatedZone

    private static let day = 86_400
    private static let morning = 9 * 3600
    private static let evening = 18 * 3600

    /// The bounds that an event gets which was sent with these.
    func settled(start: Int, end: Int, allDay: Bool) -> (start: Int, end: Int) {
        guard form != .bounds else { return (start, end) }
        let first = day(of: start)
        if allDay {
            let after = -floorDivide(-clocks.local(end), Self.day)
            return (midnight(of: first), midnight(of: max(after, first + 1)))
        }
        guard isMidnight(start), end > start, isMidnight(end) || isLastMinute(end) else { return (start, end) }
        let last = day(of: end - 1)
        return (midnight(of: first) + Self.morning, midnight(of: last) + Self.evening)
    }

    /// Whether answers call an event one of whole days: those of another zone are none.
    func isAllDay(_ event: SimulatedEvent) -> Bool {
        event.allDay && isMidnight(event.start)
    }

    /// Whether these bounds are those of whole days.
    func isWhole(start: Int, end: Int) -> Bool {
        isMidnight(start) && isMidnight(end)
    }

    /// The end that answers show.
    func shownEnd(of event: SimulatedEvent) -> Int {
        form == .allDayUntilLastMinute && isAllDay(event) ? event.end - 60 : event.end
    }

    private func day(of instant: Int) -> Int {
        floorDivide(clocks.local(instant), Self.day)
    }

    private func midnight(of day: Int) -> Int {
        clocks.utc(fromLocal: day * Self.day)
    }

    private func isMidnight(_ instant: Int) -> Bool {
        clocks.local(instant) % Self.day == 0
    }

    private func isLastMinute(_ instant: Int) -> Bool {
        floorDivide(clocks.local(instant), 60) % 1440 == 1439
    }
}
