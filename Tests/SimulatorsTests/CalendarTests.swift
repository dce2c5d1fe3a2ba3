import Testing

@testable import Simulators

@Suite("Days and moments")
struct CalendarTests {
    @Test func everyDayOfFourCenturiesComesBack() throws {
        var day = try #require(SimulatedDay("1899-12-31"))
        var weekday = day.weekday
        for _ in 0..<146_097 {
            day = day.adding(1)
            weekday = (weekday + 1) % 7
            #expect(SimulatedDay(day.description) == day)
            #expect(day.weekday == weekday)
        }
        #expect(day.description == "2299-12-31")
        #expect(SimulatorConfiguration.usualToday.description == "2026-12-01")
        #expect(SimulatorConfiguration.usualToday.weekday == 1)
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026-12-01T00:00:00", "", "+026-12-01"])
    func whatIsNoDayIsRefused(_ text: String) {
        #expect(SimulatedDay(text) == nil)
    }

    @Test(arguments: [
        ("2026-12-01T08:00:00Z", 1_796_112_000), ("2026-12-01T09:00:00", 1_796_112_000),
        ("2026-12-01T09:00:00+01:00", 1_796_112_000),
        ("2026-07-01T09:00:00", 1_782_889_200), ("2026-12-01T08:00:00.417Z", 1_796_112_000), ("2026-12-01", 1_796_079_600),
        ("2026-10-25T01:30:00", 1_792_884_600), ("2027-03-28T04:00:00", 1_806_199_200),
    ])
    func momentsAreRead(_ text: String, _ seconds: Int) {
        #expect(InstantText.parse(text) == seconds)
    }

    @Test func localTimeFollowsTheClocksOfParis() {
        #expect(InstantText.local(1_792_889_999) == "2026-10-25T02:59:59")
        #expect(InstantText.local(1_792_890_000) == "2026-10-25T02:00:00")
        #expect(InstantText.local(1_806_195_599) == "2027-03-28T01:59:59")
        #expect(InstantText.local(1_806_195_600) == "2027-03-28T03:00:00")
        #expect(InstantText.utc(0) == "1970-01-01T00:00:00Z")
    }

    @Test(arguments: ["hier", "2026-12-01T", "2026-12-01T8:00", "2026-12-01T25:00:00Z", "2026-12-01 08:00"])
    func whatIsNoMomentIsRefused(_ text: String) {
        #expect(InstantText.parse(text) == nil)
    }

    @Test(arguments: [
        ("Europe/Paris", 3600, 7200), ("Europe/London", 0, 3600), ("Indian/Reunion", 14_400, 14_400),
        ("America/Martinique", -14_400, -14_400), ("America/Montreal", -18_000, -14_400),
    ])
    func placesHaveClocksOfTheirOwn(_ name: String, _ winter: Int, _ summer: Int) throws {
        let zone = try #require(SimulatedZone(name))
        for (day, offset) in [("2026-12-01T08:00:00Z", winter), ("2026-07-01T08:00:00Z", summer)] {
            let moment = try #require(InstantText.parse(day))
            #expect(zone.offset(atUTC: moment) == offset)
            #expect(zone.utc(fromLocal: zone.local(moment)) == moment)
        }
        #expect(SimulatedZone("Mars/Olympus") == nil)
    }
}
