import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, brake")
struct SyncPlannerBrakeTests {
    /// One event a day from 1 December on, in leave periods with numbers as names.
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
        #expect(plan.brakeReasons == (holds ? [.tooManyDeletions(deletions: cancelled, futureEvents: events)] : []))
        #expect(plan.briefProblems == (holds ? ["deletions_withheld tenant acme"] : []))
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
        // On 5 December four of the eleven are over, and 51 events remain.
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
        #expect(plan.brakeReasons.isEmpty)
    }

    @Test func nobodyInScopeWhereSomebodyWasHoldsEverything() throws {
        var world = try world(events: 3, cancelled: 0)
        world.employees = []
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.brakeReasons == [.noEmployeeLeft(before: 2)])
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
        #expect(plan.brakeReasons == [.nothingRead(employees: 2)])
        #expect(plan.withheld.count == 3 && plan.deletes.isEmpty)
        let approved = Set(plan.withheld.map(\.reference))
        #expect(world.plan(asOf: PlannerWorld.day, approving: approved).deletes.count == 3)
        world.leaves = leaves.filter { $0.periodID == "other" }
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 2, "as soon as anything is read, the limits decide")
    }

    @Test func nobodyInScopeIsReviewedEvenWithoutEvents() throws {
        var world = try world(events: 0, cancelled: 0)
        world.employees = []
        #expect(world.plan(asOf: PlannerWorld.day).brakeReasons == [.noEmployeeLeft(before: 2)])
    }

    @Test func aDepartmentOfTheScopeThatIsGoneExplainsNothingOfThoseWhoWereNotInIt() throws {
        var world = try world(events: 3, cancelled: 1)
        world.tenant.scope.bases.append(.init(id: "77", withDescendants: true))
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.brakeReasons.isEmpty && plan.deletes.count == 1)
        #expect(plan.briefProblems == ["scope_department_missing department 77"])
    }

    @Test("F9: a lost department withholds the deletions of its own people only", arguments: [false, true])
    func aLostDepartment(isEmpty: Bool) throws {
        var world = try PlannerWorld.make { $0.create = [.resources] }
        world.departments = [
            Department(id: "1", name: "Ateliers", hierarchy: "/1/"),
            Department(id: "2", name: "Production", hierarchy: "/1/2/"),
            Department(id: "3", name: "Équipe de nuit", hierarchy: "/1/2/3/"),
        ]
        world.employees = (1...6).map { number in
            Employee(
                id: EmployeeID("\(number)"), employeeNumber: "000\(number * 7)", departmentID: number == 6 && !isEmpty ? "3" : "2"
            )
        }
        for employee in world.employees {
            world.book("2026-12-14-AM", "2026-12-18-PM", employee: employee.id, period: LeavePeriodID("p\(employee.id)"))
        }
        #expect(world.sync(asOf: PlannerWorld.day).creates.count == 6)

        world.departments[2].hierarchy = "/9/3/"
        world.employees.removeAll { $0.id == "4" || $0.departmentID == "3" }
        world.cancel("p5")
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(Set(plan.deletes.map(\.employeeID)) == ["4", "5"])
        #expect(plan.withheld.map(\.employeeID) == (isEmpty ? [] : ["6"]))
        #expect(plan.brakeReasons == (isEmpty ? [] : [.departmentsLost(departments: ["3"], employees: 1, generation: .first)]))
        let told = plan.problems.filter { $0.code == .deletionsWithheld }
        #expect(told.count == (isEmpty ? 0 : 1))
        #expect(
            told.allSatisfy {
                $0.finding
                    == .deletionsWithheld(
                        count: 1, reason: .departmentsLost(departments: ["3"], employees: 1, generation: .first))
            })
        #expect(world.plan(asOf: PlannerWorld.day, approving: Set(plan.withheld.map(\.reference))).brakeReasons.isEmpty)
    }

    @Test func peopleOfALostDepartmentWhoAreElsewhereOrLeftAreNotWithheld() throws {
        var world = try world(events: 3, cancelled: 0)
        world.book("2026-12-15-AM", "2026-12-15-PM", employee: "43", period: "other")
        world.sync(asOf: PlannerWorld.day)
        // The workshop is closed, or the key may no longer read it.
        world.departments.removeAll { $0.id == "2" }
        let whole = world.employees
        func plan(_ change: (inout Employee) -> Void) -> SyncPlan {
            var world = world
            change(&world.employees[1])
            return world.plan(asOf: PlannerWorld.day)
        }
        #expect(plan { $0.departmentID = "2" }.withheld.map(\.employeeID) == ["43"], "still there, as far as is known")
        #expect(plan { $0.departmentID = "9" }.deletes.map(\.employeeID) == ["43"], "moved to a known department outside")
        #expect(plan { $0.contractEnd = Sample.day("2026-11-01") }.deletes.map(\.employeeID) == ["43"], "left")
        #expect(plan { $0.departmentID = "1" }.operations.isEmpty, "moved within the scope")

        world.employees.removeAll { $0.id == "43" }
        let lost = world.sync(asOf: PlannerWorld.day)
        #expect(lost.brakeReasons == [.departmentsLost(departments: ["2"], employees: 1, generation: .first)])
        #expect(lost.withheld.map(\.employeeID) == ["43"] && lost.deletes.isEmpty)
        #expect(world.plan(asOf: PlannerWorld.day) == lost, "it stays withheld, day after day")
        world.employees = whole
    }

    @Test func aScopeThatAnOperatorSetsSmallerIsACauseByItself() throws {
        var world = try world(events: 3, cancelled: 0)
        world.book("2026-12-15-AM", "2026-12-15-PM", employee: "43", period: "other")
        world.sync(asOf: PlannerWorld.day)
        world.tenant.scope = DepartmentScope(bases: [.init(id: "1", withDescendants: false)])
        world.employees.removeAll { $0.id == "43" }
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.brakeReasons.isEmpty && plan.deletes.map(\.employeeID) == ["43"])
        // Lucca moves a department the same day: what the smaller scope covered no longer counts.
        world.departments[1].hierarchy = "/9/"
        #expect(world.plan(asOf: PlannerWorld.day).deletes.map(\.employeeID) == ["43"])
    }

    @Test func positionsThatChangeInTheTreeLoseNobody() throws {
        var world = try world(events: 3, cancelled: 0)
        world.book("2026-12-15-AM", "2026-12-15-PM", employee: "43", period: "other")
        world.sync(asOf: PlannerWorld.day)
        for index in world.departments.indices {
            world.departments[index].hierarchy = "/4" + world.departments[index].hierarchy
        }
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.operations.isEmpty && plan.brakeReasons.isEmpty && plan.links.isEmpty)
    }

    @Test func peopleOfWhomItWasNeverNotedWhereTheyWereAreWithheldWhileDepartmentsAreLost() throws {
        var world = try world(events: 3, cancelled: 0)
        world.book("2026-12-15-AM", "2026-12-15-PM", employee: "43", period: "other")
        world.sync(asOf: PlannerWorld.day)
        world.links["43"]?.lineage = nil
        world.employees.removeAll { $0.id == "43" }
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 1)
        world.departments.removeAll { $0.id == "2" }
        #expect(world.plan(asOf: PlannerWorld.day).brakeReasons == [.departmentUnknown(employees: 1)])
    }

    @Test func severalReasonsWithholdEachItsOwn() throws {
        var world = try world(events: 30, cancelled: 15)
        world.book("2026-12-15-AM", "2026-12-15-PM", employee: "43", period: "other")
        world.sync(asOf: PlannerWorld.day)
        world.departments.removeAll { $0.id == "2" }
        world.employees.removeAll { $0.id == "43" }
        for number in 15..<27 { world.cancel(LeavePeriodID("\(number)")) }
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.deletes.isEmpty)
        #expect(
            plan.brakeReasons == [
                .departmentsLost(departments: ["2"], employees: 1, generation: .first),
                .tooManyDeletions(deletions: 27, futureEvents: 31),
            ])
        #expect(plan.withheld.count == 28)
        #expect(plan.problems.count { $0.code == .deletionsWithheld } == 2)
    }

    @Test func theProblemSaysHowManyOfHowMany() throws {
        let plan = try world(events: 30, cancelled: 15).plan(asOf: PlannerWorld.day)
        #expect(
            plan.problems.map(\.finding)
                == [.deletionsWithheld(count: 15, reason: .tooManyDeletions(deletions: 15, futureEvents: 30))])
    }
}
