import Foundation
public import SyncCore

/// The two days that a probe writes on: one in summer time and one in winter time, where the tenant's zone has both.
public struct ProbeDays: Hashable, Sendable {
    /// So far ahead nobody looks, and no horizon is as long.
    public static let defaultMonthsAhead = 18

    public let day: CalendarDay
    public let otherDay: CalendarDay

    /// - Parameter asked: the operator's day; nil for a working day 18 months ahead. The other one lies nearer where it can, so that
    ///   what is asked for bounds how far the probe writes.
    /// - Throws: `invalid_input` for a day that is not to come.
    public init(asked: CalendarDay?, today: CalendarDay, calendar: TenantCalendar) throws(SyncError) {
        if let asked, asked <= today {
            throw SyncError(.tenant(.probeDayOver(day: asked, example: today.adding(days: 90))), .rejected)
        }
        day = asked ?? Self.working(today.adding(months: Self.defaultMonthsAhead), calendar)
        otherDay = Self.other(than: day, today: today, calendar)
    }

    /// Six months nearer, else another month on the way there, else six months further.
    private static func other(than day: CalendarDay, today: CalendarDay, _ calendar: TenantCalendar) -> CalendarDay {
        let offset = noonOffset(day, calendar)
        let candidates = [-6, -5, -7, -4, -8, -3, -9, -2, -10, -1, -11, 6, 5, 7, 4, 8, 3, 9, 2, 10, 1, 11].map {
            working(day.adding(months: $0), calendar)
        }
        let isOther = { (other: CalendarDay) in other > today && noonOffset(other, calendar) != offset }
        if let other = candidates.first(where: isOther) { return other }
        // The zone's clocks never change.
        let nearer = working(day.adding(months: -6), calendar)
        return nearer > today ? nearer : working(day.adding(months: 6), calendar)
    }

    private static func noonOffset(_ day: CalendarDay, _ calendar: TenantCalendar) -> Int {
        calendar.zone.secondsFromGMT(for: calendar.startOfDay(day).adding(seconds: 12 * 3600).date)
    }

    /// That day or the next one that the tenant works; a tenant that works none takes it as it is.
    private static func working(_ day: CalendarDay, _ calendar: TenantCalendar) -> CalendarDay {
        (0..<31).map { day.adding(days: $0) }.first(where: calendar.isWorked) ?? day
    }
}
