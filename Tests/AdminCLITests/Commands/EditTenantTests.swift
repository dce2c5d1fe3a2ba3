import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// `tenant edit`: what it shows before and after, and two operators at once.
@Suite("tenant edit")
struct EditTenantTests {
    private static let terminal = ConsoleShape(inputIsTerminal: true, messagesAreTerminal: true)

    private func changes(_ text: String) throws -> [[String: Any]] {
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        return try #require(document["changes"] as? [[String: Any]])
    }

    @Test func eachChangedSettingIsOneLine() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "edit", "acme", "--daily-at", "05:30", "--brake-count", "3", "--no-match-email")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("  --daily-at  none (a moment of the night) → 05:30\n  --brake-count  10 → 3\n"))
        #expect(!outcome.messages.contains("--match-email"), "it was so before")
        let json = await bench.run("tenant", "edit", "acme", "--daily-at", "none", "--event-status", "3", "--output", "json").data
        let found = try changes(json)
        #expect(found.map { $0["setting"] as? String } == ["dailyAt", "eventStatus"])
        #expect(found[0]["before"] as? String == "05:30" && found[0]["after"] is NSNull)
        let none = await bench.run("tenant", "edit", "acme", "--daily-at", "none", "--output", "json")
        #expect(try changes(none.data).isEmpty && none.messages.contains("Nothing to change."))
    }

    @Test func onATerminalItAsksBeforeItChanges() async throws {
        var bench = CommandLineBench()
        await bench.register()
        bench.shape = Self.terminal
        let line = ["tenant", "edit", "acme", "--brake-count", "3"]
        let no = await bench.run(line, input: "no")
        #expect(no.status == .done && no.messages.hasSuffix("  --brake-count  10 → 3\nNothing was changed.\n"))
        #expect(no.messages.contains("at revision 1:"))
        let yes = await bench.run(line, input: "yes")
        #expect(yes.status == .done && yes.data.contains(/--brake-count +3/), "\(yes.data)")
        let nothing = await bench.run(line)
        #expect(nothing.prompts.isEmpty && nothing.messages.contains("Nothing to change."))
        #expect(await bench.run("tenant", "edit", "acme", "--brake-count", "4", "--if-revision", "2").prompts.isEmpty)
        // It counts selected tenants.
        #expect(await bench.run("tenant", "edit", "acme", "--brake-count", "5", "--yes", "1").status == .usage)
    }

    @Test func anEditOfAnOlderRevisionIsRefused() async throws {
        let bench = CommandLineBench()
        await bench.register()
        _ = await bench.run("tenant", "edit", "acme", "--brake-count", "3")
        let late = await bench.run("tenant", "edit", "acme", "--brake-percent", "5", "--if-revision", "1")
        #expect(late.status == .failed && late.messages.contains("[tenant_changed]"), "\(late.messages)")
        #expect(late.messages.contains("they are at revision 2, and this edit began with revision 1."))
        let show = await bench.run("tenant", "show", "acme", "--output", "json").data
        #expect(show.contains("\"revision\": 2") && show.contains("\"brakePercent\": 20"))
        #expect(await bench.run("tenant", "edit", "acme", "--brake-percent", "5", "--if-revision", "2").status == .done)
        #expect(await bench.run("tenant", "edit", "acme", "--if-revision", "zero").status == .usage)
    }

    /// The second one changed something while the first one read the question.
    @Test func ofTwoOperatorsTheSecondIsRefused() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let registry = InMemoryTenantRegistry(bench.database)
        let seen = try await registry.tenant(try TenantSlug("acme"))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for count in 1...8 {
                group.addTask {
                    var tenant = seen
                    tenant.settings.brake.count = count
                    do {
                        try await registry.update(tenant, isSameAccount: false, ifRevision: seen.revision) { _ in }
                        return true
                    } catch let error as SyncError where error.code == .tenantChanged {
                        return false
                    }
                }
            }
            var done = 0
            for try await isDone in group where isDone { done += 1 }
            #expect(done == 1)
        }
    }

    @Test func onATerminalAnotherBrandOfAnActiveTenantSaysWhatItMeans() async throws {
        var world = try await SmallWorld()
        world = SmallWorld(world, shape: Self.terminal)
        let outcome = await world.bench.run(
            "tenant", "edit", "acme", "--planningpme-url", "https://api.planningpme.com/neuf/", input: "no")
        #expect(outcome.messages.contains("- mappings: links of departments and resources"), "\(outcome.messages)")
        #expect(outcome.messages.contains("- keys: they stay, since the host does;"))
        #expect(outcome.messages.hasSuffix("Nothing was changed.\n"))
    }
}
