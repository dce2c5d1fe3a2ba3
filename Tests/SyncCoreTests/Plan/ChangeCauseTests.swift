import SyncCore
import SyncTestKit
import Testing

@Suite("Causes of changes")
struct ChangeCauseTests {
    private static let day = PlannerWorld.day

    /// A world whose leaves are on the planning.
    private func synced(
        _ book: (inout ModelWorld) -> Void = { $0.book("2026-12-22-AM", "2026-12-24-PM") },
        settings: (inout TenantSettings) -> Void = { _ in }
    ) throws -> ModelWorld {
        var world = try PlannerWorld.make { tenant in
            tenant.brake = Brake(count: 1000, percent: 100)
            settings(&tenant)
        }
        book(&world)
        world.sync(asOf: Self.day)
        return world
    }

    /// The causes of the next run's writes, in order.
    private func causes(_ world: ModelWorld, asOf day: CalendarDay = Self.day) -> [ChangeCause] {
        let plan = world.plan(asOf: day)
        return plan.operations.map(plan.cause(of:))
    }

    // MARK: Creations

    @Test func anAbsenceIsNewOrItsEmployeeIs() throws {
        var world = try synced()
        #expect(try synced().plan(asOf: Self.day).causes.isEmpty, "nothing to write, nothing to explain")
        world.book("2026-12-28-AM", "2026-12-28-PM", period: "q")
        #expect(causes(world) == [.new])
        world.employees.append(Employee(id: "44", employeeNumber: "00319", departmentID: "2"))
        world.planning.addResource("00319")
        world.book("2026-12-28-AM", "2026-12-28-PM", employee: "44", period: "r")
        world.catalogIsStale = true
        #expect(Set(causes(world)) == [.new, .employeeJoined])
    }

    @Test func inAFirstRunEverythingIsNew() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-22-AM", "2026-12-24-PM")
        #expect(causes(world) == [.new])
    }

    @Test func anEmployeeWhoseResourceIsFoundIsLinked() throws {
        var world = try PlannerWorld.make()
        world.employees.append(Employee(id: "44", employeeNumber: "00319", departmentID: "2"))
        world.book("2026-12-28-AM", "2026-12-28-PM", employee: "44")
        world.sync(asOf: Self.day)
        world.planning.addResource("00319")
        world.catalogIsStale = true
        #expect(causes(world) == [.employeeLinked])
    }

    // MARK: Updates

    @Test(arguments: [
        ("2026-12-22-AM", "2026-12-23-PM", ChangeCause.shortened), ("2026-12-22-PM", "2026-12-24-PM", .shortened),
        ("2026-12-22-AM", "2026-12-28-PM", .extended), ("2026-12-21-AM", "2026-12-28-PM", .extended),
        ("2026-12-23-AM", "2026-12-28-PM", .moved),
    ])
    func theBoundsOfAnAbsenceChange(first: String, last: String, cause: ChangeCause) throws {
        var world = try synced()
        world.cancel()
        world.book(first, last)
        #expect(causes(world) == [cause])
    }

    @Test func anAbsenceGoesOnBeyondTheWindow() throws {
        var world = try synced { $0.book("2027-05-03-AM", "2027-08-31-PM") }
        #expect(causes(world, asOf: Sample.day("2026-12-24")) == [.windowAdvanced])
        world.sync(asOf: Sample.day("2027-05-01"))
        #expect(causes(world, asOf: Sample.day("2027-05-01")).isEmpty)
    }

    @Test func whatTheEventShowsChanges() throws {
        var world = try synced()
        let type = try #require(world.type("conges payes"))
        let resource = try #require(world.resource("00317"))
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .hide, origin: .operator)
        #expect(causes(world) == [.typeChanged(from: type)])

        world = try synced()
        world.cancel()
        world.book("2026-12-22-AM", "2026-12-24-PM", account: "8")
        #expect(causes(world) == [.leaveAccountChanged(from: "7", to: "8")])

        world = try synced()
        world.cancel()
        world.book("2026-12-22-AM", "2026-12-24-PM", period: "q")
        #expect(causes(world) == [.requestReplaced(from: "p")])

        world = try synced()
        world.planning.resources[resource] = nil
        world.planning.addResource("00317")
        world.catalogIsStale = true
        var input = world.input(asOf: Self.day)
        input.catalog = world.planning.catalog
        let plan = SyncPlanner.plan(input)
        #expect(plan.operations.map(plan.cause(of:)) == [.resourceChanged(from: resource)])
    }

    @Test func onlyTheReferenceChanges() throws {
        var world = try synced()
        world.readSecondGeneration()
        #expect(causes(world) == [.generationChanged])

        world = try synced()
        world.tenant.luccaURL = "https://acme-group.ilucca.net"
        world.tenant.formerAccounts = ["acme"]
        #expect(causes(world) == [.luccaAccountRenamed(from: "acme")])
    }

    @Test func anEventThatPlanningPMEStoredDifferentlyIsWrittenAgain() throws {
        var world = try synced()
        world.entries = world.entries.map(\.standingWrong)
        #expect(causes(world) == [.storedDifferently])
    }

    // MARK: Planners

    private func causes(_ world: ModelWorld, _ edits: (inout HandEdits) -> Void) -> [ChangeCause] {
        var input = world.input(asOf: Self.day)
        edits(&input.handEdits)
        let plan = SyncPlanner.plan(input)
        return plan.operations.map(plan.cause(of:))
    }

    @Test func whatAPlannerChangedIsRestored() throws {
        var world = try synced()
        let before = try #require(world.entries.first)
        world.drag(try #require(before.eventKey), to: "2026-12-28T08:00:00Z", "2026-12-28T16:00:00Z")
        #expect(causes(world) { $0.changed[before.reference] = before.event } == [.changedByHand])
        #expect(causes(world) { _ in } == [.moved], "seen in an earlier run")
        world.cancel()
        world.book("2026-12-29-AM", "2026-12-29-PM")
        #expect(causes(world) { $0.changed[before.reference] = before.event } == [.moved], "Lucca changed it too")
    }

    @Test func whatAPlannerRemovedIsCreatedAgain() throws {
        var world = try synced()
        let before = try #require(world.entries.first)
        world.entries = []
        #expect(causes(world) { $0.removed = [before.event] } == [.removedByHand])
        #expect(causes(world) { _ in } == [.new])
    }

    @Test func whatAPlannerDraggedIntoThePastIsShownAgain() throws {
        var world = try synced()
        let before = try #require(world.entries.first)
        world.drag(try #require(before.eventKey), to: "2026-11-10T08:00:00Z", "2026-11-10T16:00:00Z")
        #expect(causes(world) { $0.changed[before.reference] = before.event } == [.changedByHand])
    }

    // MARK: Deletions

    @Test(arguments: [HalfDayLeave.Status.cancelled, .pending])
    func theRowsThatRemainTellWhy(status: HalfDayLeave.Status) throws {
        var world = try synced()
        world.cancel()
        world.book("2026-12-22-AM", "2026-12-24-PM", status: status)
        #expect(causes(world) == [status == .cancelled ? .cancelled : .notApproved])
    }

    @Test func anAbsenceIsGoneOrHasNoLength() throws {
        var world = try synced()
        world.cancel()
        #expect(causes(world) == [.goneFromLucca])
        world.book("2026-12-22-AM", "2026-12-24-PM", seconds: 0)
        #expect(causes(world) == [.empty])
    }

    /// The request had two stretches of leave, each with its event.
    @Test func aRequestThatLosesOneOfItsEventsIsShortened() throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-22-PM")
            $0.book("2026-12-29-AM", "2026-12-29-PM")
        }
        world.leaves.removeAll { $0.halfDay.day == Sample.day("2026-12-29") }
        #expect(causes(world) == [.shortened])
    }

    @Test func aLeaveAccountIsIgnored() throws {
        var world = try synced()
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .ignore, origin: .operator)
        #expect(causes(world) == [.ignored("7", byOperator: true)])
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .ignore, origin: .automatic)
        #expect(causes(world) == [.ignored("7", byOperator: false)])

        world = try synced()
        world.cancel()
        world.book("2026-12-22-AM", "2026-12-24-PM", account: "9")
        #expect(causes(world) == [.remoteWork("9")], "the request moved to remote work")
    }

    @Test func anEmployeeLeaves() throws {
        var world = try synced()
        world.employees[0].contractEnd = Sample.day("2026-11-20")
        #expect(causes(world) == [.employeeLeft(lastDay: Sample.day("2026-11-20"))])
        world.employees[0].contractEnd = nil
        world.employees[0].departmentID = "9"
        #expect(causes(world) == [.outOfScope(department: "9")])
        world.employees.removeFirst()
        #expect(causes(world) == [.notInLucca])
    }

    /// Lucca is asked for the departments of the scope only, so the employee is in no row.
    @Test func theScopeNoLongerCoversTheEmployee() throws {
        var world = try synced()
        world.employees.removeFirst()
        world.tenant.scope = DepartmentScope(bases: [.init(id: "2", withDescendants: true)])
        #expect(causes(world) == [.outOfScope(department: "1")])
    }

    @Test func twoEventsOfOneAbsenceAreOneTooMany() throws {
        var world = try synced()
        world.tenant.luccaURL = "https://acme-group.ilucca.net"
        world.tenant.formerAccounts = ["acme"]
        var other = try #require(world.entries.first)
        other.event.reference = other.reference.under("acme-group")
        other.eventKey = 900
        world.entries.append(other)
        #expect(causes(world) == [.duplicate])
    }

    // MARK: The brake

    @Test func aWithheldDeletionHasItsCauseToo() throws {
        var world = try synced(settings: { $0.brake = Brake(count: 0, percent: 0) })
        world.cancel()
        let plan = world.plan(asOf: Self.day)
        #expect(plan.operations.isEmpty && plan.withheld.map(plan.cause(ofWithholding:)) == [.goneFromLucca])
    }
}
