import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, events")
struct SyncPlannerEventTests {
    private func synced(_ bookings: [(String, String)], asOf: CalendarDay = PlannerWorld.day) throws -> ModelWorld {
        var world = try PlannerWorld.make()
        for (first, last) in bookings { world.book(first, last) }
        world.sync(asOf: asOf)
        return world
    }

    @Test func anExtendedOrShortenedAbsenceIsOneUpdate() throws {
        for (first, last) in [
            ("2026-12-21-AM", "2026-12-24-PM"), ("2026-12-22-AM", "2026-12-22-AM"), ("2026-12-23-AM", "2026-12-29-AM"),
        ] {
            var world = try synced([("2026-12-22-AM", "2026-12-23-PM")])
            let event = try #require(world.planning.events.keys.first)
            world.planning.events[event]?.remark += " apporter les clés"
            world.cancel()
            world.book(first, last)
            let plan = world.sync(asOf: PlannerWorld.day)
            #expect(plan.operations.count == 1)
            #expect(plan.updates.map(\.reference.first) == [Sample.half(first)])
            #expect(world.planning.events[event]?.remark == "[lucca:acme/p/7/\(first)] apporter les clés")
        }
    }

    @Test func eventsUnderAFormerNameOfTheAccountAreUpdatedAndNoneIsMadeAgain() throws {
        var world = try synced([("2026-12-22-AM", "2026-12-23-PM")])
        world.book("2026-11-20-AM", "2026-11-27-PM", period: "q")
        world.sync(asOf: PlannerWorld.day)
        // A week later one of them is over, and is extended by a day of the following week.
        let later = PlannerWorld.day.adding(days: 5)
        world.tenant.luccaURL = "https://nouveau.ilucca.net"
        world.tenant.formerAccounts = ["acme"]
        world.book("2026-11-30-AM", "2026-11-30-PM", period: "q")
        let before = world.planning.events
        let plan = world.sync(asOf: later)
        #expect(plan.deletes.isEmpty)
        #expect(plan.updates.map(\.reference.description) == ["[lucca:nouveau/p/7/2026-12-22-AM]"])
        #expect(plan.creates.map(\.reference.description) == ["[lucca:nouveau/q/7/2026-11-30-AM]"], "past events stay unchanged")
        #expect(before.keys.allSatisfy { world.planning.events[$0] != nil })
        #expect(world.sync(asOf: later).operations.isEmpty)
    }

    @Test func aChangedReasonKeepsTheEvent() throws {
        var world = try synced([("2026-12-22-AM", "2026-12-23-PM")])
        world.planning.addType("Maladie")
        world.cancel()
        world.book("2026-12-22-AM", "2026-12-23-PM", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.operations.count == 1 && plan.updates.count == 1)
        #expect(world.shown == ["2026-12-21T23:00:00Z 2026-12-23T23:00:00Z Maladie"])
    }

    @Test func withinAPeriodEventsKeepTheirReasonRatherThanTheirPlace() throws {
        var world = try PlannerWorld.make()
        world.planning.addType("Maladie")
        world.book("2026-12-21-AM", "2026-12-22-PM")
        world.book("2026-12-23-AM", "2026-12-24-PM", account: "8")
        world.sync(asOf: PlannerWorld.day)
        // The two leave accounts swap places, and begin elsewhere.
        world.cancel()
        world.book("2026-12-21-PM", "2026-12-22-PM", account: "8")
        world.book("2026-12-23-PM", "2026-12-24-PM")
        let plan = world.plan(asOf: PlannerWorld.day)
        let kept = plan.operations.map { operation in
            if case .update(let entry, let event) = operation {
                entry.reference.accountID == event.reference.accountID
            } else {
                false
            }
        }
        #expect(kept == [true, true])
    }

    @Test func aHoleSplitsAndItsFillingJoins() throws {
        var world = try synced([("2026-12-21-AM", "2026-12-24-PM")])
        world.leaves.removeAll { $0.halfDay == Sample.half("2026-12-22-PM") }
        var plan = world.sync(asOf: PlannerWorld.day)
        #expect((plan.creates.count, plan.updates.count, plan.deletes.count) == (1, 1, 0))
        #expect(world.shown.count == 2)
        world.book("2026-12-22-PM", "2026-12-22-PM")
        plan = world.sync(asOf: PlannerWorld.day)
        #expect((plan.creates.count, plan.updates.count, plan.deletes.count) == (0, 1, 1))
        #expect(world.shown == ["2026-12-20T23:00:00Z 2026-12-24T23:00:00Z conges payes"])
    }

    @Test func aCancelledAbsenceIsDeletedWhole() throws {
        var world = try synced([("2026-11-20-AM", "2026-12-23-PM")], asOf: Sample.day("2026-11-10"))
        world.cancel()
        #expect(world.sync(asOf: PlannerWorld.day).deletes.count == 1)
        #expect(world.shown.isEmpty)
    }

    @Test func createsAndUpdatesComeByTimeAndDeletesLast() throws {
        var world = try synced([("2026-12-01-AM", "2026-12-01-PM")])
        world.book("2026-12-10-AM", "2026-12-10-PM", period: "b")
        world.sync(asOf: PlannerWorld.day)
        world.cancel()
        world.book("2026-12-10-PM", "2026-12-10-PM", period: "b")
        world.leaves.removeAll { $0.halfDay == Sample.half("2026-12-10-AM") }
        world.book("2026-12-22-AM", "2026-12-22-PM", employee: "43", period: "c")
        world.book("2026-12-02-AM", "2026-12-02-PM", employee: "43", period: "d")
        let plan = world.plan(asOf: PlannerWorld.day)
        let order = plan.operations.map { operation in
            switch operation {
            case .create(let event): "create \(event.reference.periodID)"
            case .update(_, let event): "update \(event.reference.periodID)"
            case .delete(let entry): "delete \(entry.reference.periodID)"
            }
        }
        #expect(order == ["create d", "update b", "create c", "delete p"])
    }

    @Test func nothingThatIsOverIsTouchedOrMade() throws {
        var world = try synced([("2026-11-20-AM", "2026-11-23-PM")], asOf: Sample.day("2026-11-18"))
        let before = world.shown
        // Over yesterday; then cancelled, and another one entered afterwards.
        world.cancel()
        world.book("2026-11-19-AM", "2026-11-19-PM", period: "late")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.writesNothing)
        #expect(world.shown == before)
    }

    @Test func anInitialPeriodShowsThePastOnce() throws {
        var world = try PlannerWorld.make { $0.initialFrom = Sample.day("2026-11-01") }
        world.book("2026-10-30-AM", "2026-11-02-PM", period: "a")
        world.book("2026-10-20-AM", "2026-10-20-PM", period: "before")
        world.book("2026-11-10-AM", "2026-11-10-PM", period: "b")
        world.sync(asOf: PlannerWorld.day)
        #expect(world.shown.map { $0.prefix(10) } == ["2026-10-29", "2026-11-09"])
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
        // Still the first period, since no run succeeded yet: nothing is created twice, no past event is changed.
        world.hasSucceeded = false
        world.cancel("b")
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func anAbsenceUnderWayIsShortenedToThePast() throws {
        var world = try synced([("2026-11-20-AM", "2026-12-04-PM")], asOf: Sample.day("2026-11-18"))
        world.leaves.removeAll { $0.halfDay >= Sample.half("2026-11-23-AM") }
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.updates.count == 1 && plan.operations.count == 1)
        #expect(world.shown == ["2026-11-19T23:00:00Z 2026-11-22T23:00:00Z conges payes"])
    }

    @Test func anAbsenceExtendedAfterItWasOverIsContinuedByAnotherEvent() throws {
        var world = try synced([("2026-11-18-AM", "2026-11-20-PM")], asOf: Sample.day("2026-11-17"))
        world.book("2026-11-23-AM", "2026-11-27-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.creates.map(\.reference.first) == [Sample.half("2026-11-23-AM")])
        #expect(
            world.shown == [
                "2026-11-17T23:00:00Z 2026-11-20T23:00:00Z conges payes",
                "2026-11-22T23:00:00Z 2026-11-27T23:00:00Z conges payes",
            ])
        for later in 0..<10 { #expect(world.plan(asOf: PlannerWorld.day.adding(days: later)).writesNothing) }
    }

    @Test func aPastAbsenceOfThePeriodIsNotShownInstead() throws {
        var world = try PlannerWorld.make()
        world.book("2026-11-02-AM", "2026-11-02-PM")
        world.book("2026-12-22-AM", "2026-12-22-PM")
        world.sync(asOf: PlannerWorld.day)
        #expect(world.shown.count == 1)
        world.leaves.removeAll { $0.halfDay.day == Sample.day("2026-12-22") }
        #expect(world.sync(asOf: PlannerWorld.day).deletes.count == 1)
    }

    @Test func norIsOneThatOverlapsAnotherEventOfThePeriod() throws {
        var world = try PlannerWorld.make()
        world.planning.addType("Maladie")
        world.book("2026-11-18-AM", "2026-11-27-PM")
        world.book("2026-12-22-AM", "2026-12-22-PM")
        world.sync(asOf: Sample.day("2026-11-17"))
        world.leaves.removeAll { $0.halfDay.day == Sample.day("2026-12-22") }
        world.book("2026-11-19-AM", "2026-11-19-PM", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect((plan.creates.count, plan.updates.count, plan.deletes.count) == (0, 0, 1))
    }

    @Test func aHalfDayThatAPastEventNamesIsNotNamedAgain() throws {
        var world = try PlannerWorld.make()
        world.book("2026-11-23-AM", "2026-11-23-AM", seconds: 3600)
        world.sync(asOf: Sample.day("2026-11-20"))
        // Whole days now, and the tenant's days start after the shown event ended.
        world.cancel()
        world.book("2026-11-23-AM", "2026-11-25-PM")
        world.tenant.settings.calendar.hours = try #require(DayHours(start: 480, midday: 720, end: 1080))
        world.sync(asOf: PlannerWorld.day)
        #expect(
            world.shown == [
                "2026-11-22T23:00:00Z 2026-11-23T00:00:00Z conges payes",
                "2026-11-23T11:00:00Z 2026-11-25T17:00:00Z conges payes",
            ])
    }

    @Test func anAbsenceUnderWayForMonthsIsNotRewrittenDayAfterDay() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 12 }
        world.book("2026-11-02-AM", "2027-03-31-PM")
        world.sync(asOf: Sample.day("2026-10-15"))
        let before = world.planning
        var day = Sample.day("2026-10-16")
        while day <= Sample.day("2027-04-15") {
            #expect(world.sync(asOf: day).writesNothing)
            day = day.adding(days: 1)
        }
        #expect(world.planning == before)
    }

    @Test func itsEndStillMoves() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 12 }
        world.book("2026-09-01-AM", "2027-01-29-PM")
        world.sync(asOf: Sample.day("2026-08-15"))
        world.sync(asOf: PlannerWorld.day)
        world.book("2027-02-01-AM", "2027-02-26-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.updates.map(\.reference.first) == [Sample.half("2026-09-01-AM")])
        #expect(world.shown == ["2026-08-31T22:00:00Z 2027-02-26T23:00:00Z conges payes"])
    }

    @Test func anotherLeaveAccountKeepsTheStartThatIsNoLongerSeen() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 12 }
        world.planning.addType("Maladie")
        world.book("2026-09-01-AM", "2027-01-29-PM")
        world.sync(asOf: Sample.day("2026-08-15"))
        world.cancel()
        world.book("2026-09-01-AM", "2027-01-29-PM", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.updates.count == 1 && plan.operations.count == 1)
        #expect(world.shown == ["2026-08-31T22:00:00Z 2027-01-29T23:00:00Z Maladie"])
        for later in 0..<40 { #expect(world.plan(asOf: PlannerWorld.day.adding(days: later)).writesNothing) }
    }

    /// Lucca was not queried for it: by a run as of a later day, or before the horizon was shortened.
    @Test func whatBeginsBeyondTheWindowStays() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 12 }
        world.book("2027-02-23-AM", "2027-02-25-PM", period: "across")
        world.book("2027-06-01-AM", "2027-06-01-PM", period: "beyond")
        world.sync(asOf: PlannerWorld.day)
        world.tenant.settings.horizonMonths = 3
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.deletes.isEmpty && plan.updates.map(\.reference.periodID) == ["across"])
        #expect(world.shown.count == 2)
        // Cancelled, it goes when the window comes to it.
        world.cancel("beyond")
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
        #expect(world.plan(asOf: Sample.day("2027-03-15")).deletes.map(\.reference.periodID) == ["beyond"])
        // No future event stays of an employee who is no longer synced.
        world.employees.removeAll { $0.id == "42" }
        #expect(world.plan(asOf: PlannerWorld.day).deletes.count == 2)
    }

    @Test func whatCrossesTheEndOfTheWindowGrowsWithIt() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 1 }
        world.book("2026-12-21-AM", "2026-12-25-PM")
        world.sync(asOf: Sample.day("2026-11-22"))
        #expect(world.shown == ["2026-12-20T23:00:00Z 2026-12-21T23:00:00Z conges payes"])
        world.sync(asOf: Sample.day("2026-11-24"))
        #expect(world.shown == ["2026-12-20T23:00:00Z 2026-12-23T23:00:00Z conges payes"])
    }

    @Test func anEventWhoseLastWriteIsOpenIsLeftAlone() throws {
        var world = try synced([("2026-12-22-AM", "2026-12-23-PM")])
        world.entries[0].openIntent = .update
        world.entries[0].pendingReference = EventReference(
            account: "acme", periodID: "p", accountID: "7", first: Sample.half("2026-12-24-AM"))
        world.cancel()
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
        world.book("2026-12-24-AM", "2026-12-24-PM")
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func entriesOfAnotherLuccaAccountAreIgnored() throws {
        var world = try PlannerWorld.make()
        world.sync(asOf: PlannerWorld.day)
        let other = EventReference(account: "beta", periodID: "p", accountID: "7", first: Sample.half("2026-12-24-AM"))
        world.entries = [
            LedgerEntry(
                EventFacts(
                    reference: other, employeeID: "42", resource: 1, type: 1, start: Sample.instant("2026-12-24T00:00:00Z"),
                    end: Sample.instant("2026-12-25T00:00:00Z")), key: 1)
        ]
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func pendingLeavesAreShownWhenWanted() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM", status: .pending)
        #expect(world.sync(asOf: PlannerWorld.day).operations.isEmpty)
        world.tenant.settings.includePending = true
        #expect(world.sync(asOf: PlannerWorld.day).creates.count == 1)
    }

    @Test func thousandsOfPiecesOfOnePeriodAreMatchedInTime() throws {
        var world = try PlannerWorld.make { $0.horizonMonths = 24 }
        for ordinal in stride(from: Sample.half("2026-11-24-AM").ordinal, to: Sample.half("2028-11-20-PM").ordinal, by: 2) {
            let half = HalfDay(ordinal: ordinal).description
            world.book(half, half, seconds: 3600)
        }
        world.sync(asOf: PlannerWorld.day)
        world.leaves = world.leaves.map {
            HalfDayLeave(
                employeeID: "42", periodID: "p", accountID: "7", halfDay: $0.halfDay.next, seconds: 3600)
        }
        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(plan.updates.count == world.entries.count)
        #expect(plan.operations.count == plan.updates.count)
    }
}
