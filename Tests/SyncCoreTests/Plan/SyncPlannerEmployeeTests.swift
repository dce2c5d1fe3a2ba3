import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, employees")
struct SyncPlannerEmployeeTests {
    @Test func aFirstSyncLinksWritesAndRemembers() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.problems.isEmpty)
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z conges payes"])
        #expect(world.planning.events.values.first?.remark == "[lucca:acme/p/7/2026-12-24-AM]")
        #expect(world.links["42"]?.resource == world.resource("00317"))
        #expect(world.links["42"]?.department == "1")
        #expect(plan.counts.departments == 2)
        #expect(plan.counts.employees == 2)
        #expect(plan.counts.leaves == 2)
        #expect(plan.counts.absences == 1)
        #expect(plan.resourceUpdates.isEmpty)
    }

    @Test func aSecondSyncNeedsNoCatalogAndWritesNothing() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.writesNothing)
        #expect(plan.counts.unchanged == 1)
        #expect(plan.links.isEmpty && plan.reasonRules.isEmpty && plan.departmentLinks.isEmpty && plan.neutralType == nil)
    }

    @Test func rowsOutsideTheScopeAreDropped() throws {
        var world = try PlannerWorld.make()
        world.employees.append(Employee(id: "99", employeeNumber: "00999", departmentID: "9"))
        world.book("2026-12-24-AM", "2026-12-24-PM", employee: "99")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.counts.employees == 2)
        #expect(plan.counts.leaves == 0)
        #expect(plan.problems.isEmpty && plan.operations.isEmpty)
    }

    @Test func theSameEmployeeTwiceIsOne() throws {
        var world = try PlannerWorld.make()
        world.employees += world.employees
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.counts.employees == 2)
        #expect(plan.problems.isEmpty)
    }

    @Test func lastDayOfTheContractIsStillSynced() throws {
        var world = try PlannerWorld.make()
        world.employees[0].contractEnd = PlannerWorld.day
        #expect(world.plan(asOf: PlannerWorld.day).counts.employees == 2)
        #expect(world.plan(asOf: PlannerWorld.day.adding(days: 1)).counts.employees == 1)
    }

    @Test func whoLeftOrMovedOutLosesFutureEventsAndKeepsResourceAndPast() throws {
        for leave in [true, false] {
            var world = try PlannerWorld.make()
            world.book("2026-11-10-AM", "2026-11-10-PM", period: "past")
            world.book("2026-12-24-AM", "2026-12-24-PM")
            world.sync(asOf: Sample.day("2026-11-01"))
            if leave {
                world.employees[0].contractEnd = Sample.day("2026-11-20")
            } else {
                world.employees[0].departmentID = "9"
            }
            let plan = world.sync(asOf: PlannerWorld.day)
            #expect(plan.deletes.count == 1)
            #expect(world.shown == ["2026-11-09T23:00:00Z 2026-11-10T23:00:00Z conges payes"])
            #expect(world.resource("00317") != nil)
        }
    }

    @Test func whoComesBackIsFoundByTheirLink() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        world.employees[0].departmentID = "9"
        world.sync(asOf: PlannerWorld.day)
        #expect(world.shown.isEmpty)
        world.employees[0].departmentID = "1"
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        world.sync(asOf: PlannerWorld.day)
        #expect(world.shown.count == 1)
    }

    @Test func anUnmatchedEmployeeIsReportedWithARemedyAndRemembered() throws {
        var world = try PlannerWorld.make()
        world.planning.resources = [:]
        world.book("2026-12-24-AM", "2026-12-24-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["employee_unmatched employee 42 (00317)", "employee_unmatched employee 43 (00318)"])
        #expect(
            plan.problems.first?.finding
                == .noResource(identifier: .employeeNumber, matchesEmail: false, creates: []))
        #expect(plan.operations.isEmpty)
        // From the stored result, the same day.
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        #expect(world.plan(asOf: PlannerWorld.day).problems == plan.problems)
        // Looked up again once the catalog is old, or when a resource may be created.
        world.catalogIsStale = true
        #expect(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.reasons == [.searchedLongAgo])
        world.catalogIsStale = false
        world.tenant.settings.create = [.resources]
        #expect(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.reasons == [.employeeWithoutLink])
        world.sync(asOf: PlannerWorld.day)
        #expect(world.planning.resources.count == 2)
        #expect(world.shown.count == 1)
    }

    @Test func aBlankIdentifierIsSaidInWords() throws {
        var world = try PlannerWorld.make { $0.create = [.resources, .types] }
        world.employees = [Employee(id: "42", mail: "zoe@acme.fr", departmentID: "1")]
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["employee_unmatched employee 42"])
        #expect(plan.problems.first?.finding == .noIdentifier(identifier: .employeeNumber, matchesEmail: false))
        #expect(plan.resourceCreations.isEmpty)
    }

    @Test func newResourcesCarryNameIdentifierAndDepartment() throws {
        var world = try PlannerWorld.make { $0.create = [.resources] }
        world.planning.resources = [:]
        world.book("2026-12-24-AM", "2026-12-24-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.resourceCreations.map(\.label) == ["MARTIN Zoé", "PETIT Luc"])
        #expect(plan.resourceCreations.map(\.identifier) == ["00317", "00318"])
        #expect(plan.creates.map(\.resource) == [.new("42")])
        #expect(world.planning.events.values.first?.resources == [try #require(world.resource("00317"))])
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func noResourceIsMadeForASharedIdentifier() throws {
        var world = try PlannerWorld.make { $0.create = [.resources] }
        world.planning.resources = [:]
        world.employees[1].employeeNumber = "00317"
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["employee_ambiguous employee 42 (00317)", "employee_ambiguous employee 43 (00317)"])
        #expect(plan.resourceCreations.isEmpty)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }

    @Test func nothingIsWrittenForTheAmbiguousAndTheirEventsStay() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        // The link is lost, and two resources carry the identifier.
        world.links = [:]
        world.planning.addResource("00317")
        world.cancel()
        world.book("2026-12-28-AM", "2026-12-28-PM", period: "q")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["employee_ambiguous employee 42 (00317)"])
        #expect(plan.operations.isEmpty && plan.withheld.isEmpty)
        #expect(world.shown.count == 1)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        #expect(world.plan(asOf: PlannerWorld.day).briefProblems == plan.briefProblems)
        let recalled = SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).plan.problems
        #expect(recalled == plan.problems, "the next run knows what they had in common")
    }

    @Test func anEarlierReleasesAmbiguityIsReportedAsFarAsKnown() throws {
        var world = try PlannerWorld.make()
        world.planning.addResource("00317")
        world.sync(asOf: PlannerWorld.day)
        let digest = try #require(world.links["42"]?.identityDigest)
        world.links["42"]?.identityDigest = String(digest.prefix(32))
        let problem = try #require(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).plan.problems.first)
        #expect(problem.finding == .severalCandidates(by: nil, identifier: .employeeNumber))
    }

    @Test func twoLinksToOneResourceAreAmbiguousUntilTheCatalogResolvesThem() throws {
        var world = try PlannerWorld.make()
        world.sync(asOf: PlannerWorld.day)
        let shared = try #require(world.links["42"]?.resource)
        world.links["43"]?.resource = shared
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["employee_ambiguous employee 42 (00317)", "employee_ambiguous employee 43 (00318)"])
        world.catalogIsStale = true
        world.sync(asOf: PlannerWorld.day)
        #expect(world.links["43"]?.resource == world.resource("00318"))
        #expect(world.links["42"]?.resource == world.resource("00317"))
    }

    @Test func aLinkedResourceThatIsGoneIsLookedForAgain() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        let old = try #require(world.resource("00317"))
        world.planning.resources[old] = nil
        let new = world.planning.addResource("00317", departments: Array(world.planning.departments.keys))
        var input = world.input(asOf: PlannerWorld.day)
        input.catalog = world.planning.catalog
        let plan = SyncPlanner.plan(input)
        #expect(plan.updates.map(\.resource) == [.existing(new)])
        world.planning.resources[new] = nil
        input.catalog = world.planning.catalog
        let without = SyncPlanner.plan(input)
        #expect(without.briefProblems == ["employee_unmatched employee 42 (00317)"])
        #expect(without.operations.isEmpty)
        #expect(without.links.map(\.resource) == [nil])
    }

    @Test func aBlankRegistrationNumberIsFilledAndOthersStay() throws {
        var world = try PlannerWorld.make { $0.matchEmail = true }
        world.planning.resources = [:]
        let blank = world.planning.addResource("", email: "ZOE@acme.fr")
        let other = world.planning.addResource("A-1", email: "luc@acme.fr")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.problems.isEmpty)
        #expect(world.planning.resources[blank]?.registrationNumber == "00317")
        #expect(world.planning.resources[other]?.registrationNumber == "A-1")
    }

    @Test func theRegistrationNumberFollowsTheIdentifierUnlessAPlannerChangedIt() throws {
        var world = try PlannerWorld.make()
        world.sync(asOf: PlannerWorld.day)
        let (first, second) = (try #require(world.resource("00317")), try #require(world.resource("00318")))
        world.planning.resources[second]?.registrationNumber = "X"
        world.employees[0].employeeNumber = "10317"
        world.employees[1].employeeNumber = "10318"
        #expect(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.reasons == [.changedIdentity])
        world.sync(asOf: PlannerWorld.day)
        #expect(world.planning.resources[first]?.registrationNumber == "10317")
        #expect(world.planning.resources[second]?.registrationNumber == "X")
        #expect(world.links["43"]?.resource == second)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }

    @Test func anotherKindOfIdentifierRewritesNoRegistrationNumber() throws {
        var world = try PlannerWorld.make()
        world.sync(asOf: PlannerWorld.day)
        world.tenant.settings.identifier = .login
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.resourceUpdates.isEmpty)
        #expect(plan.problems.isEmpty)
    }

    @Test func nothingOfAnUnreadableEmployeeIsChanged() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        world.cancel()
        world.book("2026-12-28-AM", "2026-12-28-PM", period: "q")
        world.employees[0].departmentID = "2"
        world.unreadable = ["42"]
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
        // Nor when no row contains them.
        world.employees.removeFirst()
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test("An unreadable row freezes only its employee: another one who leaves the same day is removed")
    func anUnreadableRowFreezesItsOwn() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.book("2026-12-24-AM", "2026-12-24-PM", employee: "43", period: "q")
        world.sync(asOf: PlannerWorld.day)
        world.employees = []
        world.unreadable = ["43"]
        world.readingProblems = [Problem(.employee("43"), .employeeRowUnreadable(flaw: .departmentMissing, generation: .first))]
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.withheld.map(\.employeeID) == ["42"], "no readable employee is left in scope")
        world.employees = [Employee(id: "44", employeeNumber: "00319", departmentID: "1")]
        #expect(world.plan(asOf: PlannerWorld.day).deletes.map(\.employeeID) == ["42"])
    }

    @Test("A row without an id freezes those whom no row names, and reports how many")
    func aRowWithoutAnID() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.book("2026-12-28-AM", "2026-12-28-PM", employee: "43", period: "q")
        world.sync(asOf: PlannerWorld.day)
        world.employees.removeFirst()
        world.cancel("q")
        world.unidentifiedEmployees = 2
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.deletes.map(\.employeeID) == ["43"], "an employee with a row is judged by it")
        #expect(plan.problems.map(\.finding) == [.employeeRowsWithoutID(rows: 2, kept: 1, employees: 1, generation: .first)])
        world.unidentifiedEmployees = 0
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 2)
    }

    @Test("A half-day without an employee freezes only those who would lose something")
    func aHalfDayWithoutAnEmployee() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-21-AM", "2026-12-24-PM")
        world.book("2026-12-28-AM", "2026-12-28-PM", employee: "43", period: "q")
        world.sync(asOf: PlannerWorld.day)
        world.cancel()
        world.book("2026-12-21-AM", "2026-12-22-PM")
        world.book("2027-01-04-AM", "2027-01-04-PM", period: "new")
        world.book("2027-01-05-AM", "2027-01-05-PM", employee: "43", period: "gained")
        world.unownedLeaves = 1
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.creates.map(\.reference.periodID) == ["gained"])
        #expect(plan.updates.isEmpty && plan.deletes.isEmpty && plan.brakeReasons.isEmpty)
        #expect(plan.briefProblems == ["leave_unreadable tenant acme"])
        #expect(plan.problems.first?.finding == .halfDaysWithoutOwner(rows: 1, kept: 1, employees: 1, generation: .first))
        world.unownedLeaves = 0
        #expect(world.plan(asOf: PlannerWorld.day).operations.count == 3)
    }

    @Test("Only a known department outside the scope counts as moved out")
    func anUnknownDepartmentIsNoMove() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        for unknown in ["77", "abc"] as [DepartmentID] {
            world.employees[0].departmentID = unknown
            let plan = world.plan(asOf: PlannerWorld.day)
            #expect(plan.writesNothing && plan.withheld.isEmpty)
            #expect(plan.briefProblems == ["employee_unreadable employee 42 (00317)"])
        }
        world.departments.append(Department(id: "77", name: "Sans place", hierarchy: " "))
        world.employees[0].departmentID = "77"
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing, "a department without a place is not outside the scope")
        world.employees[0].departmentID = "9"
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 1)
        world.employees[0].departmentID = "77"
        world.employees[0].contractEnd = Sample.day("2026-11-01")
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 1, "leavers left, whatever their department")
    }

    @Test("Two rows of one employee are one person, unless they contradict each other")
    func anEmployeeListedTwice() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        var second = world.employees[0]
        second.departmentID = "9"
        world.employees.append(second)
        #expect(world.plan(asOf: PlannerWorld.day).operations.isEmpty, "in scope by one of them")
        second.departmentID = "2"
        second.employeeNumber = "00999"
        world.employees.append(second)
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.writesNothing && plan.withheld.isEmpty)
        #expect(plan.briefProblems == ["employee_unreadable employee 42"])
    }

    @Test("While a planning's label or number is unreadable, nothing of its kind is created; known ones stay in use")
    func unreadableThingsOfThePlanning() throws {
        var world = try PlannerWorld.make { $0.create = [.resources, .departments, .types] }
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        world.employees.append(Employee(id: "44", employeeNumber: "00319", departmentID: "1"))
        world.book("2026-12-28-AM", "2026-12-28-PM", employee: "44", period: "q", account: "8")
        var input = world.input(asOf: PlannerWorld.day.adding(days: 1))
        var catalog = world.planning.catalog
        #expect(!SyncPlanner.plan(with(catalog, &input)).resourceCreations.isEmpty)
        catalog.resources[0].isReadable = false
        catalog.types[0].isReadable = false
        let plan = SyncPlanner.plan(with(catalog, &input))
        #expect(plan.resourceCreations.isEmpty && plan.typeCreations.isEmpty && plan.operations.isEmpty)
        #expect(plan.problems.filter { $0.code == .planningUnreadable }.count == 2)
        #expect(plan.problems.contains { $0.code == .employeeUnmatched } && plan.counts.unchanged == 1)
    }

    private func with(_ catalog: Catalog, _ input: inout PlanInput) -> PlanInput {
        input.catalog = catalog
        return input
    }

    @Test func problemsNameNobody() throws {
        var world = try PlannerWorld.make { $0.matchEmail = true }
        world.planning.resources = [:]
        world.planning.addResource("00317")
        world.planning.addResource("00317")
        world.planning.departments = [:]
        world.planning.types = [:]
        world.book("2026-12-24-AM", "2026-12-24-PM")
        for problem in world.sync(asOf: PlannerWorld.day).problems {
            for name in ["Zoé", "Martin", "Luc", "Petit", "@", "zmartin", "Congés", "Atelier"] {
                #expect(!"\(problem)".contains(name))
            }
        }
    }
}
