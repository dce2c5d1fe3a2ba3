import SyncTestKit
import Testing

@testable import SyncCore

@Suite("HolidayCalendar")
struct HolidayCalendarTests {
    @Test(arguments: [
        (1961, "1961-04-02"), (1999, "1999-04-04"), (2000, "2000-04-23"), (2008, "2008-03-23"), (2011, "2011-04-24"),
        (2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2027, "2027-03-28"), (2028, "2028-04-16"),
        (2035, "2035-03-25"), (2038, "2038-04-25"), (2049, "2049-04-18"), (2076, "2076-04-19"), (2285, "2285-03-22"),
    ])
    func easterFallsWhereTheTablesSay(year: Int, day: String) {
        #expect(HolidayCalendar.easterSunday(of: year)?.description == day)
    }

    @Test func franceHasElevenHolidaysAYear() {
        #expect(
            holidays(.france, 2026) == [
                "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15",
                "2026-11-01", "2026-11-11", "2026-12-25",
            ])
    }

    @Test func alsaceMoselleAddsGoodFridayAndSaintStephen() {
        let added = Set(holidays(.alsaceMoselle, 2027)).subtracting(holidays(.france, 2027))
        #expect(added == ["2027-03-26", "2027-12-26"])
    }

    @Test func ascensionOnTheFirstOfMayIsOneHoliday() {
        #expect(holidays(.france, 2008).count == 10)
    }

    @Test func withoutCalendarThereIsNone() {
        #expect(holidays(.none, 2026).isEmpty)
    }

    private func holidays(_ calendar: HolidayCalendar, _ year: Int) -> [String] {
        (Sample.day("\(year)-01-01").ordinal...Sample.day("\(year)-12-31").ordinal)
            .map(CalendarDay.init(ordinal:)).filter(calendar.contains).map(\.description)
    }
}
