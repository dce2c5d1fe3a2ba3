import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("run list, show, cancel")
struct RunHistoryCommandTests {
    private let day = CalendarDay(ordinal: 20_788)

    private func finishedRun(
        _ bench: CommandLineBench, _ outcome: RunOutcome, withheld: [RunChange] = []
    ) async throws -> RunID {
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        let runs = InMemoryRunStore(bench.database)
        let id = try await runs.enqueue(
            NewRun(tenantID: tenant.id, trigger: .manual, window: SyncWindow(asOf: day, horizonMonths: 6)))
        let claimed = try #require(try await runs.claim(id, worker: "host:1", leaseSeconds: 60))
        try await runs.finish(claimed.lease, outcome, withheld: withheld)
        return id
    }

    private var change: RunChange {
        RunChange(
            .delete, .withheld,
            EventFacts(
                reference: EventReference(account: "acme", periodID: "9", accountID: "3", first: HalfDay(day, .morning)),
                employeeID: "42", resource: 7, type: 5, start: Instant(secondsSince1970: 1_796_166_000),
                end: Instant(secondsSince1970: 1_796_252_400)),
            because: .employeeLeft(lastDay: day))
    }

    @Test func aRunInJSONHoldsWhatTheContractNames() async throws {
        let bench = CommandLineBench()
        await bench.register()
        var counts = RunCounts()
        counts.created = 3
        let id = try await finishedRun(
            bench,
            RunOutcome(
                state: .partial, counts: counts,
                problems: [Problem(.employee("42", identifier: "00317"), .resourceArchived(resource: 51))]))
        let outcome = await bench.run("run", "show", id.description, "--output", "json")
        #expect(outcome.status == .done)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        #expect(document["id"] as? Int == id.value)
        #expect(document["tenant"] as? String == "acme")
        #expect(document["status"] as? String == "partial")
        #expect(document["trigger"] as? String == "manual")
        #expect(document["asOf"] as? String == day.description)
        #expect(document["window"] as? [String: String] == ["from": "2026-12-01", "to": "2027-06-01"])
        for time in ["scheduledFor", "startedAt", "finishedAt"] {
            let text = try #require(document[time] as? String)
            #expect(text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        }
        #expect(document["attempt"] as? Int == 1)
        #expect(document["worker"] as? String == "host:1")
        #expect(document["error"] is NSNull)
        let read = try #require(document["counts"] as? [String: Int])
        #expect(
            Set(read.keys) == [
                "departments", "employees", "leaves", "absences", "created", "updated", "deleted", "unchanged", "failed",
                "fieldsWritten", "fieldsCleared", "fieldsRefused", "fieldsWithheld",
            ])
        #expect(read["created"] == 3)
        #expect(document["requests"] as? [String: Int] == ["lucca": 0, "planningpme": 0])
        let problem = try #require((document["problems"] as? [[String: Any]])?.first)
        #expect(problem["code"] as? String == "resource_archived")
        #expect(problem["subject"] as? [String: String] == ["employee": "42", "identifier": "00317"])
        let parameters = try #require(problem["parameters"] as? [String: Any])
        #expect(parameters["finding"] as? String == "resourceArchived" && parameters["resource"] as? Int == 51)
        #expect((problem["message"] as? String)?.hasPrefix("Resource 51 of this employee is archived") == true)
        #expect((problem["remedy"] as? String)?.contains("passerelle run now acme --reconcile") == true)
    }

    @Test(arguments: [40, 80, 200])
    func aRunFitsTheTerminal(width: Int) async throws {
        var bench = CommandLineBench()
        bench.shape.columns = width
        await bench.register()
        let id = try await finishedRun(
            bench,
            RunOutcome(
                state: .needsReview, error: .tenant(.unknown(name: ShownText(String(repeating: "long ", count: 40))))),
            withheld: [change])
        let outcome = await bench.run("run", "show", id.description, "--changes")
        for line in outcome.data.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= width, "\(line)") }
        #expect(outcome.data.contains("run approve \(id)") || width == 40)
        for line in await bench.run("run", "list").data.split(separator: "\n") {
            #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
        }
    }

    @Test func aWithheldDeletionShowsItsDaysInTheTenantsTime() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let id = try await finishedRun(bench, RunOutcome(state: .needsReview), withheld: [change])
        let outcome = await bench.run("run", "show", id.description)
        #expect(outcome.data.contains("2026-12-02 00:00"))
        #expect(outcome.data.contains("2026-12-02 24:00"))
        let csv = await bench.run("run", "show", id.description, "--changes", "--output", "csv")
        #expect(
            csv.data
                == "action,outcome,reference,employeeId,resourceKey,type,start,end,cause\r\n"
                + "delete,withheld,\(change.reference),42,7,5,2026-12-02T00:00:00+01:00,2026-12-03T00:00:00+01:00,employee_left\r\n"
        )
    }

    @Test func withheldDeletionsAreCountedByEmployeeAndCause() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let second = HalfDay(day.adding(days: 7), .morning)
        func deletion(_ employee: EmployeeID, _ period: LeavePeriodID, _ cause: ChangeCause, days: Int = 0) -> RunChange {
            var event = change.event
            event.reference = EventReference(account: "acme", periodID: period, accountID: "3", first: second)
            event.employeeID = employee
            (event.start, event.end) = (event.start.adding(seconds: days * 86_400), event.end.adding(seconds: days * 86_400))
            return RunChange(.delete, .withheld, event, because: cause)
        }
        let left = ChangeCause.employeeLeft(lastDay: day)
        let withheld = [
            deletion("42", "1", .cancelled), deletion("43", "2", left), deletion("43", "3", left, days: 3),
            deletion("43", "4", .cancelled),
        ]
        let id = try await finishedRun(bench, RunOutcome(state: .needsReview), withheld: withheld)
        let table = await bench.run("run", "show", "\(id)").data
        #expect(table.contains("4 deletions of 2 employees: cancelled in Lucca (2), contract ended (2)."))
        #expect(
            table.contains(
                "43                3  2026-12-02 00:00  2026-12-05 24:00  contract ended on \(day) (2), cancelled in Lucca (1)"))
        #expect(table.contains("42                1  2026-12-02 00:00  2026-12-02 24:00  cancelled in Lucca"))
        #expect(await bench.run("run", "show", "\(id)", "--lang", "fr").data.contains("contrat terminé le \(day) (2)"))
        let json = await bench.run("run", "show", "\(id)", "--output", "json").data
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let people = try #require(document["withheldByEmployee"] as? [[String: Any]])
        #expect(people.map { $0["employeeId"] as? String } == ["43", "42"])
        #expect(people.map { $0["deletions"] as? Int } == [3, 1])
        let causes = try #require(people.first?["causes"] as? [[String: Any]])
        #expect(causes.map { $0["count"] as? Int } == [2, 1])
        let cause = (causes.first?["cause"] as? [String: Any])?.mapValues { "\($0)" }
        #expect(cause == ["code": "employee_left", "lastDay": "\(day)"])
    }

    @Test func subjectsOfKnownProblemsAreSetApartAsEachLanguageDoes() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = RunOutcome(
            state: .partial,
            problems: (["43", "44"] as [EmployeeID]).map {
                Problem(
                    .employee($0, identifier: ""),
                    .noResource(identifier: .employeeNumber, matchesEmail: false, creates: [.types]))
            })
        _ = try await finishedRun(bench, outcome)
        let id = try await finishedRun(bench, outcome)
        #expect(await bench.run("run", "show", "\(id)").data.contains("; employee 44, since"))
        let french = await bench.run("run", "show", "\(id)", "--lang", "fr").data
        #expect(french.contains("\u{202F}; collaborateur 44, depuis le"))
    }

    // MARK: run log

    @Test func theLogHoldsEachEventInTheOrderOfItsWriting() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        let (runs, ledger) = (InMemoryRunStore(bench.database), InMemoryEventLedger(bench.database))
        let begun = try await runs.begin(
            NewRun(tenantID: tenant.id, trigger: .manual, window: SyncWindow(asOf: day, horizonMonths: 6)), worker: "host:1",
            leaseSeconds: 60)
        func written(_ period: LeavePeriodID, _ action: EventAction, _ outcome: RunChange.Outcome) -> RunChange {
            var event = change.event
            event.reference = EventReference(account: "acme", periodID: period, accountID: "3", first: HalfDay(day, .morning))
            return RunChange(action, outcome, event, because: .shortened)
        }
        let id = begun.run.id
        let empty = await bench.run("run", "log", "\(id)")
        #expect(empty.status == .done)
        #expect(empty.messages.contains("Run \(id) (running) has written no event."))

        let changes = [written("3", .create, .done), written("1", .update, .rejected), written("2", .delete, .unconfirmed)]
        try await ledger.recordOutcomes([], changes: changes, begun.lease)
        let underWay = await bench.run("run", "log", "\(id)", "--output", "json")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(underWay.data.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["reference"] as? String } == changes.map(\.reference.description))
        #expect(rows.map { $0["action"] as? String } == ["create", "update", "delete"])
        #expect(rows.map { $0["outcome"] as? String } == ["done", "rejected", "unconfirmed"])
        #expect(rows.first?["employeeId"] as? String == "42" && rows.first?["resourceKey"] as? Int == 7)
        #expect(rows.allSatisfy { ($0["cause"] as? [String: Any])?.mapValues { "\($0)" } == ["code": "shortened"] })
        #expect(underWay.messages.isEmpty)

        try await runs.finish(begun.lease, RunOutcome(state: .needsReview), withheld: [change])
        let csv = await bench.run("run", "log", "\(id)", "--output", "csv").data.split(separator: "\r\n")
        #expect(csv.count == 5)
        #expect(
            csv.last
                == "delete,withheld,\(change.reference),42,7,5,2026-12-02T00:00:00+01:00,2026-12-03T00:00:00+01:00,employee_left")
        let table = await bench.run("run", "log", "\(id)").data
        #expect(table.contains("withheld") && table.contains("2026-12-02 00:00") && table.contains("2026-12-02 24:00"))
        #expect(await bench.run("run", "log", "999").status == .failed)
    }

    @Test func theListIsNewestFirstAndFiltered() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let first = try await finishedRun(bench, RunOutcome(state: .succeeded))
        let second = try await finishedRun(bench, RunOutcome(state: .partial))
        let all = await bench.run("run", "list", "--output", "csv")
        #expect(all.data.split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != "," } } == ["\(second)", "\(first)"])
        let some = await bench.run("run", "list", "--tenant", "acme", "--status", "succeeded", "--output", "json")
        let runs = try #require(try JSONSerialization.jsonObject(with: Data(some.data.utf8)) as? [[String: Any]])
        #expect(runs.compactMap { $0["id"] as? Int } == [first.value])
        let none = await bench.run("run", "list", "--status", "needs-review")
        #expect(none.status == .done)
        #expect(none.messages.contains("No run found."))
    }

    private func rows(_ bench: CommandLineBench, _ line: String...) async throws -> [[String: Any]] {
        let outcome = await bench.run(["run", "list", "--status", "needs_review"] + line + ["--output", "json"])
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [[String: Any]])
    }

    @Test func aReviewThatIsOverLooksDifferentFromAnOpenOne() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let first = try await finishedRun(bench, RunOutcome(state: .needsReview), withheld: [change])
        let second = try await finishedRun(bench, RunOutcome(state: .needsReview), withheld: [change])
        _ = try await finishedRun(bench, RunOutcome(state: .failed))
        var list = await bench.run("run", "list", "--status", "needs_review").data
        #expect(list.contains("waits for approval"))
        #expect(list.contains("superseded by \(second)"))
        #expect(await bench.run("run", "show", first.description).data.contains("Run \(second) came after"))
        #expect(await bench.run("run", "show", second.description).data.contains("run approve \(second)"))

        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        let runs = InMemoryRunStore(bench.database)
        let id = try await runs.enqueue(
            NewRun(
                tenantID: tenant.id, trigger: .manual, window: SyncWindow(asOf: day, horizonMonths: 6), approves: second))
        let claimed = try #require(try await runs.claim(id, worker: "host:1", leaseSeconds: 60))
        _ = try await runs.finish(claimed.lease, RunOutcome(state: .succeeded), withheld: [])
        list = await bench.run("run", "list", "--status", "needs_review").data
        #expect(!list.contains("waits for approval"))
        #expect(list.contains("approved by \(id)"))
        let reviews = try await rows(bench).compactMap { $0["review"] as? [String: Any] }
        #expect(reviews.compactMap { $0["state"] as? String } == ["approved", "superseded"])
        #expect(reviews.compactMap { $0["by"] as? Int } == [id.value, id.value])
        let shown = await bench.run("run", "show", second.description).data
        #expect(shown.contains("run \(id) performed those"))
        #expect(!shown.contains("run approve"))
    }

    @Test func aCSVSaysWhichTableItLeavesOut() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let problem = Problem(.employee("42", identifier: "00317"), .noIdentifier(identifier: .login, matchesEmail: true))
        let id = try await finishedRun(bench, RunOutcome(state: .partial, problems: [problem]))
        let run = await bench.run("run", "show", id.description, "--output", "csv")
        #expect(run.data.contains(",problems,"))
        #expect(run.data.hasSuffix(",1,0,0,0,0\r\n"))
        #expect(run.messages.contains("1 problem not in this table."))
        #expect(run.messages.contains("--problems"))
        let problems = await bench.run("run", "show", id.description, "--problems", "--output", "csv")
        #expect(
            problems.data
                == "code,subject,message,remedy,knownSince\r\nemployee_unmatched,employee 42 (00317),"
                + "\"This employee has no login in Lucca, so they cannot be matched to a resource.\",Enter the login in Lucca.,\r\n"
        )
        #expect(problems.messages.isEmpty)
        #expect(await bench.run("run", "show", id.description, "--problems", "--changes", "-o", "csv").status == .usage)
        #expect(await bench.run("run", "show", id.description, "--problems", "--changes").status == .done)
    }

    @Test func badFiltersAreRejectedAtOnce() async {
        let outcome = await CommandLineBench().run("run", "list", "--status", "done", "--since", "soon", "--limit", "0")
        #expect(outcome.status == .usage)
        for option in ["--status", "--since", "--limit"] { #expect(outcome.messages.contains(option)) }
    }

    @Test(arguments: [
        ("2026-12-01", "2026-11-30"), ("12h", "7d"), ("2026-12-01T06:00:00Z", "2026-12-01T05:00:00Z"), ("today", "2d"),
    ])
    func anEndBeforeTheStartIsRejected(since: String, until: String) async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("run", "list", "--since", since, "--until", until)
        #expect(outcome.status == .usage && outcome.messages.contains("--until: It is not after --since."), "\(outcome.messages)")
        #expect(await bench.run("run", "list", "--since", until, "--until", since).status == .done)
    }

    @Test func aQueuedRunIsCancelledAndAnEndedOneIsNot() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        let id = try await InMemoryRunStore(bench.database).enqueue(
            NewRun(tenantID: tenant.id, trigger: .manual, window: SyncWindow(asOf: day, horizonMonths: 6)))
        #expect(await bench.run("run", "cancel", id.description).status == .done)
        #expect(await bench.run("run", "cancel", id.description).status == .failed)
        #expect(await bench.run("run", "show", "999").status == .failed)
        #expect(await bench.run("run", "show", "abc").status == .usage)
    }

    @Test(arguments: [
        (RunState.succeeded, CommandExit.done), (.partial, .partial), (.needsReview, .needsReview), (.failed, .failed),
        (.cancelled, .failed),
    ])
    func theExitStatusIsTheRunsState(state: RunState, status: CommandExit) throws {
        #expect(CommandExit(of: try run(state, nil)) == status)
    }

    @Test func aRunThatWaitsForTheHourlyPlanIsPausedAndOneWithoutItsRemoteUnreachable() throws {
        #expect(CommandExit(of: try run(.queued, "planningpme_throttled")) == .paused)
        #expect(CommandExit(of: try run(.failed, "lucca_unreachable")) == .unreachable)
        #expect(CommandExit(of: try run(.failed, "lucca_unauthorized")) == .failed)
    }

    private func run(_ state: RunState, _ code: String?) throws -> Run {
        try Run(
            id: 1, tenantID: TenantID(UUID()), tenant: Sample.slug(), state: state, trigger: .manual,
            window: SyncWindow(asOf: day, horizonMonths: 6), scheduledFor: Instant(secondsSince1970: 0),
            notBefore: Instant(secondsSince1970: 0), startedAt: nil, finishedAt: nil, attempt: 1, worker: nil,
            counts: RunCounts(),
            requests: RequestCounts(), error: code.map { Failure(code: $0) }, approves: nil)
    }
}
