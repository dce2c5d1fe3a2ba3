import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("run approve and run reject")
struct ReviewCommandTests {
    private static let terminal = ConsoleShape(inputIsTerminal: true, messagesAreTerminal: true)

    /// Run 2 withholds the deletion of employee 42's event.
    private func braked() async throws -> SmallWorld {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        _ = await world.run("tenant", "edit", "acme", "--brake-count", "0", "--brake-percent", "0")
        _ = await world.run("scope", "set", "acme", "--department", "2")
        #expect(await world.run("run", "now", "acme", "--as-of", "2026-12-01").status == .needsReview)
        return world
    }

    @Test func onATerminalAnApprovalShowsWhatItDeletesAndAsks() async throws {
        let world = SmallWorld(try await braked(), shape: Self.terminal)
        let no = await world.bench.run(["run", "approve", "2"], input: "no")
        #expect(no.status == .done && no.prompts.count == 1 && no.data.isEmpty)
        #expect(no.messages.contains("1 deletion of 1 employee: "), "\(no.messages)")
        #expect(no.messages.hasSuffix("the run still waits for a decision.\n"))
        #expect(world.planning.current.events.count == 1)
        let yes = await world.bench.run(["run", "approve", "2"], input: "yes\nticket 4711")
        #expect(yes.prompts.count == 2 && world.planning.current.events.isEmpty, "\(yes.messages)")
    }

    @Test func onlyWhoIsNamedIsApproved() async throws {
        let world = try await braked()
        let strange = await world.run("run", "approve", "2", "--only", "43")
        #expect(strange.status == .usage && strange.messages.contains("Run 2 withholds nothing of 43."), "\(strange.messages)")
        let named = await world.run("run", "approve", "2", "--only", "42", "--output", "json")
        #expect(named.messages.contains("1 done, 0 not."))
        #expect(
            named.data.contains("\"approvesOnly\": [\n") || named.data.contains("\"approvesOnly\": [\"42\"]"), "\(named.data)")
        #expect(world.planning.current.events.isEmpty)
    }

    @Test func aPartialApprovalIsShownAsOne() async throws {
        let world = try await braked()
        let french = await world.run("run", "approve", "2", "--only", "42", "--output", "json", "--lang", "fr")
        #expect(french.messages.contains("1 supprimée, 0 restante."), "\(french.messages)")
        let shown = await world.run("run", "show", "2").data
        #expect(shown.contains("partly approved, for employee 42"), "\(shown)")
        #expect(await world.run("run", "list").data.contains("partly approved by 3"))
        let approving = await world.run("run", "show", "3").data
        #expect(approving.contains("what run 2 withheld of employee 42"), "\(approving)")
        let json = await world.run("run", "show", "2", "--output", "json").data
        #expect(json.contains("\"only\": [\n") || json.contains("\"only\": [\"42\"]"), "\(json)")
    }

    @Test func aDecisionShowsWhoMadeItWhenAndWhy() async throws {
        let world = try await braked()
        _ = await world.run("run", "reject", "2")
        let log = InMemoryAuditLog(world.bench.database)
        try log.noteChange(of: 2, "run.now", by: "lea", InMemoryAuditLog.started)
        try log.noteChange(of: 2, "run.reject", by: "eve", isProven: false, reason: "ticket 4711", InMemoryAuditLog.rejected)
        let english = await world.run("run", "show", "2").data
        #expect(english.contains("started by") && english.contains("Z by eve (unproven): ticket 4711"), "\(english)")
        let french = await world.run("run", "show", "2", "--lang", "fr").data
        #expect(french.contains("lancée par") && french.contains("Z par eve (non prouvé)\u{202F}: ticket 4711"), "\(french)")
        let json = await world.run("run", "show", "2", "--output", "json").data
        let shown = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect((shown["startedBy"] as? [String: Any])?["login"] as? String == "lea")
        let decided = try #require(shown["decidedBy"] as? [String: Any])
        #expect(Set(decided.keys) == ["login", "claimed", "isProven", "at", "reason"])
        #expect(decided["login"] as? String == "eve" && decided["reason"] as? String == "ticket 4711")
    }

    @Test func aRejectedRunNoLongerWaitsAndTheNextSaysWhoRejectedIt() async throws {
        let world = try await braked()
        let rejected = await world.run("run", "reject", "2", "--reason", "ticket 4711")
        #expect(rejected.status == .done && rejected.messages.contains("Rejected 1 deletion of run 2."))
        let shown = await world.run("run", "show", "2")
        #expect(shown.data.contains("rejected them on"), "\(shown.data)")
        #expect(await world.run("run", "list").data.contains("rejected"))
        let list = await world.run("tenant", "list", "--output", "json").data
        #expect(list.contains("\"review\": null"), "\(list)")
        #expect(await world.run("run", "approve", "2").messages.contains("[run_state_refused]"))
        #expect(await world.run("run", "reject", "2").messages.contains("[run_state_refused]"))
        let next = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        #expect(next.status == .needsReview && next.data.contains("rejected them on"), "\(next.data)")
        #expect(world.planning.current.events.count == 1)
    }

    /// The event stays, so neither command calls it to be deleted.
    @Test func anExplanationNamesTheWithholdingAndThenTheRejection() async throws {
        let world = try await braked()
        let commands = [
            ["employee", "show", "acme", "--employee", "42", "--as-of", "2026-12-01"],
            ["absence", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01"],
        ]
        for command in commands {
            let waiting = await world.bench.run(command)
            #expect(waiting.data.contains("withheld its deletion") && !waiting.data.contains("to be deleted"), "\(waiting.data)")
        }
        _ = await world.run("run", "reject", "2", "--reason", "ticket 4711")
        for command in commands {
            let rejected = await world.bench.run(command)
            #expect(rejected.data.contains("Its deletion is withheld:"), "\(rejected.data)")
            #expect(rejected.data.contains("rejected it on"), "\(rejected.data)")
            #expect(!rejected.data.contains("run approve ID") && !rejected.data.contains("to be deleted"), "\(rejected.data)")
        }
    }
}
