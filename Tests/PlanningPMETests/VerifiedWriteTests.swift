import Foundation
import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@testable import PlanningPME

@Suite("PlanningPMETarget: every write is verified")
struct VerifiedWriteTests {
    private static let day = Draft.event()
    private static let summer = EventFacts(
        reference: Draft.reference, employeeID: "42", resource: 31, type: 5, start: Sample.instant("2026-07-01T07:00:00Z"),
        end: Sample.instant("2026-07-01T10:00:00Z"))

    private func error(_ call: () async throws -> Void) async throws -> SyncError {
        try #require(await #expect(throws: SyncError.self) { try await call() })
    }

    @Test func aBrandThatIsWrittenToInItsOwnDialectAgreesWithEveryWrite() async throws {
        var random = SplitMix64(seed: 20_270_105)
        for _ in 0..<Proof.count(small: 150, full: 20_000) {
            let forms = BrandForms.random(&random)
            let brand = FakeBrand(forms)
            let fixture = try PlanningFixture(brand, dialect: forms.dialect)
            let draft = random.pick(Self.day, Self.summer)
            let written = try await fixture.target.create(draft)
            #expect(written.disagreement == nil, "\(forms)")
            #expect(written.compared.isSuperset(of: [.kind, .reason, .time, .remark]), "\(forms)")
            brand.edit(written.key.value) {
                $0.others["xColour"] = .text("red")
                $0.remark += " Prévenu le client"
            }
            let moved = EventFacts(
                reference: Draft.reference, employeeID: "42", resource: random.pick(31, 32), type: random.pick(5, 6),
                start: draft.start.adding(seconds: 86_400), end: draft.end.adding(seconds: 2 * 86_400))
            let update = try #require(try await fixture.target.update(written.key, to: moved, replacing: Draft.reference))
            #expect(update.disagreement == nil, "\(forms)")
            let stands = try #require(brand.events.first)
            #expect(brand.events.count == 1 && stands.start == moved.start && stands.end == moved.end, "\(forms)")
            #expect(stands.isUnavailability && stands.type == moved.type.value && stands.resources == [moved.resource.value])
            #expect(stands.others["xColour"] == .text("red") && stands.remark.contains("Prévenu le client"), "\(forms)")
            let listed = try await fixture.target.unavailabilities(from: moved.start, to: moved.end, resources: nil)
            #expect(listed.map(\.key) == [written.key] && listed.first?.start == moved.start, "\(forms)")
            #expect(try await fixture.target.unavailability(written.key)?.end == moved.end)
            #expect(try await fixture.target.delete(written.key), "\(forms)")
            #expect(brand.events.isEmpty, "\(forms)")
            #expect(try await fixture.target.unavailability(written.key) == nil)
            #expect(try await !fixture.target.delete(written.key))
        }
    }

    private static let wrong: [(DialectPoint, @Sendable (inout BrandForms) -> Void)] = [
        (.kind, { $0.kind = .type(.name("Unavailability")) }), (.kind, { $0.kind = .type(.number(85)) }),
        (.reason, { $0.reason = .label }), (.reason, { $0.reason = .unavailability }), (.time, { $0.timeInput = .utc }),
        (
            .zone,
            {
                $0.zone = "America/Martinique"
                $0.showsUTC = true
            }
        ), (.wholeDay, { $0.wholeDay = .allDay }), (.wholeDay, { $0.wholeDay = .allDayUntilLastMinute }),
        (.remark, { $0.remark = .cut }),
    ]

    @Test(arguments: VerifiedWriteTests.wrong.indices, BrandForms.CreateAnswer.allCases)
    func aCreateThatWasUnderstoodOtherwiseNamesThePoint(_ place: Int, _ answer: BrandForms.CreateAnswer) async throws {
        let (point, edit) = Self.wrong[place]
        // An event that lost its reference cannot be found by it.
        guard point != .remark || answer != .empty else { return }
        var forms = BrandForms()
        edit(&forms)
        forms.create = answer
        let brand = FakeBrand(forms)
        let written = try await PlanningFixture(brand).target.create(
            EventFacts(
                reference: EventReference(
                    account: "acme", periodID: "123456789012345", accountID: "7", first: Draft.reference.first),
                employeeID: "42", resource: 31, type: 5, start: Self.day.start, end: Self.day.end))
        let disagreement = try #require(written.disagreement)
        #expect(point.blamed.contains(disagreement.point), "\(disagreement)")
        #expect(brand.events.map(\.key) == [written.key.value], "the event is known all the same")
        #expect(disagreement.sent != disagreement.found && written.compared.contains(.kind))
    }

    @Test func aStatusThatWasNotTakenIsNamed() async throws {
        var forms = BrandForms()
        forms.statuses = (1, 2)
        var dialect = PlanningDialect()
        dialect.status = 9
        let brand = FakeBrand(forms)
        brand.forms.oddMembers = [.init("status", .named(1))]
        let written = try await PlanningFixture(brand, dialect: dialect).target.create(Self.day)
        #expect(written.disagreement == Disagreement(point: .status, sent: .spelled("9"), found: .spelled("1")))
    }

    @Test func timesAreComparedInBothHalvesOfTheYear() async throws {
        for draft in [Self.day, Self.summer] {
            var dialect = PlanningDialect()
            dialect.time = .utc
            let dropped = try await PlanningFixture(FakeBrand(), dialect: dialect).target.create(draft)
            #expect(dropped.disagreement?.point == .time, "the Z is dropped")
            var forms = BrandForms()
            forms.timeInput = .utc
            #expect(try await PlanningFixture(FakeBrand(forms)).target.create(draft).disagreement?.point == .time)
            forms.zone = "Europe/London"
            forms.timeInput = .local
            forms.showsUTC = true
            let zone = try #require(try await PlanningFixture(FakeBrand(forms)).target.create(draft).disagreement?.point)
            #expect(DialectPoint.zone.blamed.contains(zone))
        }
    }

    @Test func anAnswerThatIsTheEventCostsNothingMore() async throws {
        let brand = FakeBrand()
        let fixture = try PlanningFixture(brand)
        let key = try await fixture.target.create(Self.day).key
        #expect(brand.requests == ["POST api/do"])
        _ = try await fixture.target.update(key, to: Self.summer, replacing: Draft.reference)
        #expect(brand.requests.dropFirst() == ["GET api/do/101", "PUT api/do/101"])
        _ = try await fixture.target.update(key, to: Self.summer, replacing: Draft.reference)
        #expect(brand.requests.dropFirst(3) == ["GET api/do/101"], "no difference, no request")
    }

    @Test(arguments: [BrandForms.CreateAnswer.keyOnly, .bareKey, .location, .empty])
    func anEmptyAnswerCostsOneMore(_ answer: BrandForms.CreateAnswer) async throws {
        for (paging, hasTotal) in PlanningDialect.Paging.allCases.flatMap({ [($0, true), ($0, false)] }) {
            var forms = BrandForms()
            forms.create = answer
            forms.answersUpdates = false
            forms.paging = paging
            forms.hasTotal = hasTotal
            let brand = FakeBrand(forms)
            let fixture = try PlanningFixture(brand, dialect: forms.dialect)
            let written = try await fixture.target.create(Self.day)
            #expect(brand.requests.count == 2, "\(paging) \(hasTotal) \(brand.requests)")
            #expect(written.disagreement == nil && written.compared.isSuperset(of: [.kind, .reason, .time, .remark]))
            let update = try await fixture.target.update(written.key, to: Self.summer, replacing: Draft.reference)
            #expect(update?.disagreement == nil && brand.requests.count == 5)
        }
    }

    /// A status's type may be a number that only the brand's enumerations explain.
    @Test(arguments: BrandForms.CreateAnswer.allCases)
    func aRequestIsNoticedWhereStatusTypesAreNumbers(_ answer: BrandForms.CreateAnswer) async throws {
        for created in [1, 2] {
            var forms = BrandForms()
            forms.create = answer
            forms.statuses = (created, 2)
            let brand = FakeBrand(forms)
            let fixture = try PlanningFixture(brand)
            let first = try await fixture.target.create(Self.day)
            #expect(first.disagreement?.point == (created == 1 ? .status : nil) && first.compared.contains(.status))
            let second = EventReference(account: "acme", periodID: "9", accountID: "7", first: Draft.reference.first)
            _ = try await fixture.target.create(Draft.event(second))
            #expect(brand.requests.count { $0 == "GET api/config" } == 1, "once: \(brand.requests)")
        }
    }

    /// Whole days until 23:59 that a brand marks by their bounds: with `allDay` they look whole to everyone.
    @Test(arguments: [true, false]) func aWholeDayIsWrittenAgainWhereItsLastMinuteIsMissing(isAllDay: Bool) async throws {
        let lastMinute = Self.day.end.adding(seconds: -60)
        let brand = brand(event: {
            $0.start = Self.day.start
            $0.end = lastMinute
            $0.isAllDay = isAllDay
        })
        let fixture = try PlanningFixture(brand)
        let listed = try await fixture.target.unavailabilities(from: Self.day.start, to: Self.day.end, resources: nil)
        #expect(listed.map(\.end) == [isAllDay ? Self.day.end : lastMinute])
        #expect(try await fixture.target.update(101, to: Self.day, replacing: Draft.reference)?.disagreement == nil)
        #expect(brand.events.map(\.end) == [isAllDay ? lastMinute : Self.day.end])
        #expect(brand.requests.contains("PUT api/do/101") == !isAllDay)
    }

    /// An answer may be a receipt with some of the members: a missing one is no disagreement before the event was read.
    @Test func anAnswerThatSaysLessIsLookedInto() async throws {
        let brand = FakeBrand()
        let fixture = try PlanningFixture(
            rawAppKey: "k", login: .authToken(Secret("a")), dialect: PlanningDialect()
        ) { request, _ in
            let answer = brand.answer(request)
            guard request.method == .post, request.path == "/acme/api/do" else { return answer }
            return .json(#"{"key":101,"start":"2026-12-24T00:00:00","end":"2026-12-25T00:00:00"}"#)
        }
        #expect(try await fixture.target.create(Self.day).disagreement == nil)
        #expect(brand.requests == ["POST api/do", "GET api/do/101"])
    }

    @Test func aKeyThatLeadsNowhereIsADisagreement() async throws {
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            guard request.method == .post else { return .json("{}", status: 404) }
            return .json(request.path.hasSuffix("list") ? #"{"items":[],"total":0}"# : "1")
        }
        let written = try await fixture.target.create(Self.day)
        #expect(written.disagreement?.point == .createdKey && written.compared == [.createdKey])
    }

    @Test(arguments: [0, 200, 400, 403, 405, 503]) func aWriteWhoseEventCanNotBeReadKeepsItsKey(_ status: Int) async throws {
        let brand = brand { $0.answersUpdates = false }
        let isWritten = Atomic(false)
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            guard request.method == .get, isWritten.load(ordering: .relaxed) else {
                if request.method != .get { isWritten.store(true, ordering: .relaxed) }
                return request.method == .post ? .json(#"{"key":77}"#, status: 201) : brand.answer(request)
            }
            guard status > 0 else { throw ExchangeFailure(.connectionLost, mayHaveBeenReceived: true) }
            return .json("[]", status: status)
        }
        #expect(try await fixture.target.create(Self.day) == WrittenEvent(key: 77, isVerified: false))
        isWritten.store(false, ordering: .relaxed)
        let update = try await fixture.target.update(101, to: Self.summer, replacing: Draft.reference)
        #expect(update == WrittenEvent(key: 101, isVerified: false))
    }

    // MARK: keys of other events

    /// A brand whose answer to a create names an event of a planner's.
    private func misleading(
        _ dialect: PlanningDialect = PlanningDialect(), _ edit: (inout BrandForms) -> Void = { _ in },
        event: (inout FakeBrand.Event) -> Void = { _ in }
    ) throws -> (FakeBrand, PlanningFixture) {
        let brand = brand(edit) {
            $0.remark = "Salon"
            event(&$0)
        }
        let fixture = try PlanningFixture(dialect: dialect) { request, _ in
            let answer = brand.answer(request)
            return request.method == .post && request.path == "/acme/api/do" ? .json(#"{"key":101}"#, status: 201) : answer
        }
        return (brand, fixture)
    }

    @Test func aKeyOfAPlannersEventIsNotTakenForOurs() async throws {
        let (_, fixture) = try misleading()
        let written = try await fixture.target.create(Self.day)
        #expect(written.key == 102)
        #expect(written.disagreement == Disagreement(point: .createdKey, sent: .event(key: 101), found: .event(key: 102)))
    }

    @Test func aKeyOfAnotherEventIsNotRecordedWhereNothingShowsOurs() async throws {
        let events: [@Sendable (inout FakeBrand.Event) -> Void] = [
            { _ in },
            {
                $0.remark = ""
                $0.resources = [32]
            }, { $0.remark = "\(EventReference(account: "acme", periodID: "8", accountID: "7", first: Draft.reference.first))" },
            {
                $0.remark = ""
                $0.start = Sample.instant("2027-03-01T08:00:00Z")
                $0.end = Sample.instant("2027-03-01T09:00:00Z")
            },
        ]
        for event in events {
            let (_, fixture) = try misleading(PlanningDialect(), { $0.lastDay = Sample.day("2026-01-01") }, event: event)
            let error = try await error { _ = try await fixture.target.create(Self.day) }
            #expect(error.isAmbiguous && error.code == .planningPMEUnreadable)
        }
    }

    @Test func keysAreNotReadWhereTheDialectSaysThatTheyLeadElsewhere() async throws {
        var dialect = PlanningDialect()
        dialect.createdKey = .reference
        let (brand, fixture) = try misleading(dialect)
        let written = try await fixture.target.create(Self.day)
        #expect(written.key == 102 && written.disagreement == nil)
        #expect(!brand.requests.contains("GET api/do/101"))
    }

    private static func row(_ draft: EventFacts, _ key: EventKey = 101) -> LedgerEntry {
        LedgerEntry(draft, key: key)
    }

    @Test func anUnmarkedEventIsWrittenOnlyWhereItsRowSaysThatItExists() async throws {
        let elsewhere: [(Bool, (inout FakeBrand.Event) -> Void)] = [
            (true, { _ in }), (false, { $0.resources = [32] }),
            (
                false,
                {
                    $0.start = Self.summer.start
                    $0.end = Self.summer.end
                }
            ),
        ]
        for (isOurs, edit) in elsewhere {
            let brand = brand(event: {
                $0.remark = "Salon"
                edit(&$0)
            })
            let fixture = try PlanningFixture(brand)
            let row = Self.row(Self.day)
            let written = try await fixture.target.rewrite(101, to: Self.day, replacing: Draft.reference, standing: row)
            #expect((written != nil) == isOurs)
            if isOurs { brand.edit(101) { $0.remark = "" } }
            #expect(try await fixture.target.withdraw(101, standing: row) == isOurs)
            #expect(brand.events.isEmpty == isOurs)
        }
    }

    @Test func aRewriteThatFindsNothingToSendComparesAllTheSame() async throws {
        for (type, isRight) in [("Approved", true), ("Requested", false)] {
            let brand = brand {
                $0.oddMembers = [.init("status", .object(["key": .integer(3), "type": .text(type)]))]
            } event: {
                $0.start = Self.day.start
                $0.end = Self.day.end
            }
            let fixture = try PlanningFixture(brand)
            let row = Self.row(Self.day)
            let written = try await fixture.target.rewrite(101, to: Self.day, replacing: Draft.reference, standing: row)
            #expect(brand.requests == ["GET api/do/101"])
            #expect(written?.disagreement?.point == (isRight ? nil : .status))
            let update = try await fixture.target.update(101, to: Self.day, replacing: Draft.reference)
            #expect(update == WrittenEvent(key: 101), "planners may make a request of it")
        }
    }

    @Test func anEventOfOursInAnotherStatusIsWrittenAgain() async throws {
        let brand = brand {
            $0.statuses = (1, 2)
        } event: {
            $0.status = 1
        }
        brand.add {
            $0.remark = "Salon"
            $0.status = 1
        }
        var dialect = PlanningDialect()
        dialect.status = 2
        let fixture = try PlanningFixture(brand, dialect: dialect)
        let found = try await fixture.target.unavailabilities(from: Self.day.start, to: Self.day.end, resources: nil)
        #expect(found.map(\.type) == [nil, 5])
        #expect(try await fixture.target.update(101, to: Self.day, replacing: Draft.reference)?.disagreement == nil)
        #expect(try await fixture.target.unavailability(101)?.type == 5)
    }

    // MARK: updates

    private func brand(_ edit: (inout BrandForms) -> Void = { _ in }, event: (inout FakeBrand.Event) -> Void = { _ in })
        -> FakeBrand
    {
        var forms = BrandForms()
        edit(&forms)
        let brand = FakeBrand(forms)
        brand.add {
            $0.remark = "Prévenu le client \(Draft.reference)"
            $0.others = ["xColour": .text("red")]
            event(&$0)
        }
        return brand
    }

    @Test(arguments: [true, false]) func whatAMergedUpdateLosesIsBlamedOnTheUpdate(answers: Bool) async throws {
        let brand = brand {
            $0.update = .replace
            $0.answersUpdates = answers
        }
        let written = try await PlanningFixture(brand).target.update(101, to: Self.summer, replacing: Draft.reference)
        #expect(written?.disagreement?.point == .update)
    }

    @Test func whatOnlyTheMembersShowIsBlamedOnTheUpdateToo() async throws {
        let before: JSONObject = [
            "key": .integer(12), "isUnavailability": .bool(true), "_label": .named(5), "start": .text("2026-12-24T00:00:00"),
            "end": .text("2026-12-25T00:00:00"), "resources": .list([.named(31)]), "remark": .text("Salon \(Draft.reference)"),
            "fields": .object(["A": .text("b")]), "project": .named(3), "tooltip": .text("t"), "Prévenu par": .text("x"),
        ]
        let codec = EventCodec(dialect: PlanningDialect(), zone: Sample.zone(), accounts: ["acme"])
        let expected = EventExpectation(Self.day, PlanningDialect(), named: [.times], before: before)
        #expect(codec.compare(before, with: expected).disagreement == nil)
        for (edit, found): ((inout JSONObject) -> Void, WrittenFact) in [
            ({ $0["project"] = .null }, .spelled("project")), ({ $0["fields"] = .object([:]) }, .customField),
            ({ $0["fields"] = nil }, .customField),
            ({ $0["remark"] = .text("\(Draft.reference)") }, .restOfRemark),
            ({ $0["Prévenu par"] = nil }, .member),
        ] {
            var after = before
            edit(&after)
            #expect(
                codec.compare(after, with: expected).disagreement == Disagreement(point: .update, sent: found, found: .nothing))
        }
        var after = before
        after["tooltip"] = nil
        after["remark"] = .text(" Salon\r\n\(Draft.reference)")
        #expect(
            codec.compare(after, with: expected)
                == EventComparison(
                    compared: [.kind, .reason, .time, .zone, .wholeDay, .remark, .update]))
    }

    @Test func aSecondPersonStays() async throws {
        for update in PlanningDialect.Update.allCases {
            let brand = brand {
                $0.update = update
            } event: {
                $0.resources = [32, 31]
            }
            var dialect = PlanningDialect()
            dialect.update = update
            let fixture = try PlanningFixture(brand, dialect: dialect)
            #expect(try await fixture.target.update(101, to: Self.summer, replacing: Draft.reference)?.disagreement == nil)
            #expect(brand.events.first?.resources == [32, 31])
            brand.edit(101) { $0.resources = [32, 33] }
            #expect(try await fixture.target.update(101, to: Self.summer, replacing: Draft.reference)?.disagreement == nil)
            #expect(brand.events.first?.resources == [31])
        }
    }

    @Test func aTaskOfOursIsMadeAnUnavailabilityAgain() async throws {
        for list in BrandForms.List.allCases {
            let brand = brand {
                $0.list = list
            } event: {
                $0.isUnavailability = false
                $0.type = nil
            }
            var dialect = PlanningDialect()
            dialect.list = .filteredHere
            let fixture = try PlanningFixture(brand, dialect: dialect)
            let found = try await fixture.target.unavailabilities(
                from: Self.day.start, to: Self.day.end, resources: nil)
            #expect(found.map(\.key) == [101] && found.first?.type == nil)
            #expect(try await fixture.target.update(101, to: Self.day, replacing: Draft.reference)?.disagreement == nil)
            #expect(brand.events.first?.isUnavailability == true && brand.events.first?.type == 5)
        }
    }

    @Test func aReleasedEventKeepsAllButItsReference() async throws {
        for update in PlanningDialect.Update.allCases {
            let brand = brand { $0.update = update }
            var dialect = PlanningDialect()
            dialect.update = update
            let before = try #require(brand.events.first)
            #expect(try await PlanningFixture(brand, dialect: dialect).target.release(101))
            let after = try #require(brand.events.first)
            #expect(after.remark == "Prévenu le client" && after.others == before.others && after.start == before.start)
            #expect(after.type == before.type && after.isUnavailability && after.end == before.end)
        }
        let losing = brand { $0.update = .replace }
        let error = try await error { try await PlanningFixture(losing).target.release(101) }
        #expect(error.code == .planningDisagrees && error.failureClass == .rejected && error.disagreement?.point == .update)
    }

    @Test func anEventOfASeriesIsNeitherChangedNorDeleted() async throws {
        let brand = brand { $0.oddMembers = [.init("recurrence", .object(["type": .text("weekly")]))] }
        let fixture = try PlanningFixture(brand)
        #expect(try await fixture.target.update(101, to: Self.summer, replacing: Draft.reference) == nil)
        #expect(try await !fixture.target.delete(101))
        #expect(try await !fixture.target.release(101))
        #expect(brand.requests.allSatisfy { $0.hasPrefix("GET") })
        let listed = try await fixture.target.unavailabilities(
            from: Self.day.start, to: Self.day.end, resources: nil)
        #expect(listed.map(\.remark) == [""])
    }

    @Test func rowsOfOneKeyAndManyStartsAreASeries() async throws {
        func row(_ key: Int, _ start: String) -> String {
            #"{"key":\#(key),"start":"\#(start)","end":"2026-12-25T00:00:00","remark":"\#(Draft.reference)","_label":{"key":5}}"#
        }
        let rows = [row(1, "2026-12-23T00:00:00"), row(1, "2026-12-24T00:00:00"), row(2, "2026-12-24T00:00:00")]
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { _, _ in
            .json(#"{"items":[\#(rows.joined(separator: ","))],"total":3}"#)
        }
        let found = try await fixture.target.unavailabilities(from: Self.day.start, to: Self.day.end, resources: nil)
        #expect(found.map(\.key) == [1, 2] && found.map(\.remark) == ["", "\(Draft.reference)"])
    }

    // MARK: deletions

    @Test func anEventThatStaysAfterItsDeletionIsADisagreement() async throws {
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            request.method == .delete
                ? .json("", status: 204)
                : .json(#"{"key":12,"start":"2026-12-24T00:00:00","end":"2026-12-25T00:00:00","remark":"\#(Draft.reference)"}"#)
        }
        let error = try await error { try await fixture.target.delete(12) }
        #expect(error.code == .planningDisagrees && error.failureClass == .rejected && !error.remedy.isEmpty)
        #expect(error.disagreement?.point == .deletion)
    }

    @Test(arguments: BrandForms.GoneForm.allCases) func whatIsGoneIsSaidInTheBrandsWay(_ form: BrandForms.GoneForm) async throws {
        let brand = brand { $0.gone = form }
        let right = try PlanningFixture(brand, dialect: brand.forms.dialect)
        #expect(try await right.target.unavailability(999) == nil)
        #expect(try await right.target.update(999, to: Self.day, replacing: Draft.reference) == nil)
        #expect(try await right.target.delete(101))
        guard form != .notFound, form != .gone else { return }
        let otherBrand = self.brand { $0.gone = form }
        let wrong = try PlanningFixture(otherBrand)
        await #expect(throws: SyncError.self) { _ = try await wrong.target.unavailability(999) }
        #expect(try await error { try await wrong.target.delete(101) }.code == .planningDisagrees)
    }
}
