import JSONText
import SyncCore
import Testing

@testable import Lucca

@Suite("Lucca's wire")
struct LuccaWireTests {
    @Test(arguments: [
        #""2026-12-25""#, #""2026-12-25T00:00:00""#, #""2026-12-25T00:00:00.000""#, #""2026-12-25T00:00:00Z""#,
        #""2026-12-25T00:00:00+01:00""#, #""2026-12-25 00:00:00""#,
    ])
    func allFormsOfADateAreOneDay(_ json: String) {
        #expect(LuccaDate(JSONValue.read(json)) == .day(day(2026, 12, 25)))
    }

    @Test(arguments: [
        #""2026-02-30""#, #""25/12/2026""#, #""2026-12-2""#, #""""#, "20261225", "true", #""2026-12-25x""#, #""2026-12-25é""#,
    ])
    func whatIsNoDateIsUnreadable(_ json: String) {
        #expect(LuccaDate(JSONValue.read(json)) == .unreadable)
    }

    @Test func aMissingDateIsNone() {
        #expect(LuccaDate(nil) == .none)
        #expect(LuccaDate(.null) == .none)
    }

    @Test(arguments: [
        (#""02:30:00""#, 9000), (#""02:30""#, 9000), (#""00:00:00""#, 0), (#""02:30:00.0000000""#, 9000),
        (#""1.00:00:00""#, 86_400),
        ("2.5", 9000), ("4", 14_400), (#""2.5""#, 9000), (#""24:00:00""#, 86_400),
    ])
    func hoursComeAsTimesAndAsNumbers(_ json: String, _ seconds: Int) {
        #expect(LuccaHours(JSONValue.read(json)) == .seconds(seconds))
    }

    @Test(arguments: [
        #""-02:30:00""#, #""25:00:00""#, #""02:60:00""#, #""a""#, "-1", "1e300", "true", #"":""#, #""1:2:3:4""#, "99999",
    ])
    func hoursThatAreNoneAreUnreadable(_ json: String) {
        #expect(LuccaHours(JSONValue.read(json)) == .unreadable)
    }

    @Test func aLeaveFillsItsHalfDayWithoutHours() {
        #expect(LuccaHours(nil) == .none)
        #expect(LuccaHours(.null) == .none)
        #expect(LuccaHours(.text("")) == .none)
    }

    @Test(arguments: [
        #"{"data":{"items":[{}],"count":3}}"#, #"{"Data":{"Items":[{}],"Count":3}}"#, #"{"items":[{}],"count":3,"next":null}"#,
        #"{"data":{"items":[{}],"count":"3"},"header":null}"#, #"{"data":null,"items":[{}],"count":3}"#,
    ])
    func bothEnvelopesAreUnderstood(_ json: String) throws {
        let document = try #require(JSONValue.read(json))
        let page = try #require(LuccaPage(document))
        #expect(page.rows.count == 1)
        #expect(page.count == 3)
        #expect(!page.hasNext)
    }

    @Test(arguments: [#"{"data":{"items":null}}"#, #"{"Status":200}"#, "3", #"{"items":{}}"#])
    func anEnvelopeWithoutRowsIsNone(_ json: String) throws {
        #expect(LuccaPage(try #require(JSONValue.read(json))) == nil)
    }
}
