import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// `run diff`, byte for byte; see `GoldenTests`.
@Suite("What run diff shows")
struct RunDiffGoldenTests {
    private func unmatched(_ employee: EmployeeID) -> Problem {
        Problem(
            .employee(employee, identifier: "000\(employee)"),
            .noResource(identifier: .employeeNumber, matchesEmail: false, creates: [.types]))
    }

    private func change(
        _ period: LeavePeriodID, _ action: EventAction, _ outcome: RunChange.Outcome, because cause: ChangeCause
    ) -> RunChange {
        let first = HalfDay(Sample.day("2026-12-24"), .morning)
        return RunChange(
            action, outcome,
            EventFacts(
                reference: EventReference(account: "acme", periodID: period, accountID: "3", first: first), employeeID: "42",
                resource: 7, type: 5, start: Instant(secondsSince1970: 1_798_070_400),
                end: Instant(secondsSince1970: 1_798_156_800)),
            because: cause)
    }

    /// A partial run, one of the next day that withheld two deletions, and one of another tenant.
    private func bench() async throws -> CommandLineBench {
        let bench = CommandLineBench()
        for slug in ["acme", "beta"] { await bench.register(slug) }
        let (runs, ledger) = (InMemoryRunStore(bench.database), InMemoryEventLedger(bench.database))
        func begin(_ slug: String, _ day: String) async throws -> ClaimedRun {
            let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug(slug))
            let window = SyncWindow(asOf: Sample.day(day), horizonMonths: 6)
            return try await runs.begin(
                NewRun(tenantID: tenant.id, trigger: .manual, window: window), worker: "host:1", leaseSeconds: 60)
        }
        var counts = RunCounts()
        (counts.departments, counts.employees, counts.leaves, counts.absences, counts.created) = (1, 2, 4, 3, 2)
        var requests = RequestCounts()
        (requests.lucca, requests.planningPME) = (4, 14)
        let first = try await begin("acme", "2026-12-01")
        let created = ["1", "2"].map { change(LeavePeriodID($0), .create, .done, because: .new) }
        try await ledger.recordOutcomes([], changes: created, first.lease)
        let archived = Problem(.employee("42", identifier: "00042"), .resourceArchived(resource: 7))
        try await runs.finish(
            first.lease,
            RunOutcome(state: .partial, counts: counts, requests: requests, problems: [archived, unmatched("43")]), withheld: [])

        bench.database.clock.advance(by: .seconds(86_400))
        (counts.employees, counts.leaves, counts.absences, counts.created, counts.unchanged) = (3, 0, 0, 0, 2)
        requests.planningPME = 9
        let second = try await begin("acme", "2026-12-02")
        try await runs.finish(
            second.lease,
            RunOutcome(
                state: .needsReview, counts: counts, requests: requests, problems: [unmatched("43"), unmatched("44")]),
            withheld: [
                change("1", .delete, .withheld, because: .goneFromLucca),
                change("2", .delete, .withheld, because: .employeeLeft(lastDay: Sample.day("2026-12-01"))),
            ])
        try await runs.finish(try await begin("beta", "2026-12-02").lease, RunOutcome(state: .succeeded), withheld: [])
        return bench
    }

    @Test(arguments: OutputFormat.allCases)
    func ofTwoRuns(format: OutputFormat) async throws {
        let (transcript, bench) = (Transcript(format), try await bench())
        await transcript.show(bench, "run diff 1 2")
        await transcript.show(bench, "run diff 1 3")
        await transcript.show(bench, "run diff 1 9")
        try transcript.expect("diff")
    }

    @Test func inFrench() async throws {
        let (transcript, bench) = (Transcript(.table), try await bench())
        await transcript.show(bench, "run diff 2 1 --lang fr")
        await transcript.show(bench, "run diff 1 3 --lang fr")
        try transcript.expect("diff-fr")
    }

    private func withheld(_ count: Int) throws -> Problem {
        Problem(.tenant(try TenantSlug("acme")), .deletionsWithheld(count: count, reason: .nothingRead(employees: 3)))
    }

    /// Runs of acme that ended as given, numbered from 1.
    private func bench(_ outcomes: [RunOutcome]) async throws -> CommandLineBench {
        let bench = CommandLineBench()
        await bench.register()
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        let runs = InMemoryRunStore(bench.database)
        let window = SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)
        for outcome in outcomes {
            let run = try await runs.begin(
                NewRun(tenantID: tenant.id, trigger: .manual, window: window), worker: "host:1", leaseSeconds: 60)
            try await runs.finish(run.lease, outcome, withheld: [])
        }
        return bench
    }

    @Test func aRemedyNamesTheRunThatHasTheProblem() async throws {
        let braked = RunOutcome(state: .needsReview, problems: [try withheld(2)])
        let bench = try await bench([braked, RunOutcome(state: .succeeded), braked])
        // Run 2 looked at everything again: nothing of run 1 can be approved.
        for sides in [["1", "2"], ["2", "1"]] {
            let table = await bench.run(["run", "diff"] + sides).data
            #expect(!table.contains("passerelle run approve"))
        }
        for sides in [["1", "3"], ["3", "1"]] {
            let table = await bench.run(["run", "diff"] + sides).data
            #expect(table.contains("passerelle run approve 3") && !table.contains("passerelle run approve 1"))
        }
    }

    @Test(arguments: [RunState.failed, .cancelled])
    func whatARunDidNotLookForIsNotGone(state: RunState) async throws {
        let bench = try await bench([
            RunOutcome(state: .partial, problems: [unmatched("43")]), RunOutcome(state: state),
            RunOutcome(state: state, problems: [unmatched("43")]),
        ])
        let table = await bench.run("run", "diff", "1", "2").data
        let why = state == .failed ? "failed" : "was cancelled"
        #expect(table.contains("Run 2 \(why) before it looked for problems: its problems and counts are not known."))
        #expect(!table.contains("Problems of") && !table.contains("employees") && !table.contains("employee_unmatched"))
        let french = await bench.run("run", "diff", "1", "2", "--lang", "fr").data
        #expect(french.contains("avant de chercher des problèmes\u{202F}: ses problèmes et ses nombres ne sont pas connus."))
        #expect(await bench.run("run", "diff", "1", "2", "--output", "json").data.contains("\"unread\": [\n    2\n  ]"))
        #expect(await bench.run("run", "diff", "1", "3").data.contains("Problems of both runs (1)"))
    }

    @Test func aRunIsNotComparedWithItself() async throws {
        let bench = try await bench([RunOutcome(state: .succeeded)])
        let outcome = await bench.run("run", "diff", "1", "1")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("passerelle run list --tenant acme"))
    }

    @Test(arguments: ["en", "fr"])
    func itFitsEightyColumns(language: String) async throws {
        var bench = try await bench()
        bench.shape.columns = 80
        let lines = await bench.run("run", "diff", "1", "2", "--lang", language).data.split(separator: "\n")
        #expect(lines.count > 20)
        for line in lines { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
    }
}
