import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("A daily sync")
struct DailySyncTests {
    @Test func theFirstSyncShowsWhatLuccaSays() async throws {
        let bench = try await SyncBench()
        let end = try await bench.sync()
        #expect(end == .ended(1, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
        let run = try await bench.run.last()
        #expect(run.counts.departments == 2)
        #expect(run.counts.employees == 6)
        #expect(run.counts.absences == 6)
        #expect(run.counts.created == 5)
        #expect(run.counts.unchanged == 0)
        #expect(run.counts.failed == 0)
        #expect(run.requests.lucca == 3)
        #expect(run.requests.planningPME == bench.planning.calls.values.reduce(0, +))
        #expect(try await bench.run.changes().count == 5)
    }

    @Test func theSecondSyncAsksThePlanningForNothing() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
        let run = try await bench.run.last()
        #expect(run.counts.unchanged == 5)
        #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0)
        #expect(try await bench.run.changes() == [])
    }

    @Test func absencesUnderWayAreNotRewrittenDayAfterDay() async throws {
        let bench = try await SyncBench()
        bench.set([LeaveRequest("900", "1", "1", from: -60, to: 200)])
        try await bench.sync()
        let first = bench.shown
        bench.planning.reset()
        for day in 1...5 {
            try await bench.sync(asOf: SyncBench.today.adding(days: day))
            // The window's end advances, and the event's with it: its one change.
            #expect(bench.shown.map(\.start) == first.map(\.start))
            #expect(bench.shown.count == 1)
        }
        #expect(bench.planning.calls[.create] == nil)
        #expect(bench.planning.calls[.delete] == nil)
    }

    @Test(arguments: LuccaChange.allCases) func aChangeInLuccaIsCarriedOverAndNothingElseMoves(_ change: LuccaChange) async throws
    {
        let bench = try await SyncBench { $0.create = [.types, .resources, .departments] }
        try await bench.sync()
        let before = bench.planning.current.events
        bench.planning.reset()
        change.happen(in: bench)
        #expect(try await bench.sync(asOf: SyncBench.today) == .ended(2, .succeeded, nil))
        #expect(bench.shown == change.expected(in: bench))
        try await bench.expectLedgerMatchesPlanning()
        let after = bench.planning.current.events
        let moved = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(moved.count == change.eventsMoved)
        let run = try await bench.run.last()
        #expect(run.counts.created + run.counts.updated + run.counts.deleted == change.eventsMoved)
        bench.planning.reset()
        try await bench.sync()
        #expect(bench.planning.calls.isEmpty)
    }

    @Test func whatPlannersTypedIntoOurEventsSurvives() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let request = LeaveRequest("101", "1", "1", from: 0, to: 4)
        bench.planning.change { world in
            for (key, event) in world.events where event.remark == request.reference.description {
                world.events[key]?.remark = "Prévenir Paul \(event.remark) avant midi"
                world.events[key]?.color = "red"
            }
        }
        bench.source.change { $0.leaves.removeAll { $0.periodID == "101" && $0.halfDay < HalfDay(SyncBench.today, .afternoon) } }
        try await bench.sync()
        bench.expectExact()
        let changed = try #require(bench.planning.current.events.values.first { $0.remark.contains("Paul") })
        #expect(changed.color == "red")
        #expect(changed.remark == "Prévenir Paul [lucca:acme/101/1/2026-12-07-PM] avant midi")
    }

    @Test func withAnInitialPeriodTheFirstSyncStartsEarlier() async throws {
        let bench = try await SyncBench { $0.initialFrom = SyncBench.today.adding(days: -30) }
        try await bench.sync()
        let run = try await bench.run.last()
        #expect(run.window.from == SyncBench.today.adding(days: -30))
        let past = LeaveRequest("107", "6", "1", from: -20, to: -14)
        #expect(bench.planning.current.events.values.contains { $0.remark == past.reference.description })
        #expect(run.counts.created == 6)
        try await bench.sync()
        #expect(try await bench.run.last().window.from == SyncBench.today)
        #expect(try await bench.run.last().counts.deleted == 0)
        #expect(bench.shown.count == 6)
    }

    @Test func whatEndedLongAgoIsRememberedNoMoreAndStays() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let before = bench.shown
        bench.set([])
        try await bench.sync(asOf: SyncBench.today.adding(months: 12))
        #expect(try await bench.ports.ledger.load(bench.tenant.id).entries.count == before.count)
        // A requested day makes nothing stale: time has to pass.
        try await bench.sync(asOf: SyncBench.today.adding(months: 15))
        #expect(try await bench.ports.ledger.load(bench.tenant.id).entries.count == before.count)
        bench.clock.advance(by: .seconds(460 * 86_400))
        try await bench.sync(asOf: SyncBench.today.adding(months: 15))
        #expect(try await bench.ports.ledger.load(bench.tenant.id).entries.isEmpty)
        #expect(bench.shown == before)
        let writes = bench.planning.writeCount
        try await bench.sync(asOf: SyncBench.today.adding(months: 15), options: SyncOptions(reconcile: true))
        #expect(bench.planning.writeCount == writes && bench.shown == before)
    }

    @Test func aFailedFirstRunKeepsTheInitialPeriod() async throws {
        let bench = try await SyncBench { $0.initialFrom = SyncBench.today.adding(days: -30) }
        bench.planning.failAll(.create, .unauthorized)
        try await bench.sync()
        #expect(try await bench.run.last().state == .failed)
        bench.planning.failAll(.create, nil)
        try await bench.sync()
        #expect(bench.shown.count == 6)
    }

    @Test func aTenantWithoutScopeIsReported() async throws {
        let bench = try await SyncBench()
        try await bench.ports.registry.setScope(DepartmentScope(bases: []), of: bench.tenant.id)
        try await bench.sync()
        let run = try await bench.run.last()
        #expect(run.state == .failed)
        #expect(run.error?.code == "scope_missing")
    }

    @Test func newResourcesTypesAndDepartmentsAreMadeOnceAndRemembered() async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources, .departments] }
        bench.source.change { $0.departments.append(Department(id: "5", name: "Études", hierarchy: "/1/5/")) }
        bench.hire(7, department: "5")
        bench.planning.change { $0.resources.removeAll { $0.registrationNumber == "007" } }
        bench.set([LeaveRequest("700", "7", "2", from: 2, to: 3)])
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.expectExact()
        let resource = try #require(bench.planning.current.resources.first { $0.registrationNumber == "007" })
        let department = try #require(bench.planning.current.departments.first { $0.label == "Études" })
        #expect(resource.departments == [department.key])
        bench.planning.reset()
        try await bench.sync()
        #expect(bench.planning.calls.isEmpty)
    }
}
