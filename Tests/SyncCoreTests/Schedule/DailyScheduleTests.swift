import Foundation
import SyncCore
import SyncTestKit
import Testing

@Suite("The daily schedule")
struct DailyScheduleTests {
    private let tenant = TenantID(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))

    private func schedule(_ minute: Int?, _ zone: String) throws -> DailySchedule {
        DailySchedule(tenant: tenant, dailyAt: minute, zone: try #require(TimeZone(identifier: zone)))
    }

    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    private func instant(_ text: String) throws -> Instant {
        Instant(try #require(try? Date(text, strategy: .iso8601)))
    }

    @Test func anHourThatTheClocksSkipIsDueAtTheNextThatExists() throws {
        let schedule = try schedule(2 * 60 + 30, "Europe/Paris")
        #expect(schedule.moment(on: try day("2027-03-28")) == (try instant("2027-03-28T01:00:00Z")))
        #expect(schedule.moment(on: try day("2027-03-27")) == (try instant("2027-03-27T01:30:00Z")))
        #expect(schedule.moment(on: try day("2027-03-29")) == (try instant("2027-03-29T00:30:00Z")))
    }

    /// A tenant's time of night has seconds: they are skipped with the rest.
    @Test func aMomentOfTheNightThatTheClocksSkipIsDueAtTheNextThatExists() throws {
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        let (day, end) = (try day("2027-03-14"), try instant("2027-03-14T07:00:00Z"))
        var random = SplitMix64(seed: 6)
        var skipped = 0
        for _ in 0..<2000 {
            let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
            let id = TenantID(bytes.withUnsafeBytes { UUID(uuid: $0.load(as: uuid_t.self)) })
            let schedule = DailySchedule(tenant: id, dailyAt: nil, zone: zone)
            guard (2 * 3600..<3 * 3600).contains(schedule.secondOfDay) else { continue }
            skipped += 1
            #expect(schedule.moment(on: day) == end, "\(schedule.secondOfDay)")
        }
        #expect(skipped > 100)
    }

    @Test func anHourThatComesTwiceIsDueTheFirstTime() throws {
        let schedule = try schedule(2 * 60 + 30, "Europe/Paris")
        #expect(schedule.moment(on: try day("2026-10-25")) == (try instant("2026-10-25T00:30:00Z")))
    }

    @Test func aDayThatAZoneLeavesOutIsDueWhenTheNextOneStarts() throws {
        // Samoa went from 2011-12-29 to 2011-12-31.
        let schedule = try schedule(8 * 60, "Pacific/Apia")
        let before = schedule.moment(on: try day("2011-12-29"))
        let skipped = schedule.moment(on: try day("2011-12-30"))
        let after = schedule.moment(on: try day("2011-12-31"))
        #expect(before < skipped && skipped < after)
    }

    @Test func withoutAnHourEveryTenantHasItsMomentOfTheNight() throws {
        var random = SplitMix64(seed: 5)
        var hours: [Int: Int] = [:]
        for _ in 0..<2000 {
            let uuid = UUID(
                uuid: (0..<2).reduce(into: UUID().uuid) { uuid, _ in uuid.0 = UInt8.random(in: 0...255, using: &random) })
            let second = DailySchedule(tenant: TenantID(uuid), dailyAt: nil, zone: .gmt).secondOfDay
            #expect(second >= (21 * 60 + 30) * 60 || second < (5 * 60 + 30) * 60)
            hours[((second + 86_400 - (21 * 60 + 30) * 60) % 86_400) / 3600, default: 0] += 1
        }
        // Eight hours of night, 250 tenants each if they are spread evenly.
        #expect(hours.count == 8 && hours.values.allSatisfy { (150...350).contains($0) }, "\(hours)")
        #expect(try schedule(nil, "Europe/Paris") == schedule(nil, "Europe/Paris"))
    }

    @Test func nothingIsDueBeforeTheFirstActivation() throws {
        let schedule = try schedule(8 * 60, "UTC")
        let since = try instant("2026-11-24T10:00:00Z")
        #expect(schedule.due(at: try instant("2026-11-24T11:00:00Z"), since: since, lastDay: nil) == nil)
        let next = schedule.due(at: try instant("2026-11-25T08:00:00Z"), since: since, lastDay: nil)
        #expect(next?.day == (try day("2026-11-25")))
    }

    @Test func anOutageIsMadeUpForOnceByItsLatestDay() throws {
        let schedule = try schedule(8 * 60, "UTC")
        let due = schedule.due(
            at: try instant("2026-11-27T09:00:00Z"), since: try instant("2026-11-01T00:00:00Z"), lastDay: try day("2026-11-24"))
        #expect(due?.day == (try day("2026-11-27")))
    }

    @Test func anEarlierHourDoesNotBringADayBack() throws {
        let later = try schedule(6 * 60, "UTC")
        let now = try instant("2026-11-24T20:00:00Z")
        #expect(later.due(at: now, since: try instant("2026-11-01T00:00:00Z"), lastDay: try day("2026-11-24")) == nil)
        #expect(later.next(after: now, lastDay: try day("2026-11-24")).day == (try day("2026-11-25")))
    }

    @Test func aZoneFartherWestDoesNotBringADayBack() throws {
        let west = try schedule(8 * 60, "Pacific/Honolulu")
        // In Auckland it was the 25th already; in Honolulu the 24th is still to come, and has had its run.
        let next = west.next(after: try instant("2026-11-24T20:00:00Z"), lastDay: try day("2026-11-25"))
        #expect(next.day == (try day("2026-11-26")))
    }
}
