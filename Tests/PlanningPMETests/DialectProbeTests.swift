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

@Suite("PlanningPME's probe")
struct DialectProbeTests {
    static let now = Sample.instant("2026-12-01T09:00:00Z")
    static let day = Sample.day("2028-06-14")
    static let otherDay = Sample.day("2028-12-13")

    static func plan(_ known: TenantDialect = TenantDialect(), resource: ResourceKey = 31, field: String? = nil) -> ProbePlan {
        ProbePlan(resource: resource, day: day, otherDay: otherDay, known: known, referenceField: field)
    }

    private final class Keys: Sendable {
        private let kept = Mutex<[TenantDialect.OpenProbe.Step]>([])
        var steps: [TenantDialect.OpenProbe.Step] { kept.withLock { $0 } }
        var all: [EventKey] { steps.compactMap { if case .made(let key) = $0 { key } else { nil } } }
        func add(_ step: TenantDialect.OpenProbe.Step) { kept.withLock { $0.append(step) } }
    }

    /// Without HTTP: the brand answers requests directly.
    static func probe(
        _ brand: FakeBrand, _ plan: ProbePlan = plan(), counter: ProbeRequests = ProbeRequests(),
        answer: (@Sendable (HTTPRequest) throws -> HTTPResponse)? = nil,
        recording: @escaping @Sendable (TenantDialect.OpenProbe.Step) async throws -> Void = { _ in }
    ) async throws -> ProbeReport {
        var probe = DialectProbe(
            plan, tenantZone: Sample.zone(), at: now, counter: counter,
            ask: { try Self.answered($0, answer ?? { brand.answer($0) }) }, recording: recording)
        return try await probe.run()
    }

    static func answered(
        _ call: DialectCall, _ answer: (HTTPRequest) throws -> HTTPResponse
    ) throws -> DialectAnswer {
        let query = call.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let request = HTTPRequest(
            method: call.method, url: "https://api.planningpme.com/acme/\(call.path)\(query.isEmpty ? "" : "?\(query)")",
            body: call.body.map { .clear($0.written()) })
        let response = try answer(request)
        return DialectAnswer(
            status: response.status, isEmpty: response.body.isEmpty, location: response.header("Location"),
            document: response.body.isEmpty ? nil : JSONValue.read(response.body))
    }

    /// A brand with some events of planners around now.
    static func brand(_ forms: BrandForms, events: Int = 3) -> FakeBrand {
        let brand = FakeBrand(forms)
        for number in 0..<events {
            brand.add {
                $0.start = Sample.instant("2026-12-10T08:00:00Z").adding(seconds: number * 86_400)
                $0.end = $0.start.adding(seconds: 3600)
                $0.status = forms.statuses?.approved
                $0.remark = "Salon"
            }
        }
        return brand
    }

    /// The points in which a dialect differs from the brand's own, as far as that shows.
    private static func differences(_ found: PlanningDialect, _ forms: BrandForms, _ points: Set<DialectPoint>) -> [DialectPoint]
    {
        let wanted = forms.dialect
        return points.filter { point in
            switch point {
            // A default status that is the approved one need not be set.
            case .status where forms.statuses.map { $0.created == $0.approved } ?? false:
                found.status != nil && found.status != wanted.status
            // Where zones with words are converted, and those without are local, both are right.
            case .time where forms.timeInput == .both: false
            default: found[point] != wanted[point]
            }
        }.sorted { $0.rawValue < $1.rawValue }
    }

    /// A probe's initial dialect.
    enum Start: UInt64, CaseIterable {
        case survey = 1
        case nothing
        /// A survey of a planning without a single absence.
        case surveyOfNothing
    }

    @Test(arguments: Start.allCases) func anyBrandIsFoundOut(start: Start) async throws {
        var random = SplitMix64(seed: start.rawValue)
        let isSurveyed = start != .nothing
        let total = Proof.count(small: 250, full: 20_000)
        var most = 0
        var repeated = 0
        for number in 0..<total {
            var forms = BrandForms.random(&random)
            if forms.create != .empty, random.chance(30) { forms.lastDay = Sample.day("2027-06-01") }
            // Nothing shows the approved status of a planning without any.
            if start == .surveyOfNothing, forms.statuses.map({ $0.created != $0.approved }) ?? false { forms.statuses = nil }
            let events = start == .surveyOfNothing ? 0 : 3
            let brand = Self.brand(forms, events: events)
            var known = TenantDialect()
            if isSurveyed {
                let survey = try await DialectSurveyTests.survey(brand)
                known.take(survey.findings)
                #expect(survey.requests <= DialectSurveyor.mostRequests, "\(forms)")
            }
            let before = brand.requests.count
            var report = try await Self.probe(brand, Self.plan(known))
            let requests = brand.requests.count - before
            most = max(most, requests)
            #expect(requests <= DialectProbe.mostRequests && requests == report.requests, "\(number) \(forms)")
            #expect(brand.events.count == events && report.remains.isEmpty, "nothing remains: \(number) \(forms)")
            if start != .survey, report.obstacles.contains(where: \.isOutOfRequests) {
                // Findings count: another probe starts with them.
                known.take(report.findings)
                report = try await Self.probe(brand, Self.plan(known))
                repeated += 1
            }
            #expect(report.obstacles.isEmpty, "\(number) \(report.obstacles) \(brand.requests.dropFirst(before)) \(forms)")
            guard report.obstacles.isEmpty else { return }
            known.take(report.findings)
            var points: Set<DialectPoint> = [
                .kind, .reason, .update, .time, .zone, .status, .wholeDay, .createdKey, .gone, .deletion, .remark,
            ]
            // What a brand's lists accept is found with the remaining requests.
            points.formUnion(report.findings.keys)
            if start == .survey { points.insert(.list) }

            let wrong = Self.differences(known.dialect, forms, points)
            #expect(wrong.isEmpty, "\(number) \(wrong) \(known.dialect) \(forms) \(brand.requests.dropFirst(before))")
            guard wrong.isEmpty else { return }
            try await Self.proveThatItIsWrittenRight(brand, known.dialect, "\(number) \(forms)")
        }
        #expect(most > 12 && repeated * 10 < total, "\(most) \(repeated)")
    }

    private static func proveThatItIsWrittenRight(
        _ brand: FakeBrand, _ dialect: PlanningDialect, _ what: Comment
    ) async throws {
        let fixture = try PlanningFixture(brand, dialect: dialect)
        let written = try await fixture.target.create(Draft.event())
        #expect(written.disagreement == nil, what)
        let event = try #require(brand.events.last, what)
        #expect(event.start == Draft.event().start && event.end == Draft.event().end && event.isUnavailability, what)
        #expect(brand.forms.statuses.map { event.status == $0.approved } ?? true, what)
        let summer = EventFacts(
            reference: Draft.reference, employeeID: "42", resource: 32, type: 6, start: Sample.instant("2027-07-01T07:00:00Z"),
            end: Sample.instant("2027-07-01T10:00:00Z"))
        let update = try await fixture.target.update(written.key, to: summer, replacing: Draft.reference)
        #expect(update != nil && update?.disagreement == nil, what)
        #expect(try await fixture.target.delete(written.key), what)
    }

    @Test func findingsNameWhatWasSentAndFound() async throws {
        var forms = BrandForms()
        forms.timeInput = .utc
        forms.update = .replace
        forms.wholeDay = .allDayUntilLastMinute
        forms.create = .location
        forms.gone = .empty204
        let report = try await Self.probe(FakeBrand(forms))
        #expect(report.obstacles.isEmpty)
        let findings = report.findings
        #expect(findings.values.allSatisfy { $0.origin == .probed && $0.foundAt == Self.now && !$0.evidence.isEmpty })
        #expect(findings[.time]?.value == "utc" && findings[.zone]?.value == "tenant")
        #expect(findings[.time]?.evidence[.onDay(Sample.day("2028-12-13"), .sent)] == .text("2028-12-13T09:00:00Z"))
        #expect(findings[.wholeDay]?.value == "all_day_until_23:59" && findings[.gone]?.value == "empty")
        #expect(findings[.createdKey]?.value == "location" && findings[.update]?.value == "replace")
    }

    @Test func noEvidenceHoldsTheBrandsTexts() async throws {
        var forms = BrandForms()
        forms.statuses = (1, 2)
        forms.oddMembers = [.init("Nom du client", .text("leak")), .init("x", .text("leak"))]
        forms.kind = .type(.name("Leave"))
        let report = try await Self.probe(Self.brand(forms))
        #expect(!report.obstacles.isEmpty)
        #expect(!"\(report)".contains("leak") && !"\(report)".contains("Nom du client"))
    }

    // MARK: obstacles

    private func obstacles(_ edit: (inout BrandForms) -> Void, _ plan: ProbePlan = plan(), events: Int = 3) async throws
        -> [ProbeObstacle]
    {
        var forms = BrandForms()
        edit(&forms)
        let brand = Self.brand(forms, events: events)
        let report = try await Self.probe(brand, plan)
        #expect(report.requests <= DialectProbe.mostRequests)
        #expect(brand.events.count == events + report.remains.keys.count)
        return report.obstacles
    }

    @Test func aMissingResourceIsReportedFirst() async throws {
        #expect(try await obstacles({ _ in }, Self.plan(resource: 99)) == [.resourceUnknown(99)])
    }

    @Test func withoutATypeNothingIsWritten() async throws {
        #expect(try await obstacles { $0.types = [] } == [.noType])
    }

    @Test func aStatusThatNothingShowsIsAskedFor() async throws {
        #expect(try await obstacles({ $0.statuses = (1, 2) }, events: 0) == [.statusUnknown(created: 1)])
        var known = TenantDialect()
        known.findings[.status] = TenantDialect.Finding(value: "2", origin: .person, foundAt: Self.now)
        #expect(try await obstacles({ $0.statuses = (1, 2) }, Self.plan(known), events: 0).isEmpty)
        known.findings[.status]?.value = "9"
        #expect(try await obstacles({ $0.statuses = nil }, Self.plan(known), events: 0) == [.statusNotShown(9)])
    }

    /// 1 means requested, 3 refused; the brand has no status 99.
    @Test(arguments: [1, 3, 99]) func aStatusThatAPersonNamedWronglyIsNoFinding(_ status: Int) async throws {
        var known = TenantDialect()
        known.say(.status, "\(status)", at: Self.now)
        for created in [1, 2] {
            var forms = BrandForms()
            forms.statuses = (created, 2)
            forms.knownStatuses = [1, 2, 3]
            let report = try await Self.probe(Self.brand(forms, events: 0), Self.plan(known))
            #expect(report.obstacles == [.statusUnknown(created: status == 99 ? created : status)])
            #expect(report.findings[.status] == nil)
        }
    }

    @Test func aStatusThatIsRefusedIsNotToBlameOnTheKind() async throws {
        var known = TenantDialect()
        known.say(.status, "99", at: Self.now)
        var forms = BrandForms()
        forms.statuses = (1, 2)
        let brand = Self.brand(forms, events: 0)
        let report = try await Self.probe(brand, Self.plan(known)) { request in
            request.path.hasSuffix("api/do") && request.text.contains("99") ? .json("{}", status: 400) : brand.answer(request)
        }
        #expect(report.obstacles.contains(.statusUnknown(created: 1)) && brand.events.isEmpty)
    }

    // MARK: brands that changed

    private static func known(_ point: DialectPoint, _ value: String, _ evidence: DialectEvidence = [:]) -> TenantDialect {
        var known = TenantDialect()
        known.findings[point] = TenantDialect.Finding(value: value, origin: .probed, foundAt: now, evidence: evidence)
        return known
    }

    @Test(arguments: [("tenant", "Indian/Reunion"), ("Indian/Reunion", "Europe/Paris"), ("Europe/London", "Indian/Reunion")])
    func theZoneThatTheBrandNamesCountsMoreThanAnOlderOne(_ old: String, _ new: String) async throws {
        for input in [BrandForms.TimeInput.local, .utc] {
            var forms = BrandForms()
            forms.zone = new
            forms.tellsZone = true
            forms.timeInput = input
            var known = Self.known(.zone, old)
            let report = try await Self.probe(Self.brand(forms), Self.plan(known))
            #expect(report.obstacles.isEmpty)
            known.take(report.findings)
            #expect(known.findings[.zone]?.value == (new == "Europe/Paris" ? "tenant" : new), "\(input)")
        }
    }

    @Test func aZoneThatNoTimeShowedGivesWayToASurvey() async throws {
        var forms = BrandForms()
        let brand = Self.brand(forms)
        var known = TenantDialect()
        known.take(try await Self.probe(brand).findings)
        #expect(known.findings[.zone]?.value == "tenant")
        forms.zone = "Indian/Reunion"
        forms.tellsZone = true
        brand.forms = forms
        known.take(try await DialectSurveyTests.survey(brand).findings)
        #expect(known.findings[.zone]?.value == "Indian/Reunion")
    }

    @Test(arguments: PlanningDialect.WholeDay.allCases, PlanningDialect.WholeDay.allCases)
    func wholeDaysAreFoundAsTheyComeBack(_ old: PlanningDialect.WholeDay, _ new: PlanningDialect.WholeDay) async throws {
        for input in [BrandForms.TimeInput.local, .utc] {
            var forms = BrandForms()
            forms.wholeDay = new
            forms.timeInput = input
            let report = try await Self.probe(Self.brand(forms), Self.plan(Self.known(.wholeDay, old.rawValue)))
            // A brand that marks whole days by their bounds keeps the more informative value.
            guard new != .bounds else { continue }
            #expect(report.findings[.wholeDay]?.value == new.rawValue && report.obstacles.isEmpty)
        }
    }

    @Test(arguments: BrandForms.List.allCases, PlanningDialect.List.allCases)
    func listsAreAskedAsTheBrandHasThem(_ list: BrandForms.List, _ old: PlanningDialect.List) async throws {
        var forms = BrandForms()
        forms.list = list
        let report = try await Self.probe(Self.brand(forms), Self.plan(Self.known(.list, old.rawValue)))
        #expect(report.findings[.list]?.value == forms.dialect.list.rawValue && report.obstacles.isEmpty)
    }

    @Test func aRemarkThatIsCutNeedsAField() async throws {
        #expect(try await obstacles { $0.remark = .cut } == [.remarkTooShort])
        #expect(try await obstacles({ $0.remark = .cut }, Self.plan(field: "LUCCA")) == [.referenceFieldLost("LUCCA")])
        #expect(
            try await obstacles(
                {
                    $0.remark = .cut
                    $0.knownFields = ["LUCCA"]
                }, Self.plan(field: "LUCCA")
            ).isEmpty)
    }

    @Test func aZoneThatNobodyKnowsIsNamedByItsMinutes() async throws {
        let found = try await obstacles {
            $0.zone = "Australia/Lord_Howe"
            $0.showsUTC = true
        }
        #expect(found == [.zoneUnknown(summerMinutes: 630 - 120, winterMinutes: 660 - 60)])
    }

    @Test(arguments: ["Europe/London", "America/New_York", "Pacific/Noumea", "Asia/Kolkata", "UTC"])
    func aZoneThatMovesTimesIsFound(_ zone: String) async throws {
        for input in BrandForms.TimeInput.allCases {
            for showsUTC in [true, false] where showsUTC || input == .utc {
                var forms = BrandForms()
                forms.zone = zone
                forms.timeInput = input
                forms.showsUTC = showsUTC
                let report = try await Self.probe(FakeBrand(forms))
                #expect(report.obstacles.isEmpty, "\(input) \(showsUTC) \(report)")
                var known = TenantDialect()
                known.take(report.findings)
                let fixture = try PlanningFixture(FakeBrand(forms), dialect: known.dialect)
                #expect(try await fixture.target.create(Draft.event()).disagreement == nil, "\(input) \(showsUTC)")
            }
        }
    }

    @Test func aDayThatListsDoNotShowIsReported() async throws {
        let brand = Self.brand(BrandForms())
        brand.forms.create = .empty
        brand.forms.lastDay = Sample.day("2027-06-01")
        let report = try await Self.probe(brand)
        #expect(report.obstacles == [.dayNotVisible(Self.day)])
        #expect(brand.events.count == 4, "without a key it can't be deleted")
        #expect(report.remains == ProbeRemains(lostOn: [Self.day]), "a person has to look for it")
    }

    @Test(arguments: [403, 405]) func aRefusedDeletionLeavesOneEventThatIsUsedAgain(_ status: Int) async throws {
        for update in PlanningDialect.Update.allCases {
            var forms = BrandForms()
            forms.update = update
            forms.deletionStatus = status
            forms.kind = .type(.number(85))
            forms.wholeDay = .allDay
            let brand = Self.brand(forms)
            let report = try await Self.probe(brand)
            let key = try #require(brand.events.last?.key)
            #expect(report.obstacles == [.deletionRefused(EventKey(key))])
            #expect(report.remains == ProbeRemains(keys: [EventKey(key)]))
            #expect(brand.events.count == 4 && report.findings[.deletion]?.value == "refused")
            #expect(report.findings[.kind]?.value == "type=85" && report.findings[.update]?.value == update.rawValue)
            #expect(report.findings[.wholeDay]?.value == "all_day")
            var known = TenantDialect()
            known.take(report.findings)
            known.openProbe = TenantDialect.OpenProbe(
                resource: 31, days: [Self.day, Self.otherDay], keys: report.remains.keys, startedAt: Self.now)
            #expect(try await Self.probe(brand, Self.plan(known)).remains.keys == [EventKey(key)])
            #expect(brand.events.count == 4, "no second event")
            brand.forms.deletionStatus = nil
            #expect(try await Self.probe(brand, Self.plan(known)).obstacles.isEmpty)
            #expect(brand.events.count == 3)
        }
    }

    @Test(arguments: [403, 409, 418]) func aRefusedCreateIsAnObstacle(_ status: Int) async throws {
        let brand = FakeBrand()
        let report = try await Self.probe(brand) { request in
            request.method == .post && request.path == "/acme/api/do" ? .json("{}", status: status) : brand.answer(request)
        }
        #expect(report.obstacles == [.refused(.kind, status: status)] && report.findings.isEmpty)
    }

    @Test func aBrandThatRefusesEverythingIsTriedInEveryFormOnce() async throws {
        let brand = FakeBrand()
        let report = try await Self.probe(brand) { request in
            request.method == .post && request.path == "/acme/api/do" ? .json("{}", status: 400) : brand.answer(request)
        }
        #expect(report.obstacles == [.refused(.kind, status: 400)] && report.requests <= DialectProbe.mostRequests)
    }

    @Test func whatARefusalNamesIsTriedNext() async throws {
        var forms = BrandForms()
        forms.kind = .type(.name("Unavailability"))
        forms.refusesOtherKinds = true
        let brand = FakeBrand(forms)
        #expect(try await Self.probe(brand).findings[.kind]?.value == "type=Unavailability")
        #expect(brand.requests.count { $0 == "POST api/do" } == 4)
    }

    @Test(arguments: [
        ("recurrence", DialectPoint.kind), ("absence", .reason),
    ]) func aFormThatNobodyForesawIsNamed(_ member: String, _ point: DialectPoint) async throws {
        var forms = BrandForms()
        if member == "recurrence" {
            forms.oddMembers = [.init("recurrence", .object(["type": .text("weekly")]))]
        } else {
            forms.hidden = ["_label"]
            forms.oddMembers = [.init("absence", .named(5))]
        }
        let report = try await Self.probe(FakeBrand(forms))
        guard case .unforeseen(point, let facts)? = report.obstacles.first else {
            Issue.record("\(report.obstacles)")
            return
        }
        #expect(facts.keys.contains(.member(member)) && report.findings[point] == nil)
    }

    @Test func eventsOfNoKindAreUnforeseen() async throws {
        let found = try await obstacles { $0.hidden = ["isUnavailability"] }
        guard case .unforeseen(.kind, let facts)? = found.first, found.count == 1 else {
            Issue.record("\(found)")
            return
        }
        #expect(facts[.member("start")] == .word(.text) && facts[.member("_label")] == .word(.object))
    }

    @Test func eventsThatStayAfterTheirDeletionAreUnforeseen() async throws {
        let brand = FakeBrand()
        let report = try await Self.probe(brand) { request in
            request.method == .delete ? .json("", status: 204) : brand.answer(request)
        }
        guard case .unforeseen(.deletion, _)? = report.obstacles.first else {
            Issue.record("\(report.obstacles)")
            return
        }
        #expect(report.remains.keys.count == 1 && brand.events.count == 1, "nothing else is written")
    }

    // MARK: leftovers

    /// A fault at any request: the error is thrown, and no event remains that can be deleted.
    @Test func aFaultAtAnyRequestLeavesNothing() async throws {
        var forms = BrandForms()
        forms.create = .keyOnly
        forms.timeInput = .utc
        forms.reason = .label
        for fault in 1...DialectProbe.mostRequests {
            for isLost in [true, false] {
                let brand = Self.brand(forms)
                let count = Atomic(0)
                let keys = Keys()
                let broken = SyncError(.planningPMEUnreachable, failureClass: .transient)
                var left = 0
                do {
                    let report = try await Self.probe(
                        brand,
                        answer: { request in
                            guard count.add(1, ordering: .relaxed).newValue == fault else { return brand.answer(request) }
                            if isLost { _ = brand.answer(request) }
                            throw broken
                        }, recording: { keys.add($0) })
                    left = report.remains.keys.count + report.remains.lostOn.count
                } catch let error as SyncError {
                    #expect(error == broken)
                }
                #expect((3...3 + left).contains(brand.events.count), "fault at \(fault), \(isLost): \(brand.requests)")
            }
        }
    }

    @Test func aCancelledProbeDeletesItsEvents() async throws {
        let brand = Self.brand(BrandForms())
        let task = Task {
            _ = try await Self.probe(
                brand,
                recording: { step in
                    guard case .made = step else { return }
                    withUnsafeCurrentTask { $0?.cancel() }
                    try Task.checkCancellation()
                })
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(brand.events.count == 3 && brand.requests.contains("POST api/do"))
    }

    @Test func everyKeyIsRecordedBeforeAnythingElseIsWritten() async throws {
        let keys = Keys()
        let brand = Self.brand(BrandForms())
        let report = try await Self.probe(brand, recording: { keys.add($0) })
        #expect(report.obstacles.isEmpty && keys.all.count == brand.requests.count { $0 == "POST api/do" })
        // Each create was recorded before it was sent, and its key afterwards.
        let days = [Self.day, Self.otherDay, Self.day]
        #expect(keys.steps == zip(days, keys.all).flatMap { [.sending($0), .made($1)] })
    }

    @Test func aRefusedCreateLeavesNothingToLookFor() async throws {
        let brand = FakeBrand()
        let keys = Keys()
        _ = try await Self.probe(
            brand,
            answer: { request in
                request.method == .post && request.path == "/acme/api/do" ? .json("{}", status: 403) : brand.answer(request)
            }, recording: { keys.add($0) })
        #expect(keys.steps == [.sending(Self.day), .notMade])
    }

    /// Dies at any request, answered or not: the next probe removes what lists or keys show, names the rest, and finds the dialect
    /// within its own requests.
    @Test func whatAProbeThatDiesLeavesIsRemovedOrNamed() async throws {
        struct Killed: Error {}
        var random = SplitMix64(seed: 7)
        var (deaths, repeated, named, inVain) = (0, 0, 0, 0)
        for number in 0..<Proof.count(small: 12, full: 1500) {
            var forms = BrandForms.random(&random)
            if forms.create != .empty, random.chance(40) { forms.lastDay = Sample.day("2027-06-01") }
            var known = TenantDialect()
            known.take(try await DialectSurveyTests.survey(Self.brand(forms)).findings)
            for death in 1...ProbeRequests.most {
                let isSent = random.chance(50)
                let brand = Self.brand(forms)
                let count = Atomic(0)
                let dialect = Mutex(known)
                let open = TenantDialect.OpenProbe(
                    resource: 31, days: [Self.day, Self.otherDay], lostOn: [], startedAt: Self.now.adding(seconds: -60))
                dialect.withLock { $0.openProbe = open }
                var isOver = false
                do {
                    _ = try await Self.probe(
                        brand, Self.plan(known),
                        answer: { request in
                            let asked = count.add(1, ordering: .relaxed).newValue
                            guard asked < death else {
                                if asked == death, isSent { _ = brand.answer(request) }
                                throw Killed()
                            }
                            return brand.answer(request)
                        },
                        recording: { step in
                            guard count.load(ordering: .relaxed) < death else { throw Killed() }
                            dialect.withLock { $0.noteProbe(step, of: open) }
                        })
                    isOver = count.load(ordering: .relaxed) < death
                } catch is Killed {
                }
                if isOver { break }
                deaths += 1
                let fixture = try PlanningFixture(brand, dialect: known.dialect)
                let left = try #require(dialect.withLock { $0.openProbe })
                let remains = try await fixture.target.removeProbeEvents(left)
                let marked = brand.events.count { $0.remark.contains("[passerelle-probe]") }
                #expect(marked <= remains.lostOn.count, "\(number) \(death) \(left) \(forms)")
                // How the brand answers for a missing event is not known yet: it may still exist.
                #expect(
                    remains.keys.isEmpty || ![.notFound, .gone].contains(forms.gone), "\(number) \(death) \(left) \(forms)")
                #expect(marked == 0 || forms.lastDay != nil, "lists show it: \(number) \(death) \(forms)")
                named += marked
                inVain += remains.lostOn.count - marked
                let report = try await fixture.target.probe(Self.plan(known), at: Self.now) { _ in }
                if report.obstacles.contains(where: \.isOutOfRequests) { repeated += 1 }
                #expect(report.obstacles.allSatisfy(\.isOutOfRequests) && report.remains.isEmpty, "\(report.obstacles) \(forms)")
                #expect(report.requests <= ProbeRequests.most)
                #expect(
                    (3...3 + marked).contains(brand.events.count),
                    "\(brand.events.count) \(marked) \(remains) \(report.remains) \(death) \(isSent) \(forms)")
            }
        }
        print("deaths \(deaths), another probe needed \(repeated), named for a person \(named), in vain \(inVain)")
        #expect(deaths > 100 && named > 0)
    }

    @Test func whatAKilledProbeLeftIsRemoved() async throws {
        for forms in [
            BrandForms(),
            {
                var forms = BrandForms(); forms.list = .findsNothing; return forms
            }(),
        ] {
            let brand = Self.brand(forms)
            let marked = brand.add {
                $0.start = Sample.instant("2028-06-14T08:00:00Z")
                $0.end = $0.start.adding(seconds: 3600)
                $0.remark = "\(ProbePlan.mark) 1"
            }
            let bare = brand.add {
                $0.start = Sample.instant("2028-12-13T08:00:00Z")
                $0.end = $0.start.adding(seconds: 3600)
                $0.remark = ""
            }
            let planners = brand.add {
                $0.start = Sample.instant("2028-06-14T08:00:00Z")
                $0.end = $0.start.adding(seconds: 3600)
                $0.remark = "Salon"
            }
            let open = TenantDialect.OpenProbe(
                resource: 31, days: [Self.day, Self.otherDay], keys: [EventKey(bare), EventKey(planners), 999],
                startedAt: Self.now)
            #expect(try await PlanningFixture(brand).target.removeProbeEvents(open).keys.isEmpty)
            #expect(!brand.events.contains { $0.key == marked || $0.key == bare } && brand.events.count == 4)
            brand.forms.deletionStatus = 403
            let stuck = brand.add { $0.remark = ProbePlan.mark }
            var again = open
            again.keys = [EventKey(stuck)]
            #expect(try await PlanningFixture(brand).target.removeProbeEvents(again).keys == [EventKey(stuck)])
        }
    }

    @Test(arguments: [400, 403, 500, 200]) func whatCanNotBeLookedAtIsNotGone(_ status: Int) async throws {
        let brand = Self.brand(BrandForms())
        let key = brand.add { $0.remark = ProbePlan.mark }
        let open = TenantDialect.OpenProbe(
            resource: 31, days: [Self.day, Self.otherDay], keys: [EventKey(key)], startedAt: Self.now)
        func target(_ isBroken: @escaping @Sendable (HTTPRequest) -> Bool) throws -> PlanningPMETarget {
            try PlanningFixture(dialect: PlanningDialect()) { request, _ in
                isBroken(request) ? .json("", status: status) : brand.answer(request)
            }.target
        }
        #expect(try await target { $0.method == .get }.removeProbeEvents(open).keys == [EventKey(key)])
        let unlisted = try target { $0.path.hasSuffix("list") }
        await #expect(throws: SyncError.self) { _ = try await unlisted.removeProbeEvents(open) }
    }

    @Test func aBareEventOfAnotherResourceIsNotAProbes() async throws {
        let brand = Self.brand(BrandForms())
        let key = brand.add {
            $0.start = Sample.instant("2028-06-14T08:00:00Z")
            $0.end = $0.start.adding(seconds: 3600)
            $0.resources = [32]
        }
        let open = TenantDialect.OpenProbe(resource: 31, days: [Self.day], keys: [EventKey(key)], startedAt: Self.now)
        #expect(try await PlanningFixture(brand).target.removeProbeEvents(open).keys.isEmpty)
        #expect(brand.events.contains { $0.key == key })
    }

    /// Removal, probe and clean-up together, whatever fails.
    @Test func aTargetNeverAsksMoreThanTwentyTimes() async throws {
        for fault in 1...ProbeRequests.most {
            let brand = Self.brand(BrandForms())
            let leftover = brand.add {
                $0.start = Sample.instant("2028-06-14T08:00:00Z")
                $0.end = $0.start.adding(seconds: 3600)
                $0.remark = "\(ProbePlan.mark) 1"
            }
            let fixture = try PlanningFixture(rawAppKey: "k", login: .authToken(Secret("a")), dialect: PlanningDialect()) {
                request, _ in
                let answer = brand.answer(request)
                guard brand.requests.count == fault else { return answer }
                throw ExchangeFailure(.connectionLost, mayHaveBeenReceived: true)
            }
            var open = TenantDialect.OpenProbe(
                resource: 31, days: [Self.day, Self.otherDay], keys: [EventKey(leftover)],
                startedAt: Sample.instant("2026-11-01T00:00:00Z"))
            _ = try? await fixture.target.removeProbeEvents(open)
            let keys = Keys()
            do {
                let report = try await fixture.target.probe(Self.plan(), at: Self.now) { keys.add($0) }
                #expect(report.requests <= ProbeRequests.most)
            } catch {
                open = TenantDialect.OpenProbe(
                    resource: 31, days: [Self.day, Self.otherDay], keys: keys.all, startedAt: Self.now)
                _ = try? await fixture.target.removeProbeEvents(open)
            }
            #expect(brand.requests.count <= ProbeRequests.most + 1, "\(fault) \(brand.requests)")
            #expect(brand.events.count <= 4, "\(fault)")
        }
    }

    @Test func aProbeRemovesWhatAnotherOneLeft() async throws {
        let brand = Self.brand(BrandForms())
        brand.add {
            $0.start = Sample.instant("2028-06-14T08:00:00Z")
            $0.end = $0.start.adding(seconds: 3600)
            $0.remark = "\(ProbePlan.mark) 1"
        }
        let report = try await Self.probe(brand)
        #expect(report.obstacles.isEmpty && brand.events.count == 3)
    }

    @Test func theProbeGoesOverHTTPToo() async throws {
        let brand = Self.brand(BrandForms())
        let fixture = try PlanningFixture(brand)
        let survey = try await fixture.target.survey(at: Self.now)
        var known = TenantDialect()
        known.take(survey.findings)
        let report = try await fixture.target.probe(Self.plan(known), at: Self.now) { _ in }
        #expect(report.obstacles.isEmpty && brand.events.count == 3)
        #expect(fixture.calls.count == survey.requests + report.requests)
        #expect(survey.findings[.token]?.value == "put")
    }
}

extension ProbeObstacle {
    fileprivate var isOutOfRequests: Bool {
        if case .outOfRequests = self { true } else { false }
    }
}
