import Foundation
import JSONText
import SyncCore
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("PlanningPME's events in every form")
struct EventCodecTests {
    private static let zone = Sample.zone()
    private static let day = (start: Sample.instant("2026-12-23T23:00:00Z"), end: Sample.instant("2026-12-24T23:00:00Z"))
    private static let hours = (start: Sample.instant("2026-07-01T07:30:00Z"), end: Sample.instant("2026-07-01T10:00:00Z"))

    private func codec(_ dialect: PlanningDialect, referenceField: String? = nil) -> EventCodec {
        EventCodec(dialect: dialect, zone: Self.zone, referenceField: referenceField, accounts: ["acme", "old"])
    }

    private func draft(_ bounds: (start: Instant, end: Instant)) -> EventFacts {
        EventFacts(
            reference: Draft.reference, employeeID: "42", resource: 31, type: 5, start: bounds.start, end: bounds.end)
    }

    /// Every combination of the points that an event's body depends on.
    private static let dialects: [PlanningDialect] = {
        var dialects: [PlanningDialect] = []
        for kind in [PlanningDialect.Kind.flag, .type(.name("Absence")), .type(.number(85))] {
            for reason in PlanningDialect.Reason.allCases {
                for time in PlanningDialect.Time.allCases {
                    for zone in [nil, "Europe/London", "Pacific/Noumea"] {
                        for wholeDay in PlanningDialect.WholeDay.allCases {
                            for status in [nil, 4] {
                                for update in PlanningDialect.Update.allCases {
                                    var dialect = PlanningDialect()
                                    dialect.kind = kind
                                    dialect.reason = reason
                                    dialect.time = time
                                    dialect.zone = zone
                                    dialect.wholeDay = wholeDay
                                    dialect.status = status
                                    dialect.update = update
                                    dialects.append(dialect)
                                }
                            }
                        }
                    }
                }
            }
        }
        return dialects
    }()

    @Test(arguments: [nil, "LUCCA"]) func whatIsWrittenIsReadAsItWasMeant(referenceField: String?) throws {
        for dialect in Self.dialects {
            let codec = codec(dialect, referenceField: referenceField)
            for bounds in [Self.day, Self.hours] {
                let draft = draft(bounds)
                let change = codec.created(draft)
                var stored = try #require(JSONValue.read(change.body.written())?.members)
                stored["key"] = .integer(12)
                let wire = EventWire(.object(stored))
                #expect(
                    codec.unavailability(wire)
                        == Unavailability(
                            key: 12, resources: [31], type: 5, start: bounds.start, end: bounds.end,
                            remark: "\(Draft.reference)"))
                #expect(codec.isOurs(wire) == true && codec.deviations(of: wire).isEmpty)
                let comparison = codec.compare(stored, with: EventExpectation(draft, dialect, named: change.named))
                #expect(comparison.disagreement == nil)
                #expect(comparison.compared.isSuperset(of: [.kind, .reason, .time, .zone, .remark]))
                #expect(comparison.compared.contains(.wholeDay) == codec.isWholeDays(bounds.start, bounds.end))
                #expect(comparison.compared.contains(.status) == (dialect.status != nil))
                #expect(codec.changed(stored, to: draft, replacing: Draft.reference) == nil, "no difference, no request")
            }
        }
    }

    @Test func bodiesAreSpelledAsTheDialectSays() {
        func body(_ edit: (inout PlanningDialect) -> Void, _ bounds: (start: Instant, end: Instant), field: String? = nil)
            -> String
        {
            var dialect = PlanningDialect()
            edit(&dialect)
            return String(decoding: codec(dialect, referenceField: field).created(draft(bounds)).body.written(), as: UTF8.self)
        }
        let reference = Draft.reference
        #expect(
            body({ _ in }, Self.day)
                == #"{"isUnavailability":true,"_label":{"key":5},"resources":[{"key":31}],"start":"2026-12-24T00:00:00","#
                + #""end":"2026-12-25T00:00:00","remark":"\#(reference)"}"#)
        #expect(
            body(
                {
                    $0.kind = .type(.number(85))
                    $0.reason = .label
                    $0.time = .utc
                    $0.status = 4
                    $0.wholeDay = .allDayUntilLastMinute
                }, Self.day, field: "LUCCA")
                == #"{"type":85,"label":{"key":5},"resources":[{"key":31}],"start":"2026-12-23T23:00:00Z","#
                + #""end":"2026-12-24T22:59:00Z","allDay":true,"status":{"key":4},"fields":{"LUCCA":"\#(reference)"}}"#)
        #expect(
            body(
                {
                    $0.zone = "Europe/London"
                    $0.wholeDay = .allDay
                }, Self.hours)
                == #"{"isUnavailability":true,"_label":{"key":5},"resources":[{"key":31}],"start":"2026-07-01T08:30:00","#
                + #""end":"2026-07-01T11:00:00","remark":"\#(reference)"}"#)
    }

    private static let enumerations = Enumerations(
        .object(["enums": .object(["doType": .object(["Unavailability": .integer(85)])])]))
    private static let kinds = [
        #""isUnavailability":true"#, #""type":"Unavailability""#, #""type":"UNAVAILABILITY""#, #""type":"Absence""#,
        #""type":85"#,
        #""type":"85""#, #""isUnavailability":1"#,
    ]
    private static let reasons = [
        #""_label":{"key":5,"label":"Congés"},"label":"Congés""#, #""label":{"key":"5"}"#, #""unavailability":{"key":5}"#,
    ]
    private static let times = [
        #""start":"2026-12-24T00:00:00","end":"2026-12-25T00:00:00""#,
        #""start":"2026-12-23T23:00:00Z","end":"2026-12-24T23:00:00.000Z","allDay":false"#,
        #""start":"2026-12-24T00:00:00","end":"2026-12-24T23:59:00","allDay":true"#,
        #""start":"2026-12-24T00:00:00+01:00","end":"2026-12-24T23:59:59.997+01:00","allDay":"true""#,
        #""start":"2026-12-24","end":"2026-12-24","allDay":true"#,
        #""start":"2026-12-24T00:00","end":"2026-12-24T24:00:00""#,
    ]

    @Test func anEventIsUnderstoodInEveryKnownForm() throws {
        var dialects = [PlanningDialect(), .assumed]
        dialects[0].kind = .type(.number(85))
        dialects[1].kind = .type(.name("Absence"))
        for dialect in dialects {
            for kind in Self.kinds where kind != #""type":"Absence""# || dialect.kind == .type(.name("Absence")) {
                for reason in Self.reasons {
                    for times in Self.times {
                        var codec = codec(dialect)
                        codec.enumerations = Self.enumerations
                        let event = try #require(
                            JSONValue.read(
                                #"{"key":12,\#(kind),\#(reason),\#(times),"resources":[{"key":31}],"remark":"\#(Draft.reference)"}"#
                            ))
                        #expect(
                            codec.unavailability(EventWire(event))
                                == Unavailability(
                                    key: 12, resources: [31], type: 5, start: Self.day.start, end: Self.day.end,
                                    remark: "\(Draft.reference)"), "\(kind) \(reason) \(times)")
                    }
                }
            }
        }
    }

    private func wire(_ members: String) throws -> EventWire {
        EventWire(
            try #require(
                JSONValue.read(
                    #"{"key":12,"start":"2026-12-24T00:00:00","end":"2026-12-25T00:00:00","resources":[{"key":31}],\#(members)}"#)
            ))
    }

    @Test func anotherFormThanTheDialectsIsNoted() throws {
        let codec = codec(PlanningDialect())
        #expect(codec.deviations(of: try wire(#""isUnavailability":true,"_label":{"key":5},"remark":"x""#)).isEmpty)
        #expect(codec.deviations(of: try wire(#""type":"Unavailability","label":{"key":5}"#)) == [.kind, .reason])
        #expect(codec.deviations(of: try wire(#""remark":"&#91;lucca:acme/9/7/2026-12-24-AM&#93;""#)) == [.remark])
        #expect(codec.deviations(of: try wire(#""remark":"a &amp; b""#)).isEmpty)
    }

    @Test func aTaskOfOursHasNoType() throws {
        let codec = codec(PlanningDialect())
        for kind in [#""isUnavailability":false"#, #""type":"Task""#] {
            let event = codec.unavailability(try wire(#"\#(kind),"_label":{"key":5},"remark":"\#(Draft.reference)""#))
            #expect(event?.type == nil && event?.key == 12)
        }
    }

    @Test(arguments: [#"{"type":"weekly"}"#, #"[1]"#, #""daily""#, "true"]) func oneOfASeriesIsThePlanners(_ recurrence: String)
        throws
    {
        let codec = codec(PlanningDialect())
        let wire = try wire(#""recurrence":\#(recurrence),"remark":"\#(Draft.reference)""#)
        #expect(codec.isOurs(wire) == false && codec.unavailability(wire)?.remark == "")
    }

    @Test(arguments: ["null", "{}", "[]", #""""#, #"{"type":"None","end":null}"#, "false", #"{"type":0}"#])
    func anEmptyRecurrenceIsNone(_ recurrence: String) throws {
        #expect(codec(PlanningDialect()).isOurs(try wire(#""recurrence":\#(recurrence),"remark":"\#(Draft.reference)""#)) == true)
    }

    @Test func aReferenceIsFoundInAnyCustomField() throws {
        for field in [nil, "LUCCA"] {
            let codec = codec(PlanningDialect(), referenceField: field)
            let wire = try wire(#""remark":"Salon","fields":{"A":"x","B":"\#(Draft.reference)","N":12}"#)
            #expect(codec.isOurs(wire) == true)
            #expect(codec.unavailability(wire)?.remark == "Salon\n\(Draft.reference)")
        }
    }

    @Test func entitiesAreDecodedOnce() {
        #expect(HTMLEntities.decode("a &amp;amp; b &eacute;&#233;&#xE9; &nope; &#0; & &lt;") == "a &amp; b ééé &nope; &#0; & <")
        #expect(HTMLEntities.decode("plain é") == "plain é")
    }

    // MARK: changes

    private func members(_ members: String) throws -> JSONObject {
        try #require(
            JSONValue.read(
                #"{"key":12,"isUnavailability":true,"_label":{"key":5,"style":{}},"label":"C","start":"2026-12-24T00:00:00","#
                    + #""end":"2026-12-25T00:00:00","resources":[{"key":31,"label":"R"},{"key":32}],"remark":"a \#(Draft.reference)","#
                    + #""readonly":false,"tooltip":"t","x":1\#(members)}"#)?.members)
    }

    private func sent(
        _ read: JSONObject, to draft: EventFacts, _ dialect: PlanningDialect = PlanningDialect(), field: String? = nil
    ) -> String? {
        codec(dialect, referenceField: field).changed(read, to: draft, replacing: Draft.reference).map {
            String(decoding: $0.body.written(), as: UTF8.self)
        }
    }

    @Test func mergedUpdatesSendOnlyWhatDiffers() throws {
        let read = try members("")
        #expect(sent(read, to: draft(Self.day)) == nil)
        #expect(sent(read, to: draft(Self.hours)) == #"{"start":"2026-07-01T09:30:00","end":"2026-07-01T12:00:00"}"#)
        let other = EventFacts(
            reference: Draft.reference, employeeID: "42", resource: 33, type: 6, start: Self.day.start, end: Self.day.end)
        #expect(sent(read, to: other) == #"{"_label":{"key":6},"resources":[{"key":33}]}"#)
        let next = EventReference(account: "acme", periodID: "10", accountID: "7", first: Draft.reference.first)
        #expect(
            sent(
                read,
                to: EventFacts(
                    reference: next, employeeID: "42", resource: 32, type: 5, start: Self.day.start, end: Self.day.end))
                == #"{"remark":"a \#(next)"}"#)
        var task = read
        task["isUnavailability"] = .bool(false)
        #expect(sent(task, to: draft(Self.day)) == #"{"isUnavailability":true}"#)
        var dialect = PlanningDialect()
        dialect.status = 4
        #expect(sent(read, to: draft(Self.day), dialect) == #"{"status":{"key":4}}"#)
        #expect(sent(try members(#","status":{"key":4}"#), to: draft(Self.day), dialect) == nil)
    }

    @Test func replacingUpdatesSendAllThatIsNotComputed() throws {
        var dialect = PlanningDialect()
        dialect.update = .replace
        #expect(sent(try members(""), to: draft(Self.day), dialect) == nil)
        #expect(
            sent(try members(""), to: draft(Self.hours), dialect)
                == #"{"key":12,"isUnavailability":true,"_label":{"key":5,"style":{}},"label":"C","start":"2026-07-01T09:30:00","#
                + #""end":"2026-07-01T12:00:00","resources":[{"key":31,"label":"R"},{"key":32}],"remark":"a \#(Draft.reference)","x":1}"#
        )
        dialect.kind = .type(.name("Unavailability"))
        dialect.reason = .unavailability
        let other = EventFacts(
            reference: Draft.reference, employeeID: "42", resource: 31, type: 6, start: Self.day.start, end: Self.day.end)
        let body = try #require(sent(try members(""), to: other, dialect))
        #expect(
            body.contains(#""_label":{"key":6}"#) && body.contains(#""unavailability":{"key":6}"#)
                && body.contains(#""type":"Unavailability""#) && body.contains(#""label":"C""#))
    }

    @Test func aDayThatBecomesHoursIsNoWholeDayAnyLonger() throws {
        let read = try members(#","allDay":true"#)
        #expect(sent(read, to: draft(Self.hours))?.hasSuffix(#","allDay":false}"#) == true)
        #expect(sent(read, to: draft(Self.day)) == nil)
    }

    @Test func aReferenceMovesToItsField() throws {
        #expect(
            sent(try members(#","fields":{"A":"b","N":1}"#), to: draft(Self.day), field: "LUCCA")
                == #"{"remark":"a","fields":{"A":"b","N":1,"LUCCA":"\#(Draft.reference)"}}"#)
        var back = try members(#","fields":{"A":"b","LUCCA":"\#(Draft.reference)"}"#)
        back["remark"] = .text("a")
        #expect(
            sent(back, to: draft(Self.day)) == #"{"remark":"a\n\#(Draft.reference)","fields":{"A":"b","LUCCA":""}}"#)
        #expect(sent(back, to: draft(Self.day), field: "LUCCA") == nil)
    }

    @Test func whatAPlannerTypedIsSentAsItWasTyped() throws {
        var dialect = PlanningDialect()
        dialect.remark = .escaped
        var read = try members("")
        read["remark"] = .text("a &amp; b &#91;lucca:acme/9/7/2026-12-24-AM&#93;")
        #expect(sent(read, to: draft(Self.day), dialect) == nil)
        let next = EventReference(account: "acme", periodID: "10", accountID: "7", first: Draft.reference.first)
        #expect(
            sent(
                read,
                to: EventFacts(
                    reference: next, employeeID: "42", resource: 32, type: 5, start: Self.day.start, end: Self.day.end), dialect)
                == #"{"remark":"a & b \#(next)"}"#)
    }
}
