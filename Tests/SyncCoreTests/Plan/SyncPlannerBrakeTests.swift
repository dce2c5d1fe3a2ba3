import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, brake")
struct SyncPlannerBrakeTests {
    /// One event a day from 1 December on, in leave periods named by number.
    private func world(events: Int, cancelled: Int) throws -> ModelWorld {
        var world = try PlannerWorld.make()
        for number in 0..<events {
            let day = Sample.day("2026-12-01").adding(days: number)
            world.book("\(day)-AM", "\(day)-PM", period: LeavePeriodID("\(number)"))
        }
        world.sync(asOf: PlannerWorld.day)
        for number in 0..<cancelled { world.cancel(LeavePeriodID("\(number)")) }
        return world
    }

    @Test(arguments: [(50, 10, false), (50, 11, true), (55, 11, false), (54, 11, true), (11, 11, true), (10, 10, false)])
    func holdsMoreThanTenAndMoreThanAFifth(events: Int, cancelled: Int, holds: Bool) throws {
        let plan = try world(events: events, cancelled: cancelled).plan(asOf: PlannerWorld.day)
        #expect(plan.deletes.count == (holds ? 0 : cancelled))
        #expect(plan.withheld.count == (holds ? cancelled : 0))
        #expect(plan.brakeReason == (holds ? .tooManyDeletions(deletions: cancelled, futureEvents: events) : nil))
        #expect(plan.problemTexts == (holds ? ["deletions_withheld tenant acme"] : []))
    }

    @Test(arguments: [
        (0, 0, 1, 1, true), (0, 100, 5, 5, false), (.max, 0, 5, 5, false), (0, 0, 0, 0, false), (10, 20, .max, .max, true),
    ])
    func limitsAreTheTenants(count: Int, percent: Int, deletions: Int, future: Int, holds: Bool) {
        #expect(Brake(count: count, percent: percent).holds(deletions: deletions, futureEvents: future) == holds)
    }

    @Test func createsAndUpdatesGoOn() throws {
        var world = try world(events: 20, cancelled: 12)
        world.book("2027-01-11-AM", "2027-01-11-PM", period: "new")
        world.book("2026-12-20-PM", "2026-12-21-AM", period: "19")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect((plan.creates.count, plan.updates.count, plan.deletes.count, plan.withheld.count) == (1, 1, 0, 12))
        #expect(world.planning.events.count == 21)
    }

    @Test func pastEventsCountForNothing() throws {
        let world = try world(events: 55, cancelled: 11)
        // On 5 December four of the eleven are over, and 51 events are left.
        let plan = world.plan(asOf: Sample.day("2026-12-05"))
        #expect(plan.deletes.count == 7)
    }

    @Test func approvedDeletionsHappenAndOthersWait() throws {
        var world = try world(events: 30, cancelled: 15)
        let withheld = world.plan(asOf: PlannerWorld.day).withheld
        let approved = Set(withheld.prefix(3).map(\.reference))
        // Twelve others are still too many of thirty.
        let plan = world.sync(asOf: PlannerWorld.day, approving: approved)
        #expect(Set(plan.deletes.map(\.reference)) == approved)
        #expect(plan.withheld.count == 12)
        #expect(world.sync(asOf: PlannerWorld.day, approving: Set(withheld.map(\.reference))).deletes.count == 12)
    }

    @Test func anApprovedDeletionThatHoldsNoMoreDoesNotHappen() throws {
        var world = try world(events: 30, cancelled: 15)
        let approved = Set(world.plan(asOf: PlannerWorld.day).withheld.map(\.reference))
        world.book("2026-12-01-AM", "2026-12-01-PM", period: "0")
        let plan = world.plan(asOf: PlannerWorld.day, approving: approved)
        #expect(plan.deletes.count == 14)
        #expect(plan.brakeReason == nil)
    }

    @Test func nobodyInScopeWhereSomebodyWasHoldsEverything() throws {
        var world = try world(events: 3, cancelled: 0)
        world.employees = []
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.brakeReason == .noEmployeeLeft(before: 2))
        #expect(plan.withheld.count == 3)
        #expect(plan.deletes.isEmpty)
        let approved = Set(plan.withheld.map(\.reference))
        world.lastSuccessEmployees = 2
        #expect(world.plan(asOf: PlannerWorld.day, approving: approved).deletes.count == 3)
        world.lastSuccessEmployees = 0
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 3)
    }

    @Test func notOneLeaveOfAnyoneHoldsDeletions() throws {
        var world = try world(events: 2, cancelled: 0)
        world.book("2026-12-15-AM", "2026-12-15-PM", employee: "43", period: "other")
        world.sync(asOf: PlannerWorld.day)
        let leaves = world.leaves
        world.leaves = []
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.brakeReason == .nothingRead(employees: 2))
        #expect(plan.withheld.count == 3 && plan.deletes.isEmpty)
        let approved = Set(plan.withheld.map(\.reference))
        #expect(world.plan(asOf: PlannerWorld.day, approving: approved).deletes.count == 3)
        world.leaves = leaves.filter { $0.periodID == "other" }
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 2, "as soon as anything is read, the limits decide")
    }

    @Test func nobodyInScopeIsReviewedEvenWithoutEvents() throws {
        var world = try world(events: 0, cancelled: 0)
        world.employees = []
        #expect(world.plan(asOf: PlannerWorld.day).brakeReason == .noEmployeeLeft(before: 2))
    }

    @Test func aDepartmentOfTheScopeThatIsGoneHoldsDeletions() throws {
        var world = try world(events: 3, cancelled: 1)
        world.tenant.scope.bases.append(.init(id: "77", withDescendants: true))
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.brakeReason == .scopeDepartmentMissing(["77"]))
        #expect(plan.problemTexts == ["deletions_withheld tenant acme", "scope_department_missing department 77"])
        #expect(plan.withheld.count == 1 && plan.deletes.isEmpty)
        world.book("2026-12-01-AM", "2026-12-01-PM", period: "0")
        #expect(world.plan(asOf: PlannerWorld.day).brakeReason == nil)
    }

    @Test func aScopeOfFewerDepartmentsHoldsTheDeletionsOfThoseWhoWentWithThem() throws {
        var world = try world(events: 3, cancelled: 0)
        world.book("2026-12-15-AM", "2026-12-15-PM", employee: "43", period: "other")
        world.sync(asOf: PlannerWorld.day)
        // The workshop is dissolved, or the key may not see it any more.
        world.departments.removeAll { $0.id == "2" }
        let whole = world.employees
        world.employees.removeAll { $0.id == "43" }
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.brakeReason == .departmentsLost(before: 2, now: 1))
        #expect(plan.withheld.map(\.employeeID) == ["43"] && plan.deletes.isEmpty)
        world.lastSuccessDepartments = 2
        let approved = Set(plan.withheld.map(\.reference))
        #expect(world.plan(asOf: PlannerWorld.day, approving: approved).deletes.count == 1)

        // Its people went to another department of the scope: nothing is suspicious.
        world.employees = whole
        for index in world.employees.indices { world.employees[index].departmentID = "1" }
        world.cancel("0")
        let moved = world.plan(asOf: PlannerWorld.day)
        #expect(moved.brakeReason == nil && moved.deletes.count == 1)
    }

    @Test func theProblemSaysWhatToType() throws {
        let plan = try world(events: 30, cancelled: 15).plan(asOf: PlannerWorld.day)
        let problem = try #require(plan.problems.first)
        #expect(problem.message.contains("15 of the 30"))
        #expect(problem.remedy.contains("passerelle run approve ID"))
    }
}
