import Foundation
import JSONText
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("PlanningPME: what becomes of what is sent")
struct DialectVerdictTests {
    private static let times: [(PlanningDialect.Time, String, String, TimeVerdict)] = [
        // Sent without a zone, in summer.
        (.local, "2028-06-14T10:00:00", "2028-06-14T10:00:00", .right),
        (.local, "2028-06-14T10:00:00", "2028-06-14T08:00:00Z", .right),
        (.local, "2028-06-14T10:00:00", "2028-06-14T10:00:00+02:00", .right),
        (.local, "2028-06-14T10:00:00", "2028-06-14T12:00:00", .otherwise(.utc, offset: 7200)),
        (.local, "2028-06-14T10:00:00", "2028-06-14T11:00:00", .otherwise(.utc, offset: 3600)),
        (.local, "2028-06-14T10:00:00", "2028-06-14T10:00:00Z", .otherwise(.utc, offset: nil)),
        (.local, "2028-06-14T10:00:00", "2028-06-14T09:00:00Z", .otherwise(.local, offset: 3600)),
        // Sent in UTC, in winter.
        (.utc, "2028-12-13T09:00:00Z", "2028-12-13T10:00:00", .right),
        (.utc, "2028-12-13T09:00:00Z", "2028-12-13T09:00:00Z", .right),
        (.utc, "2028-12-13T09:00:00Z", "2028-12-13T09:00:00", .otherwise(.local, offset: nil)),
        (.utc, "2028-12-13T09:00:00Z", "2028-12-13T08:00:00Z", .otherwise(.local, offset: 3600)),
        (.utc, "2028-12-13T09:00:00Z", "2028-12-13T05:00:00", .otherwise(.utc, offset: -14_400)),
        (.utc, "2028-12-13T09:00:00Z", "soon", .elsewhere), (.local, "2028-12-13T09:00:00", "2028-12-14T09:00:00", .elsewhere),
        (.local, "2028-12-13T09:00:00", "2028-12-13T09:10:00", .elsewhere),
    ]

    @Test(arguments: DialectVerdictTests.times.indices) func aTimeThatMovedShowsHowItWasRead(_ place: Int) {
        let (form, sent, found, verdict) = Self.times[place]
        #expect(TimeVerdict(sent: sent, as: form, in: Sample.zone(), found: found) == verdict)
    }

    @Test func aTimeThatIsMissingIsElsewhere() {
        #expect(TimeVerdict(sent: "2028-12-13T09:00:00", as: .local, in: Sample.zone(), found: nil) == .elsewhere)
    }

    @Test(arguments: [
        ("a é\nb\n", RemarkVerdict.found(.kept)), ("a é\r\nb", .found(.trimmed)), ("a &eacute;\nb\n", .found(.escaped)),
        ("a &#233;\r\nb", .found(.escaped)), ("a é", .found(.cut)), ("", .found(.cut)), ("a &eacute;", .found(.cut)),
        ("a e\nb\n", .unforeseen), ("a é\nb\nc", .unforeseen),
    ]) func aRemarkShowsHowItWasStored(_ found: String, _ verdict: RemarkVerdict) {
        #expect(RemarkVerdict(sent: "a é\nb\n", found: found) == verdict)
    }

    @Test func aProbesReferenceIsAsLongAsTheyGet() throws {
        let mark = ProbeMark(at: DialectProbeTests.now, number: 1, day: DialectProbeTests.day, hasField: false)
        #expect(EventReference.all(in: mark.remark) == [mark.reference])
        #expect("\(mark.reference)".utf8.count > 120 && mark.remark.hasPrefix(ProbePlan.mark))
        #expect(mark.reference.account.utf8.count == 63)
        #expect("\(ProbePlan.mark) \(mark.nonce)".count < 40, "it survives a truncated remark")
    }

    @Test func theFirstZoneThatHasEveryOffsetIsTaken() {
        func offset(_ at: String, _ hours: Int) -> BrandZone.Offset {
            BrandZone.Offset(at: Sample.instant(at), seconds: hours * 3600)
        }
        let summer = "2028-06-14T08:00:00Z"
        let winter = "2028-12-13T08:00:00Z"
        #expect(BrandZone.fitting([offset(summer, 1), offset(winter, 0)], likely: ["Europe/Paris"]) == "Europe/London")
        #expect(BrandZone.fitting([offset(summer, 4), offset(winter, 4)], likely: ["Asia/Dubai"]) == "Asia/Dubai")
        #expect(BrandZone.fitting([], likely: ["Europe/Paris"]) == "Europe/Paris")
        #expect(BrandZone.fitting([offset(summer, 13), offset(winter, -3)], likely: []) == nil)
    }

    @Test func enumerationsAreReadAsTheyCome() throws {
        func read(_ text: String) throws -> Enumerations {
            let configuration = try #require(JSONValue.read(text))
            return try #require(Enumerations(configuration))
        }
        let listed = try read(#"{"enums":{"doType":["Task","Unavailability"],"odd":3}}"#)
        #expect(listed.unavailability == Enumerations.Value(name: "Unavailability", number: nil))
        let numbered = try read(#"{"Enums":{"results":{"Unavailability":9},"doType":{"Task":84,"unavailability":85}}}"#)
        #expect(numbered.unavailability == Enumerations.Value(name: "unavailability", number: 85))
        #expect(numbered.unavailabilityNumbers == [9, 85])
        #expect(Enumerations(.object([:])) == nil)
    }
}
