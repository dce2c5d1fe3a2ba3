import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, departments")
struct SyncPlannerDepartmentTests {
    @Test func theResourceFollowsTheEmployee() throws {
        var world = try PlannerWorld.make()
        world.sync(asOf: PlannerWorld.day)
        world.employees[0].departmentID = "2"
        #expect(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.reasons == [.changedDepartment])
        let plan = world.sync(asOf: PlannerWorld.day)
        let workshop = try #require(world.planning.departments.values.first { $0.label == "atelier" })
        #expect(plan.resourceUpdates.map(\.department) == [.existing(workshop.key)])
        #expect(world.planning.resources[try #require(world.resource("00317"))]?.departments == [workshop.key])
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }

    @Test func aResourceInSeveralDepartmentsStaysInThem() throws {
        var world = try PlannerWorld.make()
        let key = try #require(world.resource("00317"))
        world.planning.resources[key]?.departments = Array(world.planning.departments.keys)
        #expect(world.sync(asOf: PlannerWorld.day).resourceUpdates.isEmpty)
    }

    @Test func withoutCounterpartTheAbsencesStillSync() throws {
        var world = try PlannerWorld.make()
        world.planning.departments = [:]
        world.book("2026-12-24-AM", "2026-12-24-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["department_unmapped department 1", "department_unmapped department 2"])
        #expect(world.shown.count == 1)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        #expect(world.plan(asOf: PlannerWorld.day).briefProblems == plan.briefProblems)
        world.catalogIsStale = true
        world.planning.addDepartment("Groupe")
        world.planning.addDepartment("Atelier")
        #expect(world.sync(asOf: PlannerWorld.day).problems.isEmpty)
    }

    @Test func aMissingCounterpartIsCreatedIfAllowed() throws {
        var world = try PlannerWorld.make { $0.create = [.departments, .resources] }
        world.planning = ModelPlanning()
        world.departments[1].name = "GROUPE"
        let plan = world.sync(asOf: PlannerWorld.day)
        // Both departments have the same name: one counterpart.
        #expect(plan.departmentCreations.map(\.id) == ["1"])
        #expect(plan.resourceCreations.map(\.department) == [.new("1"), .new("1")])
        #expect(world.planning.departments.count == 1)
        #expect(world.planning.resources.values.allSatisfy { $0.departments == Array(world.planning.departments.keys) })
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func allowingCreationLooksAgainAtOnce() throws {
        var world = try PlannerWorld.make()
        world.planning.departments = [:]
        world.sync(asOf: PlannerWorld.day)
        world.tenant.settings.create = [.departments]
        #expect(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.reasons == [.changedDepartment])
        world.sync(asOf: PlannerWorld.day)
        #expect(world.planning.departments.count == 2)
        #expect(world.plan(asOf: PlannerWorld.day).problems.isEmpty)
    }

    @Test func anExplicitMappingWinsAndIsNotRemade() throws {
        var world = try PlannerWorld.make()
        let other = world.planning.addDepartment("Autre")
        world.departmentLinks["1"] = DepartmentLink(departmentID: "1", planningDepartment: other, isExplicit: true)
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.resourceUpdates.map(\.department) == [.existing(other)])
        #expect(!plan.departmentLinks.contains { $0.departmentID == "1" })
    }

    @Test func anExplicitMappingToNothingIsAProblem() throws {
        var world = try PlannerWorld.make()
        world.departmentLinks["1"] = DepartmentLink(departmentID: "1", planningDepartment: 99, isExplicit: true)
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["department_unmapped department 1"])
        #expect(plan.resourceUpdates.isEmpty)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }

    @Test func aNewExplicitMappingIsCarriedOutWithTheNextRun() throws {
        var world = try PlannerWorld.make()
        world.sync(asOf: PlannerWorld.day)
        let other = world.planning.addDepartment("Autre")
        // As when a mapping is stored: the department counts as not set yet.
        world.departmentLinks["1"] = DepartmentLink(departmentID: "1", planningDepartment: other, isExplicit: true)
        world.links["42"]?.department = nil
        #expect(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.reasons == [.changedDepartment])
        world.sync(asOf: PlannerWorld.day)
        #expect(world.planning.resources[try #require(world.resource("00317"))]?.departments == [other])
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }
}
