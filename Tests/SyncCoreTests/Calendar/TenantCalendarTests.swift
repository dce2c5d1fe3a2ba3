import Foundation
import SyncCore
import SyncTestKit
import Testing

@Suite("TenantCalendar")
struct TenantCalendarTests {
    @Test(arguments: [
        // Ordinary days, winter and summer.
        ("Europe/Paris", "2026-12-24", "2026-12-23T23:00:00Z"),
        ("Europe/Paris", "2026-07-14", "2026-07-13T22:00:00Z"),
        // The days when the clocks change at 2 or 3 in the morning start at midnight as usual.
        ("Europe/Paris", "2026-03-29", "2026-03-28T23:00:00Z"),
        ("Europe/Paris", "2026-03-30", "2026-03-29T22:00:00Z"),
        ("Europe/Paris", "2026-10-25", "2026-10-24T22:00:00Z"),
        ("Europe/Paris", "2026-10-26", "2026-10-25T23:00:00Z"),
        // Midnight does not exist: the day starts at one.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"),
        // Midnight happens twice: the first one.
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),
        // The day was skipped: it starts when the next one does.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        // Half an hour, far east, far west.
        ("Australia/Lord_Howe", "2026-04-06", "2026-04-05T13:30:00Z"),
        ("Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"),
        ("Pacific/Niue", "2026-01-01", "2026-01-01T11:00:00Z"),
        ("UTC", "1970-01-01", "1970-01-01T00:00:00Z"),
    ])
    func dayStartsAtItsFirstMoment(zone: String, day: String, start: String) {
        let calendar = TenantCalendar(zone: Sample.zone(zone))
        #expect(calendar.startOfDay(Sample.day(day)).description == start)
    }

    @Test func halfDaysRunFromMidnightToNoonToMidnightUnlessSet() {
        let calendar = TenantCalendar(zone: Sample.zone())
        #expect(calendar.instant(startOf: Sample.half("2026-12-24-AM")).description == "2026-12-23T23:00:00Z")
        #expect(calendar.instant(endOf: Sample.half("2026-12-24-AM")).description == "2026-12-24T11:00:00Z")
        #expect(calendar.instant(startOf: Sample.half("2026-12-24-PM")).description == "2026-12-24T11:00:00Z")
        #expect(calendar.instant(endOf: Sample.half("2026-12-24-PM")).description == "2026-12-24T23:00:00Z")
    }

    @Test func halfDaysFollowTheTenantsHours() throws {
        let hours = try #require(DayHours(start: 8 * 60, midday: 12 * 60 + 30, end: 17 * 60))
        let calendar = TenantCalendar(zone: Sample.zone(), hours: hours)
        #expect(calendar.instant(startOf: Sample.half("2026-07-14-AM")).description == "2026-07-14T06:00:00Z")
        #expect(calendar.instant(endOf: Sample.half("2026-07-14-AM")).description == "2026-07-14T10:30:00Z")
        #expect(calendar.instant(startOf: Sample.half("2026-07-14-PM")).description == "2026-07-14T10:30:00Z")
        #expect(calendar.instant(endOf: Sample.half("2026-07-14-PM")).description == "2026-07-14T15:00:00Z")
    }

    @Test func theDayOfASkippedHourIsShorterAndThatOfARepeatedOneLonger() {
        let calendar = TenantCalendar(zone: Sample.zone())
        func hours(_ day: String) -> Int {
            let start = calendar.instant(startOf: Sample.half(day + "-AM"))
            let end = calendar.instant(endOf: Sample.half(day + "-PM"))
            return (end.millisecondsSince1970 - start.millisecondsSince1970) / 3_600_000
        }
        #expect(hours("2026-03-28") == 24)
        #expect(hours("2026-03-29") == 23)
        #expect(hours("2026-10-25") == 25)
    }

    @Test func hoursInsideTheSkippedHourStartWhenItEnds() throws {
        let calendar = TenantCalendar(zone: Sample.zone(), hours: try #require(DayHours(start: 150, midday: 720, end: 1440)))
        #expect(calendar.instant(startOf: Sample.half("2026-03-29-AM")).description == "2026-03-29T01:00:00Z")
        // 2:30 happens twice in October: the first time, still in summer time.
        #expect(calendar.instant(startOf: Sample.half("2026-10-25-AM")).description == "2026-10-25T00:30:00Z")
    }

    @Test(arguments: [Int.min, Int.min + 1, -40_000_000, 40_000_000, Int.max / 2, Int.max])
    func daysOutsideOfHistoryDoNotTrap(ordinal: Int) {
        let calendar = TenantCalendar(zone: Sample.zone(), holidays: .alsaceMoselle)
        let start = calendar.startOfDay(CalendarDay(ordinal: ordinal))
        #expect((start < Sample.instant("1970-01-01T00:00:00Z")) == (ordinal < 0))
    }

    @Test(arguments: [
        "Europe/Paris", "Europe/London", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Asia/Kolkata",
        "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca", "America/St_Johns", "Asia/Gaza", "UTC",
    ])
    func momentsEqualASearchMinuteByMinute(zone: String) throws {
        let hours = try #require(DayHours(start: 90, midday: 150, end: 1440))
        for hours in [DayHours.wholeDay, hours] {
            let calendar = TenantCalendar(zone: Sample.zone(zone), hours: hours)
            for year in [2011, 2018, 2026] {
                // Days around every change of the clocks, and a few ordinary ones.
                for day in changes(of: calendar.zone, in: year) + ["\(year)-01-15", "\(year)-07-15"].map(Sample.day) {
                    for half in [HalfDay.Half.morning, .afternoon] {
                        let halfDay = HalfDay(day, half)
                        let start = half == .morning ? hours.start : hours.midday
                        let end = half == .morning ? hours.midday : hours.end
                        #expect(calendar.instant(startOf: halfDay) == SlowClock.moment(day, minute: start, calendar.zone))
                        #expect(calendar.instant(endOf: halfDay) == SlowClock.moment(day, minute: end, calendar.zone))
                    }
                }
            }
        }
    }

    private func changes(of zone: TimeZone, in year: Int) -> [CalendarDay] {
        var days: [CalendarDay] = []
        for ordinal in Sample.day("\(year)-01-01").ordinal...Sample.day("\(year)-12-31").ordinal {
            func offset(_ ordinal: Int) -> Int {
                zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(ordinal * 86_400)))
            }
            if offset(ordinal) != offset(ordinal + 1) {
                days += (-1...2).map { CalendarDay(ordinal: ordinal + $0) }
            }
        }
        return days
    }

    @Test func weekendsAndPublicHolidaysAreNotWorked() {
        let plain = TenantCalendar(zone: Sample.zone())
        let french = TenantCalendar(zone: Sample.zone(), holidays: .france)
        #expect(plain.isWorked(Sample.day("2026-12-25")))
        #expect(!french.isWorked(Sample.day("2026-12-25")))
        #expect(!plain.isWorked(Sample.day("2026-12-26")))
        #expect(!plain.isWorked(Sample.day("2026-12-27")))
        #expect(french.isWorked(Sample.day("2026-12-28")))
        let shop = TenantCalendar(zone: Sample.zone(), daysOff: [.sunday, .monday])
        #expect(shop.isWorked(Sample.day("2026-12-26")))
        #expect(!shop.isWorked(Sample.day("2026-12-28")))
    }
}
