import SyncCore
import SyncTestKit
import Testing

@testable import SyncEngine

@Suite("Unreadable events of the planning")
struct UnreadableEventTests {
    private func entry(_ period: Int, key: Int) -> LedgerEntry {
        LedgerEntry(
            EventFacts(
                reference: reference(period), employeeID: "1", resource: 5, type: 3,
                start: Sample.instant("2026-12-14T00:00:00Z"), end: Sample.instant("2026-12-15T00:00:00Z")), key: EventKey(key))
    }

    private func reference(_ period: Int) -> EventReference {
        EventReference(account: "acme", periodID: LeavePeriodID("\(period)"), accountID: "7", first: Sample.half("2026-12-14-AM"))
    }

    private func event(_ key: Int, _ remark: String, isReadable: Bool = false) -> Unavailability {
        Unavailability(
            key: EventKey(key), resources: [5], type: 3, start: Sample.instant("2026-12-14T00:00:00Z"),
            end: Sample.instant("2026-12-15T00:00:00Z"), remark: remark, isReadable: isReadable)
    }

    private func settlement(_ entries: [LedgerEntry], _ events: [Unavailability]) -> Settlement {
        Settlement(
            entries,
            Settlement.WholeRead(
                events: events, start: Sample.instant("2026-12-01T00:00:00Z"), accounts: ["acme"], account: "acme",
                remembersAll: false, owner: { _, _ in "1" }, startAsWritten: { _ in Sample.instant("2026-12-14T00:00:00Z") },
                resource: { _ in 5 }))
    }

    @Test("An event that the ledger knows by key or reference stays unchanged, and others are settled")
    func knownOnesStay() {
        let entries = [entry(1, key: 11), entry(2, key: 12), entry(3, key: 13)]
        let settled = settlement(entries, [event(11, ""), event(99, "\(reference(2))")])
        #expect(settled.entries == Array(entries.prefix(2)))
        #expect(settled.unreadable == [reference(1), reference(2)])
        #expect(settled.ledger.remove == [reference(3)] && settled.ledger.write.isEmpty)
    }

    @Test("An event of ours that the ledger does not know is neither adopted nor recreated; a planner's is left alone")
    func unknownOnes() {
        let settled = settlement([], [event(21, "\(reference(4))"), event(22, "Salon"), event(23, "")])
        #expect(settled.entries.isEmpty && settled.unreadable == [reference(4)])
    }

    struct Died: Error {}

    @Test(
        "A write whose event is unreadable stays open until it is readable, and the others are written; nothing is created twice",
        arguments: [FaultPoint.beforeRemoteWrite, .afterRemoteWrite], [0, 1, 2])
    func anOpenWriteKeepsItsEventAlone(point: FaultPoint, kind: Int) async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        bench.set([LeaveRequest("201", "1", "1", from: 2, to: 4), LeaveRequest("202", "2", "1", from: 2, to: 4)])
        if kind > 0 { try await bench.sync() }
        // The first write of the next run creates, shortens or deletes the event of 201, and is left open.
        if kind == 1 {
            bench.set([LeaveRequest("201", "1", "1", from: 2, to: 3), LeaveRequest("202", "2", "1", from: 2, to: 4)])
        }
        if kind == 2 { bench.set([LeaveRequest("202", "2", "1", from: 2, to: 4)]) }
        let faults = FaultPoints { reached, count in if reached == point, count == 1 { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(worker: "dies", faults: faults) }
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        let open = try await bench.ports.ledger.load(bench.tenant.id).entries.filter { $0.openIntent != nil }
        let affected = bench.planning.current.events.values.filter { event in
            open.contains { event.remark.contains("\($0.reference)") }
        }
        bench.planning.change { world in world.unreadable = Set(affected.map(\.key)) }
        // Another employee has a new leave.
        bench.set(bench.requests + [LeaveRequest("203", "3", "1", from: 7, to: 8)])

        try await bench.sync(worker: "lives")
        let ended = try await bench.run.last()
        #expect(ended.state == (affected.isEmpty ? .succeeded : .partial), "\(ended)")
        #expect(try await bench.run.problems().allSatisfy { $0.code == .eventUnreadable })
        #expect(bench.shown.contains { $0.resource == "003" })

        bench.planning.change { $0.unreadable = [] }
        try await bench.sync(worker: "next")
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("Rows without a key freeze their own events, and say nothing about the view", arguments: [1, 5])
    func rowsWithoutKey(count: Int) async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let before = bench.shown
        bench.planning.reset()
        let keys = Set(bench.ours.map(\.key).sorted().prefix(count))
        bench.planning.change { $0.keyless = keys }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        let problems = try await bench.run.problems()
        #expect(!problems.isEmpty && problems.allSatisfy { $0.code == .eventUnreadable })
        #expect(try await bench.dialect.findings[.view] == nil)
        #expect(bench.shown == before && bench.planning.writeCount == 0)
        #expect(bench.planning.calls[.unavailability] == nil, "none is read by key")
        bench.planning.change { $0.keyless = [] }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(3, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("No run writes the unreadable event of an absence")
    func thePlannerLeavesThemAlone() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let before = bench.shown
        let memory = try await bench.ports.ledger.load(bench.tenant.id)
        var input = PlanInput(tenant: bench.tenant, window: SyncWindow(asOf: SyncBench.today, horizonMonths: 6)) { $0 }
        input.departments = bench.source.current.departments
        input.employees = bench.source.current.employees
        input.leaves = []
        input.entries = memory.entries
        input.links = memory.links
        input.unreadableEvents = Set(memory.entries.map(\.reference))
        #expect(SyncPlanner.draft(input).plan.operations.isEmpty && !before.isEmpty)
        #expect(SyncPlanner.draft(input).plan.withheld.isEmpty)
    }
}
