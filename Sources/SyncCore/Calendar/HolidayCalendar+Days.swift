extension HolidayCalendar {
    /// Whether that day is a public holiday: article L3133-1 of the French Code du travail, and for Alsace-Moselle the two days
    /// of its article L3134-13.
    public func contains(_ day: CalendarDay) -> Bool {
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
