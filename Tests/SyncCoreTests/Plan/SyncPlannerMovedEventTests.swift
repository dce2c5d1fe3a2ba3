import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, events that planners moved")
struct SyncPlannerMovedEventTests {
    private func world(_ bookings: [(String, String)], seconds: Int? = nil) throws -> ModelWorld {
        var world = try PlannerWorld.make()
        for (first, last) in bookings { world.book(first, last, seconds: seconds) }
        world.sync(asOf: PlannerWorld.day)
        return world
    }

    /// The absence's days, each once, whichever event shows them.
    private func expectShownOnce(_ world: ModelWorld, from start: String, to end: String) {
        let today = Sample.instant("2026-11-23T23:00:00Z")
        let shown = world.planning.events.values.filter { $0.end > today }
        #expect(shown.map { "\($0.start) \($0.end)" } == ["\(start) \(end)"])
        #expect(Set(world.entries.map(\.reference)).count == world.entries.count)
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test("An event dragged into the past stays there, and its absence is shown whole under a new reference")
    func draggedIntoThePast() throws {
        for (first, last, start, end) in [
            ("2026-12-22-AM", "2026-12-24-PM", "2026-12-21T23:00:00Z", "2026-12-24T23:00:00Z"),
            // A half-day of each kind: the absence has no other half-day to name.
            ("2026-12-22-AM", "2026-12-22-AM", "2026-12-21T23:00:00Z", "2026-12-22T11:00:00Z"),
            ("2026-12-22-PM", "2026-12-22-PM", "2026-12-22T11:00:00Z", "2026-12-22T23:00:00Z"),
            // Today's.
            ("2026-11-24-AM", "2026-11-24-AM", "2026-11-23T23:00:00Z", "2026-11-24T11:00:00Z"),
        ] {
            var world = try world([(first, last)])
            let key = try #require(world.planning.events.keys.first)
            world.drag(key, to: "2026-11-10T08:00:00Z", "2026-11-10T16:00:00Z")
            let dragged = world.planning.events[key]
            let plan = world.sync(asOf: PlannerWorld.day)
            #expect(plan.creates.count == 1 && plan.operations.count == 1)
            #expect(world.planning.events[key] == dragged)
            expectShownOnce(world, from: start, to: end)
            #expect(world.notShown(plan).isEmpty)
        }
    }

    @Test("An event dragged again and again stays too")
    func draggedAgain() throws {
        var world = try world([("2026-12-22-PM", "2026-12-22-PM")])
        for hour in 10..<16 {
            let key = try #require(world.planning.events.values.first { $0.end > Sample.instant("2026-12-01T00:00:00Z") }?.key)
            world.drag(key, to: "2026-11-10T\(hour):00:00Z", "2026-11-10T\(hour):30:00Z")
            world.sync(asOf: PlannerWorld.day)
            expectShownOnce(world, from: "2026-12-22T11:00:00Z", to: "2026-12-22T23:00:00Z")
        }
        #expect(world.planning.events.count == 7)
    }

    @Test("The new reference is kept on the following days, until the absence is over")
    func freshReferenceIsStable() throws {
        var world = try world([("2026-12-22-AM", "2026-12-24-PM")])
        let key = try #require(world.planning.events.keys.first)
        world.drag(key, to: "2026-11-20T08:00:00Z", "2026-11-20T16:00:00Z")
        world.sync(asOf: PlannerWorld.day)
        let before = world.planning
        var day = PlannerWorld.day
        while day < Sample.day("2027-01-20") {
            #expect(world.sync(asOf: day).writesNothing, "\(day)")
            day = day.adding(days: 1)
        }
        #expect(world.planning == before)
    }

    @Test("Two half-days in hours whose events were both dragged away get one reference each")
    func neighboursKeepApart() throws {
        var world = try world([("2026-12-22-AM", "2026-12-22-PM")], seconds: 3600)
        for key in world.planning.events.keys { world.drag(key, to: "2026-11-10T08:00:00Z", "2026-11-10T09:00:00Z") }
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.creates.count == 2)
        #expect(Set(world.entries.map(\.reference)).count == 4)
        #expect(world.notShown(plan).isEmpty)
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test("An absence in progress whose event was dragged into the past is shown from today on")
    func underWay() throws {
        var world = try PlannerWorld.make()
        world.book("2026-11-23-AM", "2026-12-04-PM")
        world.sync(asOf: Sample.day("2026-11-20"))
        let key = try #require(world.planning.events.keys.first)
        world.drag(key, to: "2026-11-16T23:00:00Z", "2026-11-18T23:00:00Z")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.creates.count == 1)
        #expect(world.notShown(plan).isEmpty)
        for later in 0..<15 { #expect(world.sync(asOf: PlannerWorld.day.adding(days: later)).writesNothing) }
    }

    @Test("An event that was dragged, shortened, retyped or given to another person is restored")
    func movedElsewhere() throws {
        let other = try PlannerWorld.make()
        let (luc, absent) = (try #require(other.resource("00318")), try #require(other.type("Absent")))
        for change: (inout ModelWorld, EventKey) -> Void in [
            { $0.drag($1, to: "2029-01-02T08:00:00Z", "2029-01-02T16:00:00Z") },
            { $0.drag($1, to: "2026-11-20T08:00:00Z", "2026-11-24T07:00:00Z") },
            { $0.drag($1, to: "2026-12-22T08:00:00Z", "2026-12-22T09:00:00Z") },
            { $0.drag($1, to: "2026-11-02T08:00:00Z", "2027-12-22T09:00:00Z") },
            { world, key in world.edit(key) { $0.event.resource = luc } },
            { world, key in world.edit(key) { $0.event.type = absent } },
        ] {
            var world = try world([("2026-12-22-AM", "2026-12-24-PM")])
            let before = world.planning
            change(&world, try #require(world.planning.events.keys.first))
            let plan = world.sync(asOf: PlannerWorld.day)
            #expect(plan.updates.count == 1 && plan.operations.count == 1)
            #expect(world.planning == before)
            #expect(world.notShown(plan).isEmpty)
        }
    }

    @Test("An event dragged beyond the window is deleted when its absence is cancelled")
    func draggedBeyondTheWindowAndCancelled() throws {
        var world = try world([("2026-12-22-AM", "2026-12-24-PM")])
        world.drag(try #require(world.planning.events.keys.first), to: "2029-01-02T08:00:00Z", "2029-01-02T16:00:00Z")
        world.cancel()
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.deletes.count == 1 && world.shown.isEmpty)
    }

    @Test("An absence that no event shows whole is reported by the final comparison")
    func theComparisonNamesWhatIsMissing() throws {
        let reference = "[lucca:acme/p/7/2026-12-22-AM]"
        let other = try PlannerWorld.make()
        let (luc, absent) = (try #require(other.resource("00318")), try #require(other.type("Absent")))
        for (change, isNamed): ((inout ModelWorld, EventKey) -> Void, Bool) in [
            ({ world, _ in world.entries = [] }, true),
            ({ world, key in world.edit(key) { $0.eventKey = nil } }, true),
            ({ world, key in world.edit(key) { $0.event.resource = luc } }, true),
            ({ world, key in world.edit(key) { $0.event.type = absent } }, true),
            ({ world, key in world.edit(key) { $0.event.end = Sample.instant("2026-12-24T11:00:00Z") } }, true),
            ({ world, key in world.edit(key) { $0.event.start = Sample.instant("2026-12-22T11:00:00Z") } }, true),
            ({ world, key in world.edit(key) { $0.event.start = Sample.instant("2026-12-20T11:00:00Z") } }, false),
            ({ _, _ in }, false),
        ] {
            var world = try world([("2026-12-22-AM", "2026-12-24-PM")])
            change(&world, try #require(world.planning.events.keys.first))
            let plan = try self.world([("2026-12-22-AM", "2026-12-24-PM")]).plan(asOf: PlannerWorld.day)
            #expect(world.notShown(plan).map(\.description) == (isNamed ? [reference] : []))
        }
    }
}

@Suite("SyncPlanner, successors")
struct SyncPlannerSuccessorTests {
    /// 12-14 … 18, then 12-16 … 22 of another request and leave account.
    private func world() throws -> ModelWorld {
        var world = try PlannerWorld.make()
        world.planning.addType("Maladie")
        world.book("2026-12-14-AM", "2026-12-18-PM")
        world.sync(asOf: PlannerWorld.day)
        world.cancel()
        return world
    }

    @Test("An absence that takes the days of a cancelled one takes over its event")
    func anOverlappingSuccessorTakesTheEventOver() throws {
        var world = try world()
        world.book("2026-12-16-AM", "2026-12-22-PM", period: "q", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.updates.map(\.reference.periodID) == ["q"] && plan.operations.count == 1)
        #expect(world.shown == ["2026-12-15T23:00:00Z 2026-12-22T23:00:00Z Maladie"])
    }

    @Test("An absence beside it does not, nor one of another employee")
    func othersDoNot() throws {
        for (employee, first, last): (EmployeeID, String, String) in [
            ("42", "2026-12-21-AM", "2026-12-22-PM"), ("43", "2026-12-16-AM", "2026-12-22-PM"),
        ] {
            var world = try world()
            world.book(first, last, employee: employee, period: "q", account: "8")
            let plan = world.sync(asOf: PlannerWorld.day)
            #expect((plan.creates.count, plan.updates.count, plan.deletes.count) == (1, 0, 1))
        }
    }

    @Test("Of several candidates, the one that shares the most days takes over")
    func theLargestOverlapWins() throws {
        var world = try world()
        world.book("2026-12-14-AM", "2026-12-14-PM", period: "a", account: "8")
        world.book("2026-12-15-AM", "2026-12-17-PM", period: "b", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.updates.map(\.reference.periodID) == ["b"])
        #expect(plan.creates.map(\.reference.periodID) == ["a"] && plan.deletes.isEmpty)
    }

    @Test("An event that must not be deleted is not taken over")
    func whatMustStayStays() throws {
        var world = try world()
        // A leave of the same account cannot be written: its event stays.
        world.book("2027-01-05-AM", "2027-01-05-PM", period: "r")
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .hide, origin: .operator)
        world.neutralType = nil
        world.planning.types = world.planning.types.filter { $0.value.label != "Absent" }
        world.book("2026-12-16-AM", "2026-12-22-PM", period: "q", account: "8")
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.creates.map(\.reference.periodID) == ["q"])
        #expect(plan.updates.isEmpty && plan.deletes.isEmpty)
    }
}

extension ModelWorld {
    /// A planner changes an event, and the planning is then read whole.
    mutating func edit(_ key: EventKey, _ body: (inout LedgerEntry) -> Void) {
        guard let index = entries.firstIndex(where: { $0.eventKey == key }) else { return }
        body(&entries[index])
        planning.events[key]?.start = entries[index].start
        planning.events[key]?.end = entries[index].end
        planning.events[key]?.resources = [entries[index].resource]
        planning.events[key]?.type = entries[index].type
    }

    mutating func drag(_ key: EventKey, to start: String, _ end: String) {
        edit(key) {
            $0.event.start = Sample.instant(start)
            $0.event.end = Sample.instant(end)
        }
    }

    /// The comparison at the end of a run, for a plan that was carried out.
    func notShown(_ plan: SyncPlan) -> [EventReference] {
        let hired = Dictionary(links.values.map { ($0.employeeID, $0.resource) }) { first, _ in first }
        return plan.notShown(
            by: entries, calendar: tenant.settings.calendar,
            resource: { reference in
                switch reference {
                case .existing(let key): key
                case .new(let employee): hired[employee] ?? nil
                }
            },
            type: { reference in
                switch reference {
                case .existing(let key): key
                case .new(let label): type(label)
                }
            }
        ).map(\.reference)
    }
}
