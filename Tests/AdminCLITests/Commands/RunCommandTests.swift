import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("run preview, now, approve; absence explain")
struct RunCommandTests {
    private func read(_ outcome: CommandLineBench.Outcome) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any], "\(outcome.messages)")
    }

    @Test func aPreviewHoldsWhatTheContractNamesAndWritesNothing() async throws {
        let world = try await SmallWorld()
        let outcome = await world.run("run", "preview", "acme", "--as-of", "2026-12-01", "--output", "json")
        #expect(outcome.status == .done)
        let document = try read(outcome)
        #expect(document["tenant"] as? String == "acme")
        #expect(document["asOf"] as? String == "2026-12-01")
        #expect(document["window"] as? [String: String] == ["from": "2026-12-01", "to": "2027-06-01"])
        let changes = try #require(document["changes"] as? [[String: Any]])
        let change = try #require(changes.first)
        #expect(changes.count == 1)
        #expect(change["action"] as? String == "create")
        #expect(change["reference"] as? String == "[lucca:acme/900/3/2026-12-24-AM]")
        #expect(change["employeeId"] as? String == "42")
        #expect(change["identifier"] as? String == "00042")
        #expect(change["resourceKey"] as? Int == 7)
        #expect(change["type"] as? Int == 5)
        #expect(change["start"] as? String == "2026-12-23T23:00:00Z")
        #expect(change["end"] as? String == "2026-12-24T23:00:00Z")
        let problems = try #require(document["problems"] as? [[String: Any]])
        #expect(problems.first?["code"] as? String == "employee_unmatched")
        #expect(world.planning.writeCount == 0)
        #expect(await world.run("run", "list", "--output", "json").data == "[]\n")
    }

    @Test func aPreviewOfATenantInDoubtSaysThatNothingWouldBeWritten() async throws {
        let world = try await SmallWorld()
        let unprobed = await world.run("run", "preview", "acme", "--as-of", "2026-12-01")
        #expect(unprobed.messages.contains("passerelle tenant probe acme --resource KEY, a key of the column resource"))
        let registry = InMemoryTenantRegistry(world.bench.database)
        _ = try await registry.changeDialect(of: try await registry.tenant(try TenantSlug("acme")).id) {
            $0.doubt = ProbedWorld.doubt
        }
        let outcome = await world.run("run", "preview", "acme", "--as-of", "2026-12-01")
        #expect(outcome.status == .done)
        #expect(outcome.messages.contains("warning: A run would write nothing of this") && outcome.messages.contains("(time)"))
        #expect(
            outcome.messages.contains("passerelle tenant probe acme --resource KEY, then passerelle run now acme --reconcile"))
    }

    @Test func aRunOfAnUnprobedTenantInProductionWarnsBeforeItWrites() async throws {
        let world = try await SmallWorld()
        let warning = "warning: The dialect of acme's PlanningPME is not probed"
        let first = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        #expect(first.messages.hasPrefix(warning) && first.messages.contains("passerelle tenant probe acme --resource KEY"))
        let registry = InMemoryTenantRegistry(world.bench.database)
        _ = try await registry.changeDialect(of: try await registry.tenant(try TenantSlug("acme")).id) {
            $0.probedAt = ProbedWorld.moment
        }
        #expect(!(await world.run("run", "now", "acme", "--as-of", "2026-12-01").messages.contains(warning)))
    }

    @Test(arguments: [40, 80, 200])
    func aPreviewFitsTheTerminal(width: Int) async throws {
        let world = try await SmallWorld()
        var bench = world.bench
        bench.shape.columns = width
        let outcome = await bench.run("run", "preview", "acme", "--as-of", "2026-12-01")
        #expect(outcome.data.contains("42 (00042)"))
        for line in outcome.data.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= width, "\(line)") }
    }

    @Test func aRunPrintsItselfAndEndsWithItsStatus() async throws {
        let world = try await SmallWorld()
        let first = await world.run("run", "now", "acme", "--as-of", "2026-12-01", "--output", "json")
        #expect(first.status == .partial)
        let document = try read(first)
        #expect(document["status"] as? String == "partial")
        #expect((document["counts"] as? [String: Int])?["created"] == 1)
        let shown = await world.run("run", "show", "\(document["id"] as? Int ?? 0)", "--output", "json")
        #expect(shown.data == first.data)
        let second = try read(await world.run("run", "now", "acme", "--as-of", "2026-12-01", "--output", "json"))
        #expect((second["counts"] as? [String: Int])?["created"] == 0)
        #expect(world.planning.current.events.count == 1)
    }

    /// Events beyond an earlier day's window would be deleted.
    @Test(arguments: [["run", "now", "acme"], ["run", "start", "acme"]])
    func noSyncGoesBackBehindTheLast(command: [String]) async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        let refused = await world.bench.run(command + ["--as-of", "2026-11-30"])
        #expect(refused.status == .failed)
        #expect(refused.messages.contains("as of 2026-12-01 already") && refused.messages.contains("[as_of_passed]"))
        #expect(world.planning.current.events.count == 1)
        #expect(await world.bench.run(command + ["--as-of", "2026-12-01"]).status != .failed, "the same day again is allowed")
    }

    /// The horizon is six months.
    @Test(arguments: [["run", "now", "acme"], ["run", "start", "acme"], ["run", "preview", "acme"]])
    func aDayBeyondTodaysWindowIsRefused(command: [String]) async throws {
        let world = try await SmallWorld()
        for day in ["2027-06-02", "2028-12-01"] {
            let refused = await world.bench.run(command + ["--as-of", day])
            #expect(refused.status == .failed)
            #expect(
                refused.messages.contains("[as_of_too_late]") && refused.messages.contains("2027-06-01"), "\(refused.messages)")
        }
        #expect(world.planning.current.events.isEmpty)
        #expect(await world.bench.run(command + ["--as-of", "2027-06-01"]).status != .failed)
    }

    @Test func aSyncThatAWrongClockDatedKeepsNobodyOut() async throws {
        let world = try await SmallWorld()
        let runs = InMemoryRunStore(world.bench.database)
        let tenant = try await InMemoryTenantRegistry(world.bench.database).tenant(TenantSlug("acme"))
        let wrong = try await runs.begin(
            NewRun(
                tenantID: tenant.id, trigger: .manual, window: SyncWindow(asOf: Sample.day("2028-12-01"), horizonMonths: 6)),
            worker: "w", leaseSeconds: 60)
        try await runs.finish(wrong.lease, RunOutcome(state: .succeeded), withheld: [])
        #expect(await world.run("run", "now", "acme", "--as-of", "2026-12-01").status == .partial)
    }

    @Test func aLargerPlanLetsARunGoOnThatWaitedForIt() async throws {
        let world = try await SmallWorld()
        world.planning.failAll(.resources, .throttled(seconds: 1800))
        #expect(await world.run("run", "now", "acme", "--as-of", "2026-12-01").status == .paused)
        world.planning.failAll(.resources, nil)
        #expect(await world.run("run", "now", "acme").status == .paused, "it is not due yet")
        let edited = await world.run("tenant", "edit", "acme", "--hourly-requests", "5000")
        #expect(edited.messages.contains("it is due at once"), "\(edited.messages)")
        #expect(await world.run("run", "now", "acme").status == .partial)
    }

    @Test func aLargerShareOfLuccaLetsARunGoOnThatWaitedForIt() async throws {
        let world = try await SmallWorld()
        let spent = SyncError(.remote(.budgetSpent(seconds: 600), .lucca), .throttled(seconds: 600))
        var waiting = world.bench
        waiting.connector = StubConnector(source: StubSource(failure: spent), target: world.planning)
        #expect(await waiting.run("run", "now", "acme", "--as-of", "2026-12-01").status == .paused)
        let smaller = await world.run("tenant", "edit", "acme", "--lucca-requests", "30")
        #expect(!smaller.messages.contains("it is due at once"), "\(smaller.messages)")
        #expect(await world.run("run", "now", "acme").status == .paused, "its time has not come")
        let edited = await world.run("tenant", "edit", "acme", "--lucca-requests", "50")
        #expect(edited.messages.contains("it is due at once"), "\(edited.messages)")
        #expect(await world.run("run", "now", "acme").status == .partial)
    }

    @Test func aUsedUpPlanPausesTheRunAndSaysUntilWhen() async throws {
        let world = try await SmallWorld()
        world.planning.failAll(.resources, .throttled(seconds: 1800))
        let outcome = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        #expect(outcome.status == .paused)
        #expect(outcome.data.contains("queued"))
        #expect(outcome.messages.contains("is queued until"))
    }

    @Test(
        arguments: [
            ("planningpme_throttled", CommandExit.paused), ("lucca_unreachable", .unreachable), ("lucca_failed", .failed),
            (nil, .failed),
        ] as [(String?, CommandExit)])
    func aRunThatIsNotDueSaysWhatItWaitsFor(code: String?, status: CommandExit) async throws {
        let world = try await SmallWorld()
        let database = world.bench.database
        let tenant = try await InMemoryTenantRegistry(database).tenant(TenantSlug("acme"))
        let runs = InMemoryRunStore(database)
        let id = try await runs.enqueue(
            NewRun(
                tenantID: tenant.id, trigger: .schedule,
                window: SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)))
        let claimed = try #require(try await runs.claim(id, worker: "host:1", leaseSeconds: 60))
        try await runs.release(
            claimed.lease, afterSeconds: 1200, reason: code.map { Failure(code: $0) },
            counts: RunCounts(), requests: RequestCounts())
        let outcome = await world.run("run", "now", "acme")
        #expect(outcome.status == status)
        #expect(outcome.messages.contains("Run \(id) is queued until"))
        #expect(outcome.messages.contains(code.map { "no words for it. [\($0)]" } ?? "late runs are spread"))
        #expect(!outcome.messages.contains("hourly plan"))
        #expect(world.planning.calls.isEmpty)
    }

    @Test func anUnreachablePlanningHasItsOwnExitStatus() async throws {
        let world = try await SmallWorld()
        world.planning.failAll(.resources, .unreachable)
        let outcome = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        #expect(outcome.status == .unreachable)
        #expect(outcome.data.contains("failed"))
    }

    @Test func withoutAScopeNothingIsRun() async throws {
        let bench = CommandLineBench()
        await bench.register()
        for command in [["run", "now", "acme"], ["run", "preview", "acme"]] {
            let outcome = await bench.run(command)
            #expect(outcome.status == .failed)
            #expect(outcome.messages.contains("[scope_missing]"))
        }
        #expect(await bench.run("run", "list", "--output", "json").data == "[]\n")
    }

    @Test func withheldDeletionsAreApprovedOnce() async throws {
        let world = try await SmallWorld()
        #expect(await world.run("run", "now", "acme", "--as-of", "2026-12-01").status == .partial)
        #expect(await world.run("tenant", "edit", "acme", "--brake-count", "0", "--brake-percent", "0").status == .done)
        // None of the tenant's employees is in the other department: all their events would be deleted.
        #expect(await world.run("scope", "set", "acme", "--department", "2").status == .done)
        let braked = await world.run("run", "now", "acme", "--as-of", "2026-12-01", "--output", "json")
        #expect(braked.status == .needsReview)
        let document = try read(braked)
        #expect((document["withheldDeletions"] as? [[String: Any]])?.count == 1)
        let id = "\(document["id"] as? Int ?? 0)"
        #expect(world.planning.current.events.count == 1)
        let approved = await world.run("run", "approve", id, "--output", "json")
        #expect((try read(approved)["counts"] as? [String: Int])?["deleted"] == 1, "\(approved.messages)")
        #expect(approved.messages.contains("1 done, 0 not."))
        #expect(world.planning.current.events.isEmpty)
        #expect(await world.run("run", "approve", id).status == .failed)
    }

    /// A run that withholds one deletion.
    private func braked(_ world: SmallWorld) async throws -> String {
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        _ = await world.run("tenant", "edit", "acme", "--brake-count", "0", "--brake-percent", "0")
        _ = await world.run("scope", "set", "acme", "--department", "2")
        let braked = try read(await world.run("run", "now", "acme", "--as-of", "2026-12-01", "--output", "json"))
        return "\(braked["id"] as? Int ?? 0)"
    }

    @Test func anApprovalNamesWhatNoLongerApplies() async throws {
        let world = try await SmallWorld()
        let id = try await braked(world)
        _ = await world.run("scope", "set", "acme", "--department", "1")
        let approved = await world.run("run", "approve", id, "--output", "json")
        #expect(approved.messages.contains("0 done, 1 not: 1 wanted again by Lucca."))
        let deletion = try #require((try read(approved)["approvedDeletions"] as? [[String: Any]])?.first)
        #expect(deletion["result"] as? String == "wanted_again")
        #expect(deletion["reference"] as? String == "[lucca:acme/900/3/2026-12-24-AM]")
        #expect(deletion["employeeId"] as? String == "42")
    }

    @Test func anApprovalWhoseDeletionIsRejectedShowsItInTheTable() async throws {
        let world = try await SmallWorld()
        let id = try await braked(world)
        world.planning.failAll(.delete, .rejected)
        let approved = await world.run("run", "approve", id)
        #expect(approved.status == .partial)
        #expect(approved.data.contains("Approved and not deleted (1)"))
        #expect(approved.data.contains("rejected by PlanningPME"))
    }

    @Test func anApprovalThatPausesSaysNothingOfTheDeletions() async throws {
        let world = try await SmallWorld()
        let id = try await braked(world)
        world.planning.failAll(.delete, .throttled(seconds: 1800))
        let approved = await world.run("run", "approve", id, "--output", "json")
        #expect(approved.status == .paused)
        #expect(!approved.messages.contains("Of the deletions"))
        #expect(try read(approved)["approvedDeletions"] == nil)
    }

    /// A run that withholds the clearing of one person's extra data, which is no event. Lucca holds that value for the approval.
    private func approveClearing(
        _ value: String?, _ world: SmallWorld, options: [String] = []
    ) async throws -> (withheld: CommandLineBench.Outcome, approved: CommandLineBench.Outcome) {
        var bench = world.bench
        let field = LuccaField(id: FieldID(.standard(.jobTitle)), format: .text)
        bench.connector.source.offered = [OfferedField(field: field, holders: ["42"])]
        bench.connector.source.values.values = ["42": [field.id: .text("Grutier")]]
        _ = await bench.run("field", "set", "acme", "jobTitle", "--to", "mobile", "--clear-when-empty")
        _ = await bench.run("run", "now", "acme", "--as-of", "2026-12-01")
        _ = await bench.run("tenant", "edit", "acme", "--brake-count", "0", "--brake-percent", "0")
        bench.connector.source.values.values = [:]
        let withheld = await bench.run(["run", "now", "acme", "--as-of", "2026-12-01"] + options)
        #expect(withheld.status == .needsReview && withheld.messages.contains("passerelle run approve 2"), "\(withheld.messages)")
        #expect(world.planning.current.fields[7]?[.mobile] == "Grutier")
        if let value { bench.connector.source.values.values = ["42": [field.id: .text(value)]] }
        return (withheld, await bench.run(["run", "approve", "2"] + options))
    }

    @Test func withheldClearingsOfExtraDataHaveASentenceOfTheirOwn() async throws {
        let world = try await SmallWorld()
        let (withheld, approved) = try await approveClearing(nil, world)
        #expect(withheld.messages.contains("The run withholds clearings of extra data."), "\(withheld.messages)")
        #expect(approved.messages.contains("Of the clearings of extra data withheld by run 2, 1 done, 0 not."))
        #expect(!approved.messages.contains("deletions") && approved.data.contains("what run 2 withheld"))
        #expect(world.planning.current.fields[7]?[.mobile] == nil)
    }

    @Test func aClearingThatLuccaNoLongerAsksForIsNamedWithWhereToLook() async throws {
        let world = try await SmallWorld()
        let (withheld, approved) = try await approveClearing("Grutier", world, options: ["--lang", "fr"])
        #expect(withheld.messages.contains("L’exécution retient des effacements de données supplémentaires."))
        let summary = "Des effacements de données supplémentaires retenus par l’exécution 2, 0 fait, 1 restant."
        #expect(approved.messages.contains("\(summary)\n  → passerelle field explain acme --employee 42"), "\(approved.messages)")
        #expect(world.planning.current.fields[7]?[.mobile] == "Grutier")
    }

    // MARK: absence explain

    private func absences(_ outcome: CommandLineBench.Outcome) throws -> [[String: Any]] {
        try #require(try read(outcome)["absences"] as? [[String: Any]])
    }

    private func states(_ outcome: CommandLineBench.Outcome) throws -> [String] {
        try absences(outcome).compactMap { $0["state"] as? String }
    }

    @Test func anAbsenceIsExplainedBeforeAndAfterItsRun() async throws {
        let world = try await SmallWorld()
        let line = ["absence", "explain", "acme", "--employee", "00042", "--as-of", "2026-12-01", "--date", "2026-12-24"]
        let json = ["--output", "json"]
        let before = try #require(try absences(await world.bench.run(line + json)).first)
        #expect(before["state"] as? String == "not_on_planning" && before["rule"] as? String == "wanted")
        #expect((before["nextRun"] as? [String: Any])?["action"] as? String == "create")
        #expect(await world.bench.run(line).data.contains("The next run creates it on resource 7"))
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        let after = try #require(try absences(await world.bench.run(line + json)).first)
        #expect(after["state"] as? String == "on_planning")
        #expect(after["reference"] as? String == "[lucca:acme/900/3/2026-12-24-AM]")
        #expect(after["start"] as? String == "2026-12-23T23:00:00Z" && after["end"] as? String == "2026-12-24T23:00:00Z")
        let event = try #require(after["event"] as? [String: Any])
        #expect(event["key"] is Int && event["found"] as? String == "as_written")
        #expect((after["nextRun"] as? [String: Any])?["code"] as? String == "unchanged")
        let table = await world.bench.run(line)
        #expect(table.data.contains("on the planning") && table.data.contains("Event "), "\(table.data)")
        #expect(table.messages.contains("acme is a draft: it has no daily run."))
    }

    @Test func aDocumentHoldsFactsAndNoSentence() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        let outcome = await world.run(
            "absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01", "--output", "json")
        #expect(try absences(outcome).count == 4)
        let halfDays = try #require(try read(outcome)["halfDays"] as? [[String: Any]])
        #expect(halfDays.compactMap { $0["status"] as? String } == ["approved", "approved", "approved", "cancelled", "pending"])
        #expect(!outcome.data.contains("Congés payés") && !outcome.data.contains(". "), "\(outcome.data)")
        let rows = await world.run("absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01", "--output", "csv")
        #expect(!rows.data.contains("Congés payés"))
    }

    @Test(arguments: [
        ("2026-12-29", "remote_work", "remote work"), ("2026-12-30", "cancelled", "cancelled in Lucca"),
        ("2026-12-31", "pending", "not approved"),
    ])
    func whatIsNotShownHasARule(day: String, rule: String, words: String) async throws {
        let world = try await SmallWorld()
        let line = ["absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01", "--date", day]
        let absence = try #require(try absences(await world.bench.run(line + ["--output", "json"])).first)
        #expect(absence["state"] as? String == "not_on_planning")
        #expect(absence["rule"] as? String == rule)
        #expect(await world.bench.run(line).data.contains(words))
    }

    @Test(arguments: [
        ("2026-12-25", "Lucca returned no absence of employee 42 on 2026-12-25"),
        ("2028-01-01", "A run reads Lucca until 2027-05-31"),
        ("2020-01-01", "A run reads Lucca from 2026-10-31 on"),
    ])
    func aDayWithoutAbsenceIsSaid(day: String, words: String) async throws {
        let world = try await SmallWorld()
        let outcome = await world.run(
            "absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01", "--date", day, "--output", "json")
        #expect(outcome.status == .done)
        #expect(try states(outcome).isEmpty)
        #expect(outcome.messages.contains(words), "\(outcome.messages)")
    }

    @Test func aRangeOfDaysIsTakenAndABackwardOneRefused() async throws {
        let world = try await SmallWorld()
        let line = ["absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01", "--output", "json"]
        #expect(try absences(await world.bench.run(line + ["--from", "2026-12-24", "--to", "2026-12-29"])).count == 2)
        #expect(try absences(await world.bench.run(line + ["--from", "2026-12-29"])).count == 3)
        #expect(await world.bench.run(line + ["--from", "2026-12-29", "--to", "2026-12-24"]).status == .usage)
        #expect(await world.bench.run(line + ["--from", "2026-12-29", "--date", "2026-12-24"]).status == .usage)
        #expect(await world.bench.run(line + ["--day", "2026-12-24", "--date", "2026-12-24"]).status == .usage)
        let typed = await world.bench.run(line + ["--day", "24/12/2026"])
        #expect(typed.messages.contains("--day: \"24/12/2026\" is not a date."), "\(typed.messages)")
    }

    @Test func anEventRemovedByHandIsSaidToBeGoneUnlessThePlanningIsNotAsked() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        world.planning.change { $0.events = [:] }
        let line = ["absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01", "--date", "2026-12-24"]
        let table = await world.bench.run(line)
        #expect(
            table.data.contains("removed from the planning") && table.data.contains("run now acme --reconcile"), "\(table.data)")
        #expect(try states(await world.bench.run(line + ["--output", "json"])) == ["removed"])
        #expect(try states(await world.bench.run(line + ["--output", "json", "--offline"])) == ["not_asked"])
    }

    @Test func aWithheldDeletionNamesTheRunToApprove() async throws {
        let world = try await SmallWorld()
        let id = try await braked(world)
        let line = ["absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01", "--date", "2026-12-24"]
        let outcome = await world.bench.run(line)
        #expect(outcome.data.contains("passerelle run approve \(id)"), "\(outcome.data)")
        #expect(outcome.data.contains("Run \(id) withheld its deletion"), "\(outcome.data)")
        #expect(try states(await world.bench.run(line + ["--output", "json"])) == ["on_planning"])
    }

    @Test func whatLiesBeyondAShorterHorizonStays() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-10-01")
        _ = await world.run("tenant", "edit", "acme", "--horizon-months", "2")
        let line = ["absence", "explain", "acme", "--employee", "42", "--as-of", "2026-10-01", "--date", "2026-12-24"]
        let absence = try #require(try absences(await world.bench.run(line + ["--output", "json"])).first)
        #expect(absence["rule"] as? String == "beyond_window" && absence["state"] as? String == "on_planning")
        let outcome = await world.bench.run(line)
        #expect(outcome.data.contains("after the synced period"), "\(outcome.data)")
        #expect(!outcome.data.contains("no longer"))
    }

    @Test func anEmployeeWithoutResourceIsExplained() async throws {
        let world = try await SmallWorld()
        let outcome = await world.run(
            "absence", "explain", "acme", "--employee", "43", "--as-of", "2026-12-01", "--output", "csv")
        #expect(outcome.data.contains("employee_unmatched"))
    }

    @Test func someoneOutOfTheScopeIsExplainedAndSomeoneUnknownIsAnError() async throws {
        let world = try await SmallWorld()
        let outside = await world.run("absence", "explain", "acme", "--employee", "44", "--output", "json")
        #expect(outside.status == .done)
        #expect(try states(outside).isEmpty)
        #expect(try read(outside)["employee"] as? String == "out_of_scope")
        #expect(outside.messages.contains("Department 2 (Ailleurs) of employee 44 is out of the scope"))
        #expect(outside.messages.contains("passerelle scope set acme --department 1 2"))
        let unknown = await world.run("absence", "explain", "acme", "--employee", "999")
        #expect(unknown.status == .failed)
        #expect(unknown.messages.contains("no current employee 999"))
    }
}
