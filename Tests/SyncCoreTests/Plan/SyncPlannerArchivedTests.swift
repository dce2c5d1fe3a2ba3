import SyncCore
import SyncTestKit
import Testing

@Suite("Planning with archived and hidden resources")
struct SyncPlannerArchivedTests {
    private static let day = PlannerWorld.day

    private func world(_ change: (inout TenantSettings) -> Void = { _ in }) throws -> ModelWorld {
        var world = try PlannerWorld.make(change)
        world.book("2026-12-01-AM", "2026-12-02-PM")
        return world
    }

    private func archive(_ key: ResourceKey?, in world: inout ModelWorld) throws {
        world.planning.resources[try #require(key)]?.isArchived = true
    }

    @Test("An archived candidate is reported, by number or by e-mail, and no resource is created", arguments: [true, false])
    func candidate(byNumber: Bool) throws {
        var world = try world {
            $0.matchEmail = true; $0.create = [.resources]
        }
        let key = try #require(world.resource("00317"))
        if !byNumber {
            world.planning.resources[key]?.registrationNumber = ""
            world.planning.resources[key]?.email = "ZOE@acme.fr"
        }
        try archive(key, in: &world)
        let plan = world.sync(asOf: Self.day)
        #expect(plan.problems == [Problem(.employee("42", identifier: "00317"), .resourceArchived(resource: key))])
        #expect(plan.resourceCreations.isEmpty && plan.operations.isEmpty)
        // Not linked, but recorded.
        #expect(world.links["42"]?.resource == nil)
        let next = world.plan(asOf: Self.day)
        #expect(next.problems == plan.problems)
        #expect(SyncPlanner.draft(world.input(asOf: Self.day)).need.isNeeded == false, "it is not read again within the day")
        world.catalogIsStale = true
        #expect(SyncPlanner.draft(world.input(asOf: Self.day)).need.reasons == [.searchedLongAgo])
    }

    @Test("An active resource with the number matches although an archived one has it too")
    func besideOneInUse() throws {
        var world = try world()
        try archive(world.resource("00317"), in: &world)
        let key = world.planning.addResource("00317")
        let plan = world.plan(asOf: Self.day)
        #expect(plan.problems.isEmpty)
        #expect(plan.links.first { $0.employeeID == "42" }?.resource == key)
    }

    @Test("The number of an archived resource is not written into another one")
    func numberIsTaken() throws {
        var world = try world { $0.matchEmail = true }
        try archive(world.resource("00317"), in: &world)
        world.planning.addResource("", email: "zoe@acme.fr")
        let plan = world.plan(asOf: Self.day)
        #expect(plan.problems.isEmpty)
        #expect(plan.resourceUpdates.allSatisfy { $0.registrationNumber == nil })
    }

    @Test("The link to an archived resource stays, and applies again once it is back; its events stay unchanged")
    func linked() throws {
        var world = try world()
        world.sync(asOf: Self.day)
        let key = try #require(world.resource("00317"))
        let events = world.planning.events
        try archive(key, in: &world)
        world.book("2026-12-10-AM", "2026-12-10-PM", period: "q")
        world.cancel("p")
        var input = world.input(asOf: Self.day)
        input.catalog = world.planning.catalog
        let plan = SyncPlanner.plan(input)
        #expect(plan.problems.map(\.code) == [.resourceArchived])
        #expect(plan.operations.isEmpty && plan.withheld.isEmpty)
        world.apply(plan)
        #expect(world.planning.events == events)
        #expect(world.links["42"]?.resource == key)
        #expect(world.plan(asOf: Self.day).operations.isEmpty, "nor unless the resources are read")

        world.planning.resources[key]?.isArchived = false
        world.catalogIsStale = true
        let next = world.sync(asOf: Self.day)
        #expect(next.problems.isEmpty && !next.operations.isEmpty)
    }

    @Test("A resource in no list that its key still returns is not created again")
    func hidden() throws {
        var world = try world { $0.create = [.resources] }
        world.sync(asOf: Self.day)
        let key = try #require(world.resource("00317"))
        var input = world.input(asOf: Self.day)
        var catalog = world.planning.catalog
        catalog.resources.removeAll { $0.key == key }
        input.catalog = catalog
        #expect(SyncPlanner.plan(input).resourceCreations.count == 1, "one that is gone is created again")
        catalog.hidden = [key]
        input.catalog = catalog
        let plan = SyncPlanner.plan(input)
        #expect(plan.problems.map(\.code) == [.resourceArchived] && plan.resourceCreations.isEmpty)
    }

    @Test("A wrong event differs from everything that a plan wants")
    func wrongEvent() throws {
        var world = try world()
        world.sync(asOf: Self.day)
        #expect(world.plan(asOf: Self.day).writesNothing)
        world.entries = world.entries.map(\.standingWrong)
        let plan = world.plan(asOf: Self.day)
        #expect(plan.operations.count == 1)
        guard case .update(let entry, let event) = try #require(plan.operations.first) else {
            Issue.record("it would be created again")
            return
        }
        #expect(entry.standsWrong && entry.reference == event.reference)
    }
}
