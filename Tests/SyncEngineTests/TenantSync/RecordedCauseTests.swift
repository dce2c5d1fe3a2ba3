import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Causes in the history")
struct RecordedCauseTests {
    private struct Died: Error {}

    private func causes(_ bench: SyncBench) async throws -> [LeavePeriodID: ChangeCause] {
        Dictionary(try await bench.run.changes().map { ($0.reference.periodID, $0.cause) }) { first, _ in first }
    }

    /// What planners did is undone because of them, also in a run that changes something in Lucca's name.
    @Test func eachWriteIsRecordedWithItsCause() async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        try await bench.sync()
        #expect(Set(try await bench.run.changes().map(\.cause)) == [.new])

        let (removed, dragged) = (try bench.event(of: "101"), try bench.event(of: "104"))
        let (copied, doubled) = (try bench.event(of: "106"), try bench.event(of: "102"))
        bench.planning.change { world in
            world.events[removed.key] = nil
            world.events[dragged.key]?.start = dragged.start.adding(seconds: 86_400)
        }
        bench.copy(copied, days: 7)
        bench.copy(doubled)
        bench.set(bench.requests.filter { $0.period != "103" })
        let preview = try await bench.preview()
        #expect(preview.changes.contains { $0.reference.periodID == "103" && $0.cause == .goneFromLucca })
        try await bench.sync(options: SyncBench.reconciling)
        #expect(
            try await causes(bench) == [
                "101": .removedByHand, "102": .duplicate, "103": .goneFromLucca, "104": .changedByHand, "106": .copiedByHand,
            ])
    }

    @Test func aWithheldDeletionIsRecordedWithItsCause() async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 0, percent: 0) }
        try await bench.sync()
        bench.source.change { world in
            guard let index = world.employees.firstIndex(where: { $0.id == "5" }) else { return }
            world.employees[index].contractEnd = SyncBench.today.adding(days: -1)
        }
        #expect(try await bench.sync() == .ended(2, .needsReview, nil))
        let withheld = try await bench.run.changes()
        #expect(withheld.map(\.cause) == [.employeeLeft(lastDay: SyncBench.today.adding(days: -1))])
        #expect(withheld.map(\.outcome) == [.withheld])
    }

    @Test func aWriteWhoseWorkerDiedIsFoundDone() async throws {
        let bench = try await SyncBench()
        let faults = FaultPoints { reached, count in if reached == .afterRemoteWrite, count == 1 { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(worker: "dies", faults: faults) }
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        try await bench.sync(worker: "lives")
        let causes = try await bench.run.changes().map(\.cause)
        #expect(Set(causes) == [.settled, .new])
        bench.expectExact()
    }

    /// An event that a run updates was deleted since it last read the planning.
    @Test func anEventThatAnUpdateFindsGoneIsCreatedAgain() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let event = try bench.event(of: "106")
        bench.planning.change { $0.events[event.key] = nil }
        bench.set(bench.requests.filter { $0.period != "106" } + [LeaveRequest("106", "5", "1", from: 30, to: 31)])
        try await bench.sync()
        let changes = try await bench.run.changes()
        #expect(changes.map(\.cause) == [.removedByHand] && changes.map(\.action) == [.create])
    }
}
