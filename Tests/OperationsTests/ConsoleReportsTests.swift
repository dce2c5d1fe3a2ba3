import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Operations

/// What the console shows, over runs that are made as workers make them.
@Suite("The console's reports")
struct ConsoleReportsTests {
    private static let archived = Problem(.employee("42", identifier: "00042"), .resourceArchived(resource: 5))

    private static func front(_ slugs: String...) async throws -> Front {
        let front = Front()
        for slug in slugs {
            let tenant = try await front.register(slug)
            let scope = DepartmentScope(bases: [.init(id: "1", withDescendants: true)])
            try await front.services.registry.setScope(scope, of: tenant.id)
            try await front.services.registry.setState(.active, of: tenant.id, from: [.draft])
        }
        return front
    }

    @discardableResult
    private static func end(
        _ front: Front, _ state: RunState, _ problems: [Problem] = [], of slug: String = "acme", error: Failure? = nil,
        written: [RunChange] = [], withheld: [RunChange] = [], after seconds: Int = 60
    ) async throws -> RunID {
        front.database.clock.advance(by: .seconds(seconds))
        let tenant = try await front.services.registry.tenant(try TenantSlug(slug))
        let window = SyncWindow(asOf: try await front.services.today(of: tenant), horizonMonths: 6)
        let claimed = try await front.services.runs.begin(
            NewRun(tenantID: tenant.id, trigger: .manual, window: window), worker: "one", leaseSeconds: 60)
        let ledger = front.services.ledger
        try await ledger.settle(
            LedgerSettlement(remove: [], write: written.map { LedgerEntry($0.event, key: 1) }, isWholePlanning: false),
            claimed.lease)
        try await ledger.recordOutcomes([], changes: written, claimed.lease)
        try await front.services.runs.finish(
            claimed.lease, RunOutcome(state: state, error: error, problems: problems), withheld: withheld)
        return claimed.run.id
    }

    private static func deletion(_ employee: EmployeeID, _ period: String, from day: CalendarDay) -> RunChange {
        let start = TenantCalendar(zone: Sample.zone()).startOfDay(day)
        return RunChange(
            .delete, .withheld,
            EventFacts(
                reference: EventReference(
                    account: "acme", periodID: LeavePeriodID(period), accountID: "3", first: HalfDay(day, .morning)),
                employeeID: employee, resource: 7, type: 5, start: start, end: start.adding(seconds: 86_400)),
            because: .cancelled)
    }

    @Test func customersWithOneRemedyAreOneGroup() async throws {
        let front = try await Self.front("acme", "globex", "initech", "umbrella")
        for slug in ["acme", "globex"] { try await Self.end(front, .failed, of: slug, error: .lucca(.keyUnknown)) }
        try await Self.end(front, .partial, [Self.archived], of: "initech")
        try await Self.end(front, .succeeded, of: "umbrella")
        let report = try await front.perform(ShowToday())
        #expect(report.groups.map(\.code) == [Failure.lucca(.keyUnknown).code.rawValue, Self.archived.code.rawValue])
        #expect(report.groups.map(\.health) == [.failed, .newProblems])
        #expect(report.groups.first?.items.map(\.tenant.value) == ["acme", "globex"])
        #expect(report.groups.map(\.newTenants) == [2, 1])
        guard case .failure(let failure)? = report.groups.first?.sample else { throw Missing() }
        #expect(failure == .lucca(.keyUnknown))
        guard case .problem(let problem)? = report.groups.last?.sample else { throw Missing() }
        #expect(problem == Self.archived)
        #expect(report.activeTenants == 4 && report.inOrder == 1 && report.knownProblems == 0)
    }

    private struct Missing: Error {}

    @Test func knownProblemsNeedNoOne() async throws {
        let front = try await Self.front("acme")
        for _ in 0..<2 { try await Self.end(front, .partial, [Self.archived]) }
        let report = try await front.perform(ShowToday())
        #expect(report.groups.isEmpty)
        #expect(report.inOrder == 1 && report.knownProblems == 1)
        #expect(report.lastCompleteAt == front.database.clock.wall)
    }

    @Test func whoeverIsNotReadForADayIsSilent() async throws {
        let front = try await Self.front("acme")
        try await Self.end(front, .succeeded)
        front.database.clock.advance(by: .seconds(26 * 3600 + 60))
        let report = try await front.perform(ShowToday())
        #expect(report.groups.map(\.health) == [.silent])
        #expect(report.groups.first?.items.map(\.isNew) == [false])
    }

    @Test func reviewsAreListedWithTheirDeletions() async throws {
        let front = try await Self.front("acme")
        let day = try await front.services.today(of: front.tenant)
        let run = try await Self.end(
            front, .needsReview, [Self.archived], withheld: [Self.deletion("42", "900", from: day)])
        let report = try await front.perform(ShowToday())
        #expect(report.reviews.map(\.run) == [run] && report.reviews.map(\.deletions) == [1] && report.reviewCount == 1)
        #expect(report.inOrder == 0)
        #expect(report.night.from < report.night.to)
    }

    @Test func tenantsComeByHealthAndEachIsOnOnePage() async throws {
        let front = try await Self.front("alpha", "beta", "gamma", "delta")
        try await front.register("draft")
        try await Self.end(front, .failed, of: "gamma", error: .lucca(.keyUnknown))
        for slug in ["alpha", "beta", "delta"] { try await Self.end(front, .succeeded, of: slug) }
        var query = ListTenantDays.Query()
        query.limit = 2
        var slugs: [String] = []
        repeat {
            let report = try await front.perform(ListTenantDays(query))
            #expect(report.total == 5)
            slugs += report.rows.map(\.tenant.value)
            query.after = report.next.flatMap { ListTenantDays.Place($0.description) }
        } while query.after != nil
        #expect(slugs == ["gamma", "alpha", "beta", "delta", "draft"])
    }

    @Test func tenantsAreFilteredByStateAndText() async throws {
        let front = try await Self.front("alpha", "beta")
        try await front.register("alpine")
        var query = ListTenantDays.Query()
        query.text = "AL"
        #expect(try await front.perform(ListTenantDays(query)).rows.map(\.tenant.value) == ["alpha", "alpine"])
        query.states = [.draft]
        let report = try await front.perform(ListTenantDays(query))
        #expect(report.rows.map(\.tenant.value) == ["alpine"] && report.byHealth == [.draft: 1])
        #expect(report.rows.first?.days.count == ListTenantDays.shownDays)
    }

    @Test func aDayShowsItsWorstRunAndTheAgeOfTheData() async throws {
        let front = try await Self.front("acme")
        try await Self.end(front, .succeeded)
        let failed = try await Self.end(front, .failed, after: 86_400)
        let days = try #require(try await front.perform(ListTenantDays()).rows.first?.days)
        #expect(days.suffix(2).map(\.state) == [.succeeded, .failed])
        #expect(days.suffix(3).map(\.age) == [nil, 0, 1])
        #expect(days.last?.run == failed)
    }

    @Test func aTimelineShowsEachRunAndChangeOnce() async throws {
        let front = try await Self.front("acme")
        let acme = try TenantSlug("acme")
        var runs: [RunID] = []
        // All in one moment.
        for _ in 0..<11 { runs.append(try await Self.end(front, .succeeded, after: 0)) }
        var place: ShowTenantTimeline.Place?
        var seen: [RunID] = []
        repeat {
            let report = try await front.perform(ShowTenantTimeline(acme, after: place, limit: 3))
            for case .run(let run) in report.items { seen.append(run.run.id) }
            place = report.next.flatMap { ShowTenantTimeline.Place($0.description) }
            #expect(report.days.count >= 390)
        } while place != nil
        #expect(seen == runs.reversed())
    }

    @Test func aRunIsCoveredFromTheMomentItWasDue() async throws {
        func at(_ seconds: Int) -> Instant { Instant(secondsSince1970: 1_796_000_000 + seconds) }
        let day = Sample.day("2026-11-30")
        let run = Run(
            id: 1, tenantID: TenantID(UUID()), tenant: try TenantSlug("acme"), state: .succeeded, trigger: .schedule,
            window: SyncWindow(asOf: day, horizonMonths: 6), scheduledFor: at(0), notBefore: at(0), startedAt: at(10),
            finishedAt: at(100), attempt: 2, worker: "one", counts: RunCounts(), requests: RequestCounts(), error: nil,
            approves: nil)
        let steps = [
            RunStep(name: "fetching", beganAt: at(40), endedAt: at(70)),
            RunStep(name: "applying", beganAt: at(75), endedAt: at(99)),
        ]
        let segments = ShowRunPicture.segments(run, steps, until: at(500))
        #expect(segments.map(\.kind) == [.queued, .earlier, .step, .other, .step, .other])
        #expect(segments.map(\.seconds) == [10, 30, 30, 5, 24, 1])
        let backwards = ShowRunPicture.segments(run, [RunStep(name: "x", beganAt: at(-50), endedAt: at(900))], until: at(500))
        #expect(backwards.map(\.to) == [at(10), at(100)])
    }

    @Test func otherTenantsWithTheSameErrorAreNamed() async throws {
        let front = try await Self.front("acme", "globex")
        let run = try await Self.end(front, .failed, of: "acme", error: .lucca(.keyUnknown))
        try await Self.end(front, .failed, of: "globex", error: .lucca(.keyUnknown))
        let report = try await front.perform(ShowRunPicture(run))
        #expect(report.shared.map(\.named) == [[try TenantSlug("globex")]])
    }

    @Test func aReviewShowsWhatGoesAndIsRecorded() async throws {
        let front = try await Self.front("acme")
        let day = try await front.services.today(of: front.tenant)
        let withheld = [
            Self.deletion("7", "901", from: day.adding(days: 3)), Self.deletion("42", "902", from: day.adding(days: 4)),
            Self.deletion("42", "903", from: day.adding(days: 5)),
        ]
        let problem = Problem(
            .run, .deletionsWithheld(count: 3, reason: .tooManyDeletions(deletions: 3, futureEvents: 12)))
        let run = try await Self.end(front, .needsReview, [problem], withheld: withheld)
        let first = try await front.perform(ShowReview(run, limit: 1))
        #expect(first.employees.map(\.share.employee) == ["42"] && first.next == "42")
        #expect(first.employees.first?.events.map(\.isWithheld) == [true, true])
        #expect(first.deletions == 3 && first.employeeCount == 2 && first.percent == 25)
        #expect(first.review == .open)
        let second = try await front.perform(ShowReview(run, after: "42", limit: 1))
        #expect(second.employees.map(\.share.employee) == ["7"] && second.next == nil)
        #expect(second.digest == first.digest)
        let entries = try await front.services.audit.list(AuditFilter(limit: 10))
        #expect(entries.map(\.operation).allSatisfy { $0 == nil || $0 == "review.show" })
        // Whoever looks again within a minute is on record.
        #expect(entries.map(\.kind) == [.read] && entries.map(\.run) == [run])
    }

    @Test func aPersonIsShownByIdAndRecordedIfKnown() async throws {
        let front = try await Self.front("acme")
        let acme = try TenantSlug("acme")
        let day = try await front.services.today(of: front.tenant)
        let run = try await Self.end(
            front, .needsReview, [Self.archived], withheld: [Self.deletion("42", "900", from: day)])
        let known = try await front.perform(ShowPerson("42", of: acme))
        #expect(known.changes.map(\.run) == [run] && known.problems.map(\.problem) == [Self.archived])
        #expect(known.complete?.id == run)
        let unknown = try await front.perform(ShowPerson("Marie Curie", of: acme))
        #expect(unknown.events.isEmpty && unknown.changes.isEmpty && unknown.problems.isEmpty)
        let entries = try await front.services.audit.list(AuditFilter(limit: 10))
        #expect(entries.map(\.subject) == [nil, "42"])
    }

    @Test func anEventWasWrittenByTheRunThatWroteItLast() async throws {
        let front = try await Self.front("acme")
        let deletion = Self.deletion("42", "900", from: try await front.services.today(of: front.tenant))
        let written = try await Self.end(
            front, .succeeded, written: [RunChange(.create, .done, deletion.event, because: .new)])
        let withheld = try await Self.end(front, .needsReview, withheld: [deletion])
        let person = try await front.perform(ShowPerson("42", of: try TenantSlug("acme")))
        #expect(person.changes.map(\.run) == [withheld, written])
        #expect(person.events.map(\.last?.run) == [written])
    }
}
