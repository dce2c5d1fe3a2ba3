import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("Mappings: names of both sides, and undone")
struct MappingUndoTests {
    @Test func aRuleIsTakenBackOnce() async throws {
        let world = try await SmallWorld()
        _ = await world.run("reason", "set", "acme", "3", "--hide", "--ahead")
        let first = await world.run("reason", "unset", "acme", "3")
        #expect(first.status == .done && first.messages.contains("The next run decides where leave account 3"))
        let second = await world.run("reason", "unset", "acme", "3")
        #expect(second.status == .done && second.messages.contains("Nothing was set for leave account 3"))
    }

    @Test func aDepartmentsLinkIsShownByNameAndTakenBack() async throws {
        let world = try await SmallWorld()
        #expect(await world.run("department", "map", "acme", "2", "--to", "1").status == .done)
        let list = await world.run("department", "list", "acme", "--output", "csv").data
        #expect(list.contains("2,Ailleurs,1,Acme,operator"), "\(list)")
        let tree = await world.run("scope", "tree", "acme", "--output", "json").data
        #expect(tree.contains("\"planningDepartment\": \"Acme\""), "\(tree)")
        let undone = await world.run("department", "unmap", "acme", "2")
        #expect(undone.status == .done && undone.messages.contains("by its label"))
        #expect(await world.run("department", "unmap", "acme", "2").messages.contains("Nothing was mapped"))
    }
}
