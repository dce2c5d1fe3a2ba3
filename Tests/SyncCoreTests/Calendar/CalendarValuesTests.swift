import Foundation
import SyncCore
import SyncTestKit
import Testing

@Suite("Days and moments")
struct CalendarValuesTests {
    @Test(arguments: [
        "", "2026-2-01", "2026-02-30", "2027-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01", "2026-01-01T00",
        "２０２６-01-01", " 2026-01-1", "+026-01-01", "2026/01/01",
    ])
    func aDayIsReadExactlyOrNotAtAll(text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test func daysCountThroughLeapYears() {
        #expect(Sample.day("1970-01-01").ordinal == 0)
        #expect(Sample.day("2000-02-29").adding(days: 1).description == "2000-03-01")
        #expect(CalendarDay("1900-02-29") == nil)
        #expect(Sample.day("2026-12-31").adding(days: 1).description == "2027-01-01")
        #expect(Sample.day("1969-12-31").ordinal == -1)
    }

    @Test(arguments: [
        ("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"), ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"), ("2026-01-15", -1, "2025-12-15"), ("2026-03-31", 24, "2028-03-31"),
    ])
    func monthsAreAddedWithinTheMonth(day: String, months: Int, sum: String) {
        #expect(Sample.day(day).adding(months: months).description == sum)
    }

    @Test func everyDayOfACenturyIsReadAsWritten() {
        for ordinal in stride(from: -36_525, to: 36_525, by: 1) {
            let day = CalendarDay(ordinal: ordinal)
            #expect(CalendarDay(day.description) == day)
        }
    }

    @Test func weekdaysFollowEachOther() {
        #expect(Sample.day("1970-01-01").weekday == .thursday)
        #expect(Sample.day("2026-12-24").weekday == .thursday)
        #expect(Sample.day("1969-12-29").weekday == .monday)
    }

    @Test func halfDaysAreReadAsWritten() {
        for text in ["2026-12-24-AM", "2026-12-24-PM"] { #expect(HalfDay(text)?.description == text) }
        for text in ["2026-12-24", "2026-12-24-am", "2026-12-24 AM", "2026-12-24-XM", "2026-12-2é-A"] {
            #expect(HalfDay(text) == nil)
        }
        #expect(Sample.half("2026-12-31-PM").next == Sample.half("2027-01-01-AM"))
        #expect(HalfDay(ordinal: -1) == HalfDay(CalendarDay(ordinal: -1), .afternoon))
    }

    @Test func aWindowStartsEarlierUntilTheFirstSuccess() {
        let day = Sample.day("2026-11-24")
        let later = SyncWindow(asOf: day, horizonMonths: 6)
        #expect(
            [later.from, later.to, later.readFrom, later.readThrough].map(\.description) == [
                "2026-11-24", "2027-05-24", "2026-10-24", "2027-05-23",
            ])
        let first = SyncWindow(asOf: day, horizonMonths: 6, initialFrom: Sample.day("2026-09-01"))
        #expect([first.from, first.to, first.readFrom].map(\.description) == ["2026-09-01", "2027-05-24", "2026-08-01"])
        #expect(SyncWindow(asOf: day, horizonMonths: 6, initialFrom: Sample.day("2027-01-01")).from == day)
    }

    @Test func momentsPrintInUTCAndStopAtTheFarthest() {
        #expect(Instant(millisecondsSince1970: -1).description == "1969-12-31T23:59:59Z")
        #expect(Instant(millisecondsSince1970: .max - 5).adding(seconds: 1) == Instant(millisecondsSince1970: .max))
        #expect(Instant(millisecondsSince1970: 0).adding(seconds: .min) == Instant(millisecondsSince1970: .min))
        #expect(Instant(Date(timeIntervalSince1970: .infinity)) == Instant(millisecondsSince1970: .max))
        #expect(Instant(Date(timeIntervalSince1970: 1.2345)) == Instant(millisecondsSince1970: 1235))
    }

    @Test func theDayOfAMomentIsTheZones() {
        let moment = Sample.instant("2026-12-31T23:30:00Z")
        #expect(moment.day(in: Sample.zone()).description == "2027-01-01")
        #expect(moment.day(in: Sample.zone("America/New_York")).description == "2026-12-31")
        #expect(Sample.instant("1969-12-31T22:59:59Z").day(in: Sample.zone()).description == "1969-12-31")
    }
}
