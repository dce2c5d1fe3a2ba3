/// Remembers which days a tenant works: the same few hundred are asked for all the time.
struct WorkedDays {
    let calendar: TenantCalendar
    private var known: [Int: Bool] = [:]

    init(calendar: TenantCalendar) {
        self.calendar = calendar
    }

    mutating func isWorked(_ day: CalendarDay) -> Bool {
        if let worked = known[day.ordinal] { return worked }
        let worked = calendar.isWorked(day)
        known[day.ordinal] = worked
        return worked
    }

    /// Whether no half-day of `[first, end)` is worked; so for an empty range.
    mutating func isFree(from first: HalfDay, until end: HalfDay) -> Bool {
        var halfDay = first
        while halfDay < end {
            if isWorked(halfDay.day) { return false }
            halfDay = halfDay.next
        }
        return true
    }
}
