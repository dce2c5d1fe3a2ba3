import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, reasons")
struct SyncPlannerReasonTests {
    @Test func remoteWorkIsNotShownAndNeedsNothing() throws {
        var world = try PlannerWorld.make()
        world.sync(asOf: PlannerWorld.day)
        world.book("2026-12-24-AM", "2026-12-24-PM", account: "9")
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.operations.isEmpty && plan.problems.isEmpty)
        #expect(world.reasonRules["9"]?.destination == .ignore)
        #expect(plan.counts.absences == 1)
    }

    /// Seen while the key's role hid the names of leave accounts.
    @Test func remoteWorkThatIsRecognizedLaterIsNoLongerShown() throws {
        var world = try PlannerWorld.make()
        let named = world.accounts
        world.accounts = named.map { $0.id == "9" ? LeaveAccount(id: "9", name: "") : $0 }
        world.book("2026-12-24-AM", "2026-12-24-PM", account: "9")
        world.sync(asOf: PlannerWorld.day)
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z Absent"])
        world.accounts = named
        #expect(world.sync(asOf: PlannerWorld.day).problems.isEmpty)
        #expect(world.shown.isEmpty)
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func anUnknownReasonGetsANewTypeOfItsNameIfAllowed() throws {
        var world = try PlannerWorld.make { $0.create = [.types] }
        world.book("2026-12-24-AM", "2026-12-24-PM", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.typeCreations == ["Maladie"])
        #expect(plan.reasonsOfNewTypes == ["8": "Maladie"])
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z Maladie"])
        #expect(world.reasonRules["8"]?.destination == .type(try #require(world.type("Maladie"))))
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }

    @Test func reasonsOfOneNameShareTheirNewType() throws {
        var world = try PlannerWorld.make { $0.create = [.types] }
        world.accounts += [LeaveAccount(id: "20", name: "RTT"), LeaveAccount(id: "21", name: " rtt ")]
        world.book("2026-12-24-AM", "2026-12-24-PM", account: "20")
        world.book("2026-12-28-AM", "2026-12-28-PM", period: "q", account: "21")
        #expect(world.sync(asOf: PlannerWorld.day).typeCreations == ["RTT"])
        #expect(world.reasonRules["20"]?.destination == world.reasonRules["21"]?.destination)
    }

    @Test func elseTheNeutralTypeWithAProblemUntilOneIsFound() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["reason_unmapped leave account 8"])
        #expect(plan.problems.first?.finding == .noTypeOfThatName(creates: []))
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z Absent"])
        #expect(world.reasonRules["8"] == ReasonRule(accountID: "8", destination: .hide, origin: .fallback))
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        #expect(world.plan(asOf: PlannerWorld.day).problems == plan.problems)

        world.planning.addType("MALADIE")
        world.catalogIsStale = true
        #expect(SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.reasons == [.searchedLongAgo])
        #expect(world.sync(asOf: PlannerWorld.day).problems.isEmpty)
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z MALADIE"])
    }

    @Test func withoutNeutralTypeNothingIsWrittenAndNothingDeleted() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        let absent = try #require(world.type("Absent"))
        world.planning.types[absent] = nil
        world.neutralType = nil
        world.catalogIsStale = true
        // The same leave, on a leave account that has no type.
        world.cancel()
        world.book("2026-12-24-AM", "2026-12-24-PM", account: "8")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["reason_unmapped leave account 8"])
        #expect(plan.operations.isEmpty)
        #expect(world.shown.count == 1)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        world.planning.addType("Absent")
        world.catalogIsStale = true
        #expect(world.sync(asOf: PlannerWorld.day).updates.count == 1)
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z Absent"])
    }

    @Test func hideRetypesAndTheReasonLeavesThePlanning() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .hide, origin: .operator)
        // The neutral type was seen when the catalog was read.
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.updates.count == 1 && plan.operations.count == 1)
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z Absent"])
        #expect(world.reasonRules["7"]?.origin == .operator)
    }

    @Test func hideMakesTheNeutralTypeIfAllowed() throws {
        var world = try PlannerWorld.make {
            $0.create = [.types]
            $0.neutralType = "Indisponible"
        }
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .hide, origin: .operator)
        world.book("2026-12-24-AM", "2026-12-24-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.typeCreations == ["Indisponible"])
        #expect(plan.neutralType == .new("Indisponible"))
        #expect(plan.reasonsOfNewTypes.isEmpty)
        #expect(world.neutralType == world.type("Indisponible"))
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func ignoreTakesTheEventsAway() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .ignore, origin: .operator)
        #expect(world.sync(asOf: PlannerWorld.day).deletes.count == 1)
        #expect(world.shown.isEmpty)
    }

    @Test func aRenamedReasonChangesNothing() throws {
        var world = try PlannerWorld.make()
        world.book("2026-12-24-AM", "2026-12-24-PM")
        world.sync(asOf: PlannerWorld.day)
        world.accounts[0].name = "Vacances"
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }

    @Test func aReasonOfPastAbsencesOnlyAsksForNothing() throws {
        var world = try PlannerWorld.make { $0.create = [.types] }
        world.sync(asOf: PlannerWorld.day)
        world.book("2026-11-02-AM", "2026-11-03-PM", account: "8")
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
        #expect(world.plan(asOf: PlannerWorld.day).writesNothing)
    }

    @Test func anAccountThatLuccaDidNotNameGoesToTheNeutralType() throws {
        var world = try PlannerWorld.make { $0.create = [.types] }
        world.accounts = []
        world.book("2026-12-24-AM", "2026-12-24-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["reason_unmapped leave account 7"])
        #expect(world.shown == ["2026-12-23T23:00:00Z 2026-12-24T23:00:00Z Absent"])
        #expect(!SyncPlanner.draft(world.input(asOf: PlannerWorld.day)).need.isNeeded)
    }

    @Test func aMappingToATypeThatIsGoneIsReportedAndKept() throws {
        var world = try PlannerWorld.make()
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .type(99), origin: .operator)
        world.book("2026-12-24-AM", "2026-12-24-PM")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.briefProblems == ["reason_unmapped leave account 7"])
        #expect(plan.creates.map(\.type) == [.existing(99)])
    }

    @Test func aReasonNamedAsTheNeutralTypeOnceWasDoesNotBecomeIt() throws {
        var world = try PlannerWorld.make { $0.create = [.types] }
        world.sync(asOf: PlannerWorld.day)
        let neutral = try #require(world.neutralType)
        // A planner renamed the neutral type; a leave account with its old name gets a type of its own.
        world.planning.types[neutral]?.label = "Pas là"
        world.accounts.append(LeaveAccount(id: "20", name: "absent"))
        world.book("2026-12-24-AM", "2026-12-24-PM", account: "20")
        let plan = world.sync(asOf: PlannerWorld.day)
        #expect(plan.typeCreations == ["absent"])
        #expect(world.neutralType == neutral)
    }
}
