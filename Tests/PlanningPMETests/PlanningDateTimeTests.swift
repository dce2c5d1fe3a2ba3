import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("PlanningDateTime")
struct PlanningDateTimeTests {
    private func read(_ text: String, _ zone: String = "Europe/Paris") throws -> Instant? {
        PlanningDateTime.read(text, in: try #require(TimeZone(identifier: zone)))
    }

    @Test func whatIsSentIsUTCOrTheLocalTime() throws {
        let moment = Instant(secondsSince1970: 1_516_903_500)
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        #expect(PlanningDateTime.write(moment, as: .utc, in: zone) == "2018-01-25T18:05:00Z")
        #expect(PlanningDateTime.write(moment, as: .local, in: zone) == "2018-01-25T19:05:00")
    }

    @Test(arguments: [
        "2026-12-01T07:00:00Z", "2026-12-01T07:00:00z", "2026-12-01T08:00:00", "2026-12-01T08:00:00.0000000", "2026-12-01T08:00",
        "2026-12-01 08:00:00", "2026-12-01T08:00:00+01:00", "2026-12-01T08:00:00+0100", "2026-12-01T08:00:00+01",
        "2026-12-01T02:00:00-05:00", "2026-12-01T07:00:00.000Z",
    ])
    func everyFormIsTheSameMoment(_ text: String) throws {
        #expect(try read(text)?.description == "2026-12-01T07:00:00Z")
    }

    @Test func fractionsCountToTheMillisecond() throws {
        #expect(try read("2026-12-01T07:00:00.1239999Z")?.millisecondsSince1970 == 1_796_108_400_123)
    }

    @Test func aDayAloneIsItsMidnight() throws {
        #expect(try read("2026-12-01")?.description == "2026-11-30T23:00:00Z")
        #expect(try read("2026-12-01T24:00:00")?.description == "2026-12-01T23:00:00Z")
    }

    @Test func localTimesFollowTheClocks() throws {
        #expect(try read("2026-07-01T08:00:00")?.description == "2026-07-01T06:00:00Z")
        // October: 02:30 comes twice, the earlier one counts. March: 02:30 does not come at all.
        #expect(try read("2026-10-25T02:30:00")?.description == "2026-10-25T00:30:00Z")
        #expect(try read("2026-10-25T03:00:00")?.description == "2026-10-25T02:00:00Z")
        #expect(try read("2026-03-29T02:30:00")?.description == "2026-03-29T01:30:00Z")
        #expect(try read("2026-03-29T03:00:00")?.description == "2026-03-29T01:00:00Z")
    }

    @Test(arguments: [
        "", "x", "2026-13-01T00:00:00", "2026-02-30T00:00:00", "2026-12-01T25:00:00", "2026-12-01T08:60:00",
        "2026-12-01T08:00:00.Z",
        "2026-12-01T08:00:00ZZ", "2026-12-01T08:00:00+", "2026-12-01T08:00:00+1", "2026-12-01T08:00:00+99:00",
        "2026-12-01T8:00:00",
        "2026-12-01T08:00:00 Paris", "１２-12-01T08:00:00",
    ])
    func whatIsNoDateTimeIsRefused(_ text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test(arguments: ["Europe/Paris", "America/Martinique", "Pacific/Noumea", "Indian/Reunion", "UTC"])
    func everyLocalTimeOfAZoneIsReadAsTheZoneShowsIt(_ name: String) throws {
        var random = SplitMix64(seed: 7)
        let zone = try #require(TimeZone(identifier: name))
        for _ in 0..<2000 {
            let moment = Instant(secondsSince1970: Int.random(in: 1_700_000_000...1_900_000_000, using: &random))
            let local = moment.adding(seconds: zone.secondsFromGMT(for: moment.date))
            let found = try #require(PlanningDateTime.read(String(local.description.dropLast()), in: zone))
            // Where the clocks show a time twice, the earlier moment is equally right.
            let shown = found.adding(seconds: zone.secondsFromGMT(for: found.date))
            #expect(shown == local && found <= moment)
        }
    }
}
