package import Foundation

/// Minutes since midnight at which a tenant's mornings start, afternoons start and days end.
package struct DayHours: Hashable, Sendable {
    package let start: Int
    package let midday: Int
    package let end: Int

    package static let wholeDay = DayHours(uncheckedStart: 0, midday: 720, end: 1440)

    private init(uncheckedStart start: Int, midday: Int, end: Int) {
        self.start = start
        self.midday = midday
        self.end = end
    }

    /// nil unless `0 <= start < midday < end <= 1440`.
    package init?(start: Int, midday: Int, end: Int) {
        guard 0 <= start, start < midday, midday < end, end <= 1440 else { return nil }
        self.init(uncheckedStart: start, midday: midday, end: end)
    }
}

/// A tenant's working days, and the local times of its half-days.
package struct TenantCalendar: Hashable, Sendable {
    package var zone: TimeZone
    package var hours: DayHours
    package var daysOff: Set<Weekday>
    package var holidays: HolidayCalendar

    package init(
        zone: TimeZone, hours: DayHours = .wholeDay, daysOff: Set<Weekday> = [.saturday, .sunday],
        holidays: HolidayCalendar = .none
    ) {
        self.zone = zone
        self.hours = hours
        self.daysOff = daysOff
        self.holidays = holidays
    }
}

/// The public holidays that a tenant's calendar excludes. The raw values are what operators type in `--holidays`.
package enum HolidayCalendar: String, Sendable, Hashable, CaseIterable {
    case none
    case france = "fr"
    case alsaceMoselle = "fr-alsace-moselle"
}

/// Converts local times to instants. Days outside about years -7000 to 9999 are clamped, so nothing here traps.
extension TenantCalendar {
    private static let representable = -3_300_000...2_932_896
    private static let day = 86_400

    /// The first instant of a day: local midnight or, if a clock change skips midnight, the first instant after it.
    package func startOfDay(_ day: CalendarDay) -> Instant {
        instant(day, second: 0)
    }

    /// The start of a half-day: the tenant's start of day or midday.
    package func instant(startOf halfDay: HalfDay) -> Instant {
        instant(halfDay.day, second: (halfDay.half == .morning ? hours.start : hours.midday) * 60)
    }

    /// The end of a half-day: the tenant's midday or end of day.
    package func instant(endOf halfDay: HalfDay) -> Instant {
        instant(halfDay.day, second: (halfDay.half == .morning ? hours.midday : hours.end) * 60)
    }

    /// The instant of a local time: the earlier one if a clock change repeats it, the first one after the gap if a clock change
    /// skips it.
    func instant(_ day: CalendarDay, second: Int) -> Instant {
        let ordinal = min(max(day.ordinal, Self.representable.lowerBound), Self.representable.upperBound)
        let local = ordinal * Self.day + second
        // A zone is at most 14 h from UTC, so the instant lies between these two, and so does any clock change near it.
        var low = local - Self.day
        var high = local + Self.day
        let before = offset(low)
        let after = offset(high)
        if before == after { return Instant(secondsSince1970: local - before) }
        if offset(local - before) == before { return Instant(secondsSince1970: local - before) }
        if offset(local - after) == after { return Instant(secondsSince1970: local - after) }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(middle) == before { low = middle } else { high = middle }
        }
        return Instant(secondsSince1970: high)
    }

    private func offset(_ seconds: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
}

extension TenantCalendar {
    /// Whether the day is neither one of the tenant's days off nor a public holiday.
    package func isWorked(_ day: CalendarDay) -> Bool {
        !daysOff.contains(day.weekday) && !holidays.contains(day)
    }
}

extension HolidayCalendar {
    /// Whether the day is a public holiday: article L3133-1 of the French Code du travail and, for Alsace-Moselle, the two days
    /// of article L3134-13.
    package func contains(_ day: CalendarDay) -> Bool {
        if self == .none { return false }
        switch (day.month, day.day) {
        case (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25): return true
        case (12, 26): return self == .alsaceMoselle
        case (3...6, _):
            guard let easter = Self.easterSunday(of: day.year) else { return false }
            switch day.ordinal - easter.ordinal {
            // Easter Monday, Ascension Day, Whit Monday.
            case 1, 39, 50: return true
            // Good Friday.
            case -2: return self == .alsaceMoselle
            default: return false
            }
        default: return false
        }
    }

    /// Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher); nil for a year without a calendar.
    static func easterSunday(of year: Int) -> CalendarDay? {
        let golden = year % 19
        let (century, yearOfCentury) = (year / 100, year % 100)
        let skippedLeaps = (8 * century + 13) / 25
        let epact = (19 * golden + century - century / 4 - skippedLeaps + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let correction = (golden + 11 * epact + 19 * weekday) / 433
        let month = (epact + weekday - 7 * correction + 90) / 25
        let day = (epact + weekday - 7 * correction + 33 * month + 19) % 32
        return CalendarDay(year: year, month: month, day: day)
    }
}

/// Caches which days a tenant works: a sync looks up the same few hundred days repeatedly.
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

    /// Whether `[first, end)` contains no worked half-day; true for an empty range.
    mutating func isFree(from first: HalfDay, until end: HalfDay) -> Bool {
        var halfDay = first
        while halfDay < end {
            if isWorked(halfDay.day) { return false }
            halfDay = halfDay.next
        }
        return true
    }
}
