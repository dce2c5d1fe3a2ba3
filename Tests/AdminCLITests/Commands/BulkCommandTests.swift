import Foundation
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("commands for many tenants")
struct BulkCommandTests {
    private func bench(_ slugs: String..., active: Set<String> = []) async throws -> CommandLineBench {
        let bench = CommandLineBench()
        for slug in slugs {
            await bench.register(slug)
            guard active.contains(slug) else { continue }
            let registry = InMemoryTenantRegistry(bench.database)
            try await registry.setState(.active, of: try await registry.tenant(TenantSlug(slug)).id, from: [.draft])
        }
        return bench
    }

    private func tenant(_ slug: String, _ bench: CommandLineBench) async throws -> Tenant {
        try await InMemoryTenantRegistry(bench.database).tenant(TenantSlug(slug))
    }

    private func json(_ outcome: CommandLineBench.Outcome) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any], "\(outcome.messages)")
    }

    @Test func theSelectedTenantsArePausedAndTheOthersAreLeft() async throws {
        let bench = try await bench("acme", "beta", "gamma", active: ["acme", "beta"])
        let outcome = await bench.run("tenant", "pause", "--all", "--yes", "2", "--reason", "CHG-1")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.data.contains("3 tenants: 2 done, 1 unchanged."), "\(outcome.data)")
        #expect(outcome.data.contains(/acme +state +active +paused +done/))
        #expect(try await tenant("acme", bench).state == .paused)
        #expect(try await tenant("gamma", bench).state == .draft)
        let again = await bench.run("tenant", "pause", "--all")
        #expect(again.status == .done && again.messages.contains("Nothing to do."), "\(again.messages)")
    }

    @Test(arguments: [[], ["--yes", "1"], ["--yes", "3"]])
    func withoutTheRightNumberNothingChanges(confirmation: [String]) async throws {
        let bench = try await bench("acme", "beta", active: ["acme", "beta"])
        let outcome = await bench.run(["tenant", "pause", "--all"] + confirmation)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("--yes 2"), "\(outcome.messages)")
        #expect(try await tenant("acme", bench).state == .active)
    }

    @Test(arguments: [("yes", true), ("2", false), ("", false), ("n", false)])
    func onATerminalFewAreConfirmedByYes(answer: String, changes: Bool) async throws {
        var bench = try await bench("acme", "beta", active: ["acme", "beta"])
        bench.shape = ConsoleShape(inputIsTerminal: true, dataIsTerminal: false, messagesAreTerminal: true)
        let outcome = await bench.run("tenant", "pause", "--all", input: answer)
        #expect(outcome.status == .done)
        #expect(outcome.prompts == ["Pause 2 tenants? [yes/no] "])
        #expect(outcome.messages.contains("acme"), "the table is above the question")
        #expect(try await tenant("acme", bench).state == (changes ? .paused : .active))
    }

    @Test(arguments: [("yes", false), ("11", true)])
    func onATerminalManyAreConfirmedByTheirNumber(answer: String, changes: Bool) async throws {
        var bench = CommandLineBench()
        for number in 10..<21 { await bench.register("t\(number)") }
        bench.shape = ConsoleShape(inputIsTerminal: true, dataIsTerminal: false, messagesAreTerminal: true)
        let outcome = await bench.run("tenant", "edit", "--all", "--holidays", "fr", input: answer)
        #expect(outcome.status == .done)
        #expect(outcome.prompts == ["Change 11 tenants? Type the number: "])
        #expect(try await tenant("t15", bench).settings.calendar.holidays.rawValue == (changes ? "fr" : "none"))
    }

    @Test func anEditChangesWhatDiffersAndNamesTheBatchInTheLog() async throws {
        let bench = try await bench("acme", "beta", "gamma")
        _ = await bench.run("tenant", "edit", "beta", "--daily-at", "05:30")
        let outcome = await bench.run(
            "tenant", "edit", "--where", "state=draft", "--daily-at", "05:30", "--yes", "2", "--reason", "CHG-1", "--output",
            "json")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(try json(outcome)["done"] as? Int == 2)
        #expect(try json(outcome)["unchanged"] as? Int == 1)
        #expect(outcome.messages.contains("--resume 1"))
        for slug in ["acme", "beta", "gamma"] { #expect(try await tenant(slug, bench).settings.dailyAt == 330) }
    }

    @Test(arguments: [
        ["--all"], ["--all", "--name", "X"], ["--all", "--planningpme-url", "https://api.planningpme.com/x/"],
        ["acme", "--all", "--holidays", "fr"], ["--all", "--resume", "1", "--holidays", "fr"],
        ["--resume", "x", "--holidays", "fr"], ["acme", "--yes", "1", "--holidays", "fr"], ["--holidays", "fr"],
        ["--resume", "9", "--holidays", "fr"], ["--all", "--daily-at", "25:00", "--yes", "1"],
    ])
    func whatMakesNoSenseForManyIsRefused(options: [String]) async throws {
        let bench = try await bench("acme")
        let before = try await tenant("acme", bench)
        #expect(await bench.run(["tenant", "edit"] + options).status == .usage)
        #expect(try await tenant("acme", bench) == before)
    }

    @Test func aMistypedColumnIsTakenForTheNearOneAndNoMatchIsSaid() async throws {
        let bench = try await bench("acme")
        let typo = await bench.run("tenant", "edit", "--where", "stat=active", "--holidays", "fr", "--yes", "1")
        #expect(typo.status == .usage && typo.messages.contains("Did you mean state?"), "\(typo.messages)")
        let far = await bench.run("tenant", "edit", "--where", "qqqqqq=active", "--holidays", "fr", "--yes", "1")
        #expect(far.messages.contains("with one of these columns"), "\(far.messages)")
        let none = await bench.run("tenant", "edit", "--where", "state=active", "--holidays", "fr", "--yes", "1")
        #expect(none.data.contains("No tenant matches."), "\(none.data)")
    }

    @Test func aFailureStopsNoOtherTenantAndTheRestIsResumed() async throws {
        let world = try await SmallWorld()
        await world.bench.register("beta")
        let outcome = await world.run("run", "start", "--from", "/dev/null")
        #expect(outcome.status == .usage, "an empty list")
        let started = await running(world.bench, ["run", "start", "--all", "--yes", "2", "--output", "json"])
        #expect(started.status == .partial, "beta has no scope: \(started.messages)")
        #expect(try json(started)["done"] as? Int == 1 && json(started)["failed"] as? Int == 1)
        #expect(started.data.contains("scope_missing"), "\(started.data)")
        let resumed = await running(world.bench, ["run", "start", "--resume", "1", "--output", "json"])
        #expect(resumed.status == .partial)
        #expect(try json(resumed)["doneBefore"] as? Int == 1 && json(resumed)["failed"] as? Int == 1)
        #expect(try await InMemoryRunStore(world.bench.database).list(RunFilter()).count == 1, "acme has one run")
        let other = await world.run("run", "start", "--resume", "1", "--as-of", "2026-12-01")
        #expect(other.status == .usage && other.messages.contains("no batch 1"), "\(other.messages)")
    }

    @Test(arguments: [("en", "Another command is performing batch 1"), ("fr", "Une autre commande effectue déjà le lot 1")])
    func aBatchThatAnotherCommandPerformsIsNotResumed(language: String, words: String) async throws {
        let world = try await SmallWorld()
        let batches = InMemoryBatchStore(world.bench.database)
        let batch = try await batches.begin("run.start", parameters: "", [try TenantSlug("acme")])
        let line = ["run", "start", "--resume", "\(batch)", "--lang", language]
        let second = try await batches.holding(batch) { _ in await world.bench.run(line) }
        #expect(second.status == .failed, "\(second.messages)")
        #expect(second.messages.contains(words) && second.messages.contains("[batch_active]"), "\(second.messages)")
        #expect(try await InMemoryRunStore(world.bench.database).list(RunFilter()).isEmpty)
        #expect(await world.bench.run(line).status == .done)
    }

    /// The process was killed after the run was queued, before the batch knew.
    @Test func aRunThatWasQueuedBeforeTheKillIsNotQueuedAgain() async throws {
        let world = try await SmallWorld()
        let batches = InMemoryBatchStore(world.bench.database)
        let acme = try TenantSlug("acme")
        let batch = try await batches.begin("run.start", parameters: "", [acme])
        _ = try await batches.holding(batch) { try await $0.take(acme) }
        #expect(await world.run("run", "start", "acme").status == .done)
        #expect(await world.run("run", "cancel", "1").status == .done)
        let resumed = await world.run("run", "start", "--resume", "\(batch)", "--output", "json")
        #expect(resumed.status == .done, "\(resumed.messages)")
        #expect(try json(resumed)["doneBefore"] as? Int == 1)
        #expect(try await InMemoryRunStore(world.bench.database).list(RunFilter()).count == 1)
    }

    /// And the other way round: taken, and killed before the run was queued.
    @Test func aRunThatWasNotQueuedBeforeTheKillIsQueued() async throws {
        let world = try await SmallWorld()
        #expect(await world.run("run", "start", "acme").status == .done)
        #expect(await world.run("run", "cancel", "1").status == .done)
        world.bench.database.clock.advance(by: .seconds(60))
        let batches = InMemoryBatchStore(world.bench.database)
        let acme = try TenantSlug("acme")
        let batch = try await batches.begin("run.start", parameters: "", [acme])
        _ = try await batches.holding(batch) { try await $0.take(acme) }
        let resumed = await world.run("run", "start", "--resume", "\(batch)", "--output", "json")
        #expect(try json(resumed)["done"] as? Int == 1, "\(resumed.messages)")
        #expect(try await InMemoryRunStore(world.bench.database).list(RunFilter()).count == 2)
    }

    @Test func startsArePaced() async throws {
        let world = try await SmallWorld()
        for slug in ["beta", "gamma"] {
            await world.bench.register(slug)
            for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey, .planningPMEUsername, .planningPMEPassword] {
                let tenant = try await tenant(slug, world.bench)
                try await InMemoryVault(world.bench.database).set(Secret("of \(kind.rawValue)"), kind, of: tenant)
            }
            #expect(await world.run("scope", "set", slug, "--department", "1").status == .done)
        }
        let outcome = await running(world.bench, ["run", "start", "--all", "--yes", "3"])
        #expect(outcome.status == .done, "\(outcome.messages)")
        let moments = try await InMemoryRunStore(world.bench.database).list(RunFilter()).map(\.scheduledFor).sorted()
        #expect(moments.count == 3)
        for (early, late) in zip(moments, moments.dropFirst()) { #expect(late >= early.adding(seconds: 2)) }
    }

    @Test func aCheckOfManyNamesThoseThatFail() async throws {
        var bench = try await bench("acme", "beta")
        bench.checks = [CheckResult(.luccaEmployees, .ok, .employeesReadable(count: 312))]
        let outcome = await bench.run("tenant", "check", "--all", "--yes", "2")
        #expect(outcome.status == .partial, "no scope is set: \(outcome.messages)")
        #expect(outcome.data.contains("2 tenants: 2 failed."), "\(outcome.data)")
        #expect(outcome.data.contains("check_failed"))
    }

    /// The command, while time passes.
    private func running(_ bench: CommandLineBench, _ arguments: [String]) async -> CommandLineBench.Outcome {
        await withTaskGroup(of: CommandLineBench.Outcome?.self) { group in
            group.addTask { await bench.run(arguments) }
            group.addTask {
                while !Task.isCancelled {
                    bench.database.clock.advance(by: .milliseconds(500))
                    await Task.yield()
                }
                return nil
            }
            let outcome = await group.next() ?? nil
            group.cancelAll()
            return outcome ?? CommandLineBench.Outcome(status: .failed, data: "", messages: "no outcome", prompts: [])
        }
    }
}
