import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("fleet pause and resume")
struct FleetPauseTests {
    @Test func aPauseIsShownUntilItEnds() async throws {
        let world = try await SmallWorld()
        #expect(await world.run("fleet", "--output", "json").data.contains("\"paused\": null"))
        let paused = await world.run("fleet", "pause", "--reason", "database upgrade")
        #expect(paused.status == .done && paused.messages.contains("→ passerelle fleet resume"), "\(paused.messages)")
        let fleet = await world.run("fleet")
        #expect(fleet.data.hasPrefix("PAUSED since "), "\(fleet.data)")
        #expect(fleet.data.contains("database upgrade"))
        #expect(fleet.messages.contains("warning: The fleet is paused"))
        #expect(await world.run("fleet", "show", "--output", "json").data.contains("\"reason\": \"database upgrade\""))
        let again = await world.run("fleet", "pause", "--reason", "another")
        #expect(again.messages.contains("database upgrade"), "\(again.messages)")
        #expect(again.messages.contains("already paused: its former reason stays."), "\(again.messages)")
        #expect(await world.run("fleet", "resume").messages.contains("works again"))
        #expect(await world.run("fleet", "resume").messages.contains("was not paused"))
        #expect(!(await world.run("fleet").data.contains("PAUSED")))
    }

    @Test(arguments: [["run", "start", "acme"], ["tenant", "check", "acme", "--queue"], ["run", "preview", "acme", "--queue"]])
    func whatIsQueuedDuringAPauseWarnsOfIt(line: [String]) async throws {
        let world = try await SmallWorld()
        _ = await world.run("fleet", "pause", "--reason", "database upgrade")
        let queued = await world.bench.run(line)
        #expect(queued.status == .done && queued.messages.contains("warning: The fleet is paused since"), "\(queued.messages)")
        #expect(queued.messages.contains(": database upgrade\n  → passerelle fleet resume"), "\(queued.messages)")
        let french = await world.run("fleet", "--lang", "fr")
        #expect(french.data.contains("EN PAUSE depuis") && french.data.contains("\u{202F}: database upgrade"), "\(french.data)")
    }

    @Test func aPauseChangesNoTenant() async throws {
        let world = try await SmallWorld()
        let registry = InMemoryTenantRegistry(world.bench.database)
        let before = try await registry.list()
        _ = await world.run("fleet", "pause")
        #expect(try await registry.list() == before)
        #expect(await world.run("run", "start", "acme").status == .done, "it is queued, and waits")
        _ = await world.run("fleet", "resume")
        #expect(try await registry.list() == before)
    }
}
