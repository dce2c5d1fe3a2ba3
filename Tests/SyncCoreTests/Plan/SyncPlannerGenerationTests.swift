import SyncCore
import SyncTestKit
import Testing

/// Lucca's generations give the same leaves other period ids: each event is recognised by employee, leave account and bounds.
@Suite("SyncPlanner, change of generation")
struct SyncPlannerGenerationTests {
    private static let day = PlannerWorld.day

    private func synced(asOf day: CalendarDay = Self.day, _ book: (inout ModelWorld) -> Void) throws -> ModelWorld {
        var world = try PlannerWorld.make()
        world.planning.addType("Maladie")
        book(&world)
        world.sync(asOf: day)
        return world
    }

    /// The next run only rewrites references: of that many events, and of nothing else.
    private func expectOnlyReferences(
        _ world: inout ModelWorld, asOf day: CalendarDay = Self.day, _ count: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        func without(_ planning: ModelPlanning) -> ModelPlanning {
            var planning = planning
            for key in planning.events.keys { planning.events[key]?.remark = "" }
            return planning
        }
        let before = world.planning
        let plan = world.sync(asOf: day)
        #expect(plan.updates.count == count && plan.operations.count == count, sourceLocation: sourceLocation)
        #expect(without(world.planning) == without(before), sourceLocation: sourceLocation)
        #expect(plan.problems.isEmpty && world.notShown(plan).isEmpty, sourceLocation: sourceLocation)
        #expect(world.plan(asOf: day).writesNothing, sourceLocation: sourceLocation)
    }

    private func references(_ world: ModelWorld) -> [String] { world.entries.map(\.reference.description).sorted() }

    @Test("Every event keeps its life, there and back")
    func thereAndBack() throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-23-PM", period: "1")
            $0.book("2026-12-28-PM", "2026-12-31-PM", period: "2")
            $0.book("2026-12-22-AM", "2026-12-22-PM", employee: "43", period: "3", account: "8")
        }
        let before = references(world)
        world.readSecondGeneration()
        expectOnlyReferences(&world, 3)
        #expect(
            references(world) == [
                "[lucca:acme/v2-1/7/2026-12-22-AM]", "[lucca:acme/v2-2/7/2026-12-28-PM]", "[lucca:acme/v2-3/8/2026-12-22-AM]",
            ])
        world.readFirstGeneration()
        expectOnlyReferences(&world, 3)
        #expect(references(world) == before)
    }

    @Test("What planners typed stays")
    func notesStay() throws {
        var world = try synced { $0.book("2026-12-22-AM", "2026-12-23-PM", period: "1") }
        let event = try #require(world.planning.events.keys.first)
        world.planning.events[event]?.remark += " apporter les clés"
        world.readSecondGeneration()
        world.sync(asOf: Self.day)
        #expect(world.planning.events[event]?.remark == "[lucca:acme/v2-1/7/2026-12-22-AM] apporter les clés")
    }

    @Test("An id of one generation is never taken for the same number of the other")
    func idsAreApart() throws {
        var world = try synced {
            $0.book("2026-12-01-AM", "2026-12-01-PM", period: "1")
            $0.book("2026-12-08-AM", "2026-12-10-PM", period: "2")
        }
        world.renumberPeriods { $0.periodID == "1" ? "v2-2" : "v2-1" }
        expectOnlyReferences(&world, 2)
    }

    @Test("Killed in the middle, also twice and on the way back", arguments: 0...6)
    func killed(after count: Int) throws {
        var world = try synced { world in
            for day in 1...6 { world.book("2026-12-0\(day)-AM", "2026-12-0\(day)-PM", period: LeavePeriodID("\(day)")) }
        }
        let before = world.planning
        world.readSecondGeneration()
        world.applyFirst(count, of: world.plan(asOf: Self.day))
        world.readFirstGeneration()
        world.applyFirst(count / 2, of: world.plan(asOf: Self.day))
        world.readSecondGeneration()
        expectOnlyReferences(&world, world.entries.count { !$0.reference.periodID.isOfSecondGeneration })
        world.readFirstGeneration()
        expectOnlyReferences(&world, 6)
        #expect(world.planning == before)
    }

    @Test("With a lost ledger, the resource tells whose event it is", arguments: [true, false])
    func lostLedger(linksAreLost: Bool) throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-23-PM", period: "1")
            $0.book("2026-12-22-AM", "2026-12-23-PM", employee: "43", period: "2")
        }
        world.readSecondGeneration()
        world.adoptEvents()
        #expect(world.entries.map(\.employeeID) == [.nobody, .nobody])
        if linksAreLost { world.links = [:] }
        expectOnlyReferences(&world, 2)
        #expect(Set(world.entries.map(\.employeeID)) == ["42", "43"])
    }

    @Test("An adopted event of unknown owner is kept while someone's rows are unreadable, and is not made twice")
    func lostLedgerWithUnreadableRows() throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-23-PM", period: "1")
            $0.book("2026-12-28-AM", "2026-12-28-PM", period: "2")
        }
        world.readSecondGeneration()
        world.adoptEvents()
        world.cancel("v2-2")
        world.unreadable = ["43", .nobody]
        let plan = world.sync(asOf: Self.day)
        #expect(plan.updates.map(\.reference.periodID) == ["v2-1"] && plan.operations.count == 1)
        world.unreadable = []
        #expect(world.sync(asOf: Self.day).deletes.map(\.reference.periodID) == ["2"])
    }

    @Test("Pending absences are recognised too")
    func pending() throws {
        var world = try PlannerWorld.make { $0.includePending = true }
        world.book("2026-12-22-AM", "2026-12-23-PM", period: "1", status: .pending)
        world.sync(asOf: Self.day)
        world.readSecondGeneration()
        expectOnlyReferences(&world, 1)
    }

    @Test("An absence that is no longer counted in the other generation is deleted, and its event is no one else's")
    func pendingThere() throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-23-PM", period: "1")
            $0.book("2026-12-29-AM", "2026-12-29-PM", period: "2")
        }
        world.readSecondGeneration()
        world.leaves = world.leaves.map { leave in
            guard leave.periodID == "v2-1" else { return leave }
            return HalfDayLeave(
                employeeID: leave.employeeID, periodID: leave.periodID, accountID: leave.accountID,
                halfDay: leave.halfDay, status: .pending)
        }
        let plan = world.sync(asOf: Self.day)
        #expect(plan.updates.map(\.reference.periodID) == ["v2-2"] && plan.deletes.map(\.reference.periodID) == ["1"])
        #expect(plan.creates.isEmpty)
    }

    @Test("Hours, and two absences of one person on one day")
    func hoursAndHalves() throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-22-AM", period: "1")
            $0.book("2026-12-22-PM", "2026-12-22-PM", period: "2", account: "8")
            // Both begin at noon, and last as long.
            $0.book("2026-12-23-PM", "2026-12-23-PM", period: "3", seconds: 7200)
            $0.book("2026-12-23-PM", "2026-12-23-PM", period: "4", account: "8", seconds: 7200)
            // Both begin in the morning, of one account.
            $0.book("2026-12-24-AM", "2026-12-24-AM", period: "5", seconds: 3600)
            $0.book("2026-12-24-AM", "2026-12-24-AM", period: "6", seconds: 9000)
        }
        let accounts = world.entries.map { [$0.eventKey: $0.reference.accountID] }
        // The ids come in another order.
        world.renumberPeriods { LeavePeriodID("v2-\(9 - (Int($0.periodID.value) ?? 0))") }
        expectOnlyReferences(&world, 6)
        #expect(Set(world.entries.map { [$0.eventKey: $0.reference.accountID] }) == Set(accounts))
    }

    @Test("The same account and bounds win over more shared days", arguments: [true, false])
    func exactWins(comesFirst: Bool) throws {
        var world = try synced {
            $0.book("2026-12-14-AM", "2026-12-18-PM", period: comesFirst ? "1" : "2")
            // Of another account, over the same days.
            $0.book("2026-12-14-AM", "2026-12-22-PM", period: comesFirst ? "2" : "1", account: "8")
        }
        world.readSecondGeneration()
        expectOnlyReferences(&world, 2)
    }

    @Test("Also within one generation: a leave that was requested again keeps its event")
    func requestedAgain() throws {
        var world = try synced {
            $0.book("2026-12-24-AM", "2026-12-24-AM", period: "1", seconds: 7200)
            $0.book("2026-12-24-AM", "2026-12-24-AM", period: "2", account: "8", seconds: 7200)
        }
        let types = world.planning.events.mapValues(\.type)
        world.renumberPeriods { $0.periodID == "1" ? "9" : "3" }
        let plan = world.sync(asOf: Self.day)
        #expect(plan.updates.count == 2 && plan.operations.count == 2)
        #expect(world.planning.events.mapValues(\.type) == types)
    }

    @Test("An absence under way keeps the start that is no longer read")
    func readEdge() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 12 }
        world.book("2026-09-01-AM", "2027-01-29-PM", period: "1")
        world.sync(asOf: Sample.day("2026-08-15"))
        world.readSecondGeneration()
        expectOnlyReferences(&world, 1)
        #expect(references(world) == ["[lucca:acme/v2-1/7/2026-09-01-AM]"])
        for later in 0..<40 { #expect(world.plan(asOf: Self.day.adding(days: later)).writesNothing) }
        // Its end still moves.
        world.book("2027-02-01-AM", "2027-02-03-PM", period: "v2-1")
        world.sync(asOf: Self.day)
        #expect(world.shown.map { String($0.prefix(41)) } == ["2026-08-31T22:00:00Z 2027-02-03T23:00:00Z"])
    }

    @Test("An absence cut by the window's end is taken over, and grows with the window")
    func windowEnd() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 1 }
        world.book("2026-12-21-AM", "2026-12-25-PM", period: "1")
        world.sync(asOf: Sample.day("2026-11-22"))
        world.readSecondGeneration()
        let plan = world.sync(asOf: Sample.day("2026-11-24"))
        #expect(plan.updates.count == 1 && plan.operations.count == 1)
        #expect(world.shown == ["2026-12-20T23:00:00Z 2026-12-23T23:00:00Z conges payes"])
    }

    @Test("Beyond the window an event keeps its old reference, until the window reaches it")
    func beyondTheWindow() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 12 }
        world.book("2027-06-01-AM", "2027-06-04-PM", period: "1")
        world.book("2027-06-07-AM", "2027-06-08-PM", period: "2")
        world.sync(asOf: Self.day)
        world.tenant.settings.horizonMonths = 3
        world.readSecondGeneration()
        expectOnlyReferences(&world, 0)
        #expect(references(world).allSatisfy { !$0.contains("v2-") })
        let key = world.entries.first { $0.reference.periodID == "1" }?.eventKey
        // The window ends on 2 June: the leave is cut there, as in one generation.
        let plan = world.sync(asOf: Sample.day("2027-03-03"))
        #expect(plan.updates.map(\.reference.description) == ["[lucca:acme/v2-1/7/2027-06-01-AM]"])
        #expect(plan.operations.count == 1)
        #expect(world.entries.first { $0.reference.periodID == "v2-1" }?.eventKey == key)
        world.sync(asOf: Sample.day("2027-03-15"))
        #expect(references(world) == ["[lucca:acme/v2-1/7/2027-06-01-AM]", "[lucca:acme/v2-2/7/2027-06-07-AM]"])
        #expect(world.planning.events.count == 2)
    }

    @Test("Past events stay as they are, and what they show is not shown again")
    func pastEvents() throws {
        var world = try synced(asOf: Sample.day("2026-11-17")) {
            $0.book("2026-11-18-AM", "2026-11-20-PM", period: "1")
            $0.book("2026-11-19-AM", "2026-11-20-PM", employee: "43", period: "2")
        }
        world.readSecondGeneration()
        expectOnlyReferences(&world, 0)
        // Extended after it was over: the rest gets an event of its own, as in one generation.
        world.book("2026-11-23-AM", "2026-11-27-PM", period: "v2-1")
        let plan = world.sync(asOf: Self.day)
        #expect(plan.creates.map(\.reference.description) == ["[lucca:acme/v2-1/7/2026-11-23-AM]"])
        #expect(plan.operations.count == 1 && world.notShown(plan).isEmpty)
        #expect(world.shown.contains("2026-11-22T23:00:00Z 2026-11-27T23:00:00Z conges payes"))
        #expect(references(world).contains("[lucca:acme/1/7/2026-11-18-AM]"))
        for later in 0..<40 { #expect(world.plan(asOf: Self.day.adding(days: later)).writesNothing) }
        world.readFirstGeneration()
        expectOnlyReferences(&world, 1)
    }

    @Test("An initial period shows no past event twice")
    func initialPeriod() throws {
        var world = try PlannerWorld.make { $0.initialFrom = Sample.day("2026-11-01") }
        world.book("2026-11-10-AM", "2026-11-12-PM", period: "1")
        world.book("2026-12-10-AM", "2026-12-10-PM", period: "2")
        world.sync(asOf: Self.day)
        world.hasSucceeded = false
        world.readSecondGeneration()
        expectOnlyReferences(&world, 1)
    }

    @Test("An absence under way that ended early keeps its past days")
    func shortenedToThePast() throws {
        var world = try synced(asOf: Sample.day("2026-11-18")) { $0.book("2026-11-20-AM", "2026-12-04-PM", period: "1") }
        world.leaves.removeAll { $0.halfDay >= Sample.half("2026-11-23-AM") }
        world.readSecondGeneration()
        let plan = world.sync(asOf: Self.day)
        #expect(plan.updates.count == 1 && plan.operations.count == 1)
        #expect(world.shown == ["2026-11-19T23:00:00Z 2026-11-22T23:00:00Z conges payes"])
    }

    @Test("Two events become one, and one becomes two: the rest is an update")
    func regrouped() throws {
        var world = try synced {
            $0.book("2026-12-14-AM", "2026-12-15-PM", period: "1")
            $0.book("2026-12-16-AM", "2026-12-18-PM", period: "2")
        }
        world.renumberPeriods { _ in "v2-7" }
        let longer = world.entries.first { $0.reference.periodID == "2" }?.eventKey
        var plan = world.sync(asOf: Self.day)
        #expect((plan.creates.count, plan.updates.count, plan.deletes.count) == (0, 1, 1))
        #expect(world.shown == ["2026-12-13T23:00:00Z 2026-12-18T23:00:00Z conges payes"])
        #expect(world.entries.map(\.eventKey) == [longer], "the event that shares the most days stays")
        world.renumberPeriods { $0.halfDay < Sample.half("2026-12-16-AM") ? "1" : "2" }
        plan = world.sync(asOf: Self.day)
        #expect((plan.creates.count, plan.updates.count, plan.deletes.count) == (1, 1, 0))
        #expect(world.shown.count == 2)
    }

    @Test("Days cut elsewhere are updates: no event is deleted where another one could be moved")
    func cutElsewhere() throws {
        var world = try synced {
            $0.book("2026-12-14-AM", "2026-12-17-PM", period: "1")
            $0.book("2026-12-18-AM", "2026-12-18-PM", period: "2")
        }
        world.renumberPeriods { $0.halfDay < Sample.half("2026-12-15-AM") ? "v2-1" : "v2-2" }
        let plan = world.sync(asOf: Self.day)
        #expect(plan.updates.count == 2 && plan.operations.count == 2)
    }

    @Test("Another leave account at the same time is an update")
    func otherAccount() throws {
        var world = try synced { $0.book("2026-12-14-AM", "2026-12-17-PM", period: "1") }
        world.cancel("1")
        world.book("2026-12-14-AM", "2026-12-17-PM", period: "v2-1", account: "8")
        let plan = world.sync(asOf: Self.day)
        #expect(plan.updates.count == 1 && plan.operations.count == 1)
    }

    @Test("The brake counts nothing, however many events there are")
    func brake() throws {
        var world = try PlannerWorld.make { $0.brake = Brake(count: 0, percent: 0) }
        for number in 1...28 {
            let day = "2026-12-\(number < 10 ? "0" : "")\(number)"
            world.book("\(day)-AM", "\(day)-AM", period: LeavePeriodID("\(number)"))
        }
        world.sync(asOf: Self.day)
        world.readSecondGeneration()
        expectOnlyReferences(&world, 28)
    }

    @Test("A half-day without an owner withholds nothing from those who lose nothing")
    func unownedLeaves() throws {
        var world = try synced { $0.book("2026-12-14-AM", "2026-12-17-PM", period: "1") }
        world.readSecondGeneration()
        world.unownedLeaves = 1
        #expect(world.sync(asOf: Self.day).updates.count == 1)
    }

    @Test("An event that must stay unchanged is not made again under the new reference")
    func frozen() throws {
        for freeze: (inout ModelWorld, inout PlanInput) -> Void in [
            { world, input in input.unreadableEvents = Set(world.entries.map(\.reference)) },
            { world, input in input.entries[0].openIntent = .update },
        ] {
            var world = try synced { $0.book("2026-12-14-AM", "2026-12-17-PM", period: "1") }
            world.readSecondGeneration()
            var input = world.input(asOf: Self.day)
            freeze(&world, &input)
            let plan = SyncPlanner.plan(input)
            #expect(plan.writesNothing)
            #expect(world.notShown(plan).isEmpty)
        }
    }

    @Test("While a leave account has no type, nothing of the person's days is deleted")
    func stuck() throws {
        var world = try synced { $0.book("2026-12-14-AM", "2026-12-17-PM", period: "1") }
        world.cancel("1")
        world.book("2026-12-14-AM", "2026-12-17-PM", period: "v2-1", account: "8")
        world.reasonRules["8"] = ReasonRule(accountID: "8", destination: .hide, origin: .operator)
        world.neutralType = nil
        world.planning.types = world.planning.types.filter { $0.value.label != "Absent" }
        #expect(world.plan(asOf: Self.day).operations.isEmpty)
    }

    @Test("An event that was dragged into the past keeps its reference, and the one that replaced it is taken over")
    func draggedIntoThePast() throws {
        var world = try synced { $0.book("2026-12-22-AM", "2026-12-24-PM", period: "1") }
        world.drag(try #require(world.planning.events.keys.first), to: "2026-11-10T08:00:00Z", "2026-11-10T16:00:00Z")
        world.sync(asOf: Self.day)
        world.readSecondGeneration()
        expectOnlyReferences(&world, 1)
        world.readFirstGeneration()
        expectOnlyReferences(&world, 1)
        #expect(references(world) == ["[lucca:acme/1/7/2026-12-22-AM]", "[lucca:acme/1/7/2026-12-22-PM]"])
    }

    @Test("A former name of the account beside it changes nothing")
    func renamedAccount() throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-23-PM", period: "1")
            $0.book("2026-12-28-AM", "2026-12-28-PM", period: "2")
        }
        world.tenant.luccaURL = "https://nouveau.ilucca.net"
        world.tenant.formerAccounts = ["acme"]
        world.readSecondGeneration()
        expectOnlyReferences(&world, 2)
        #expect(references(world).allSatisfy { $0.hasPrefix("[lucca:nouveau/v2-") })
    }

    @Test("Someone who left loses their events, under either generation")
    func leaver() throws {
        var world = try synced {
            $0.book("2026-12-22-AM", "2026-12-23-PM", period: "1")
            $0.book("2026-12-22-AM", "2026-12-23-PM", employee: "43", period: "2")
        }
        world.readSecondGeneration()
        world.employees.removeAll { $0.id == "43" }
        let plan = world.sync(asOf: Self.day)
        #expect(plan.deletes.map(\.reference.periodID) == ["2"] && plan.updates.map(\.reference.periodID) == ["v2-1"])
    }
}

extension ModelWorld {
    /// The process is killed after so many writes of events.
    mutating func applyFirst(_ count: Int, of plan: SyncPlan) {
        var plan = plan
        plan.operations = Array(plan.operations.prefix(count))
        apply(plan)
    }
}
