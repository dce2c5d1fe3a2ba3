import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Events that planners copy")
struct CopiedEventTests {
    private struct Died: Error {}

    private func synced() async throws -> SyncBench {
        let bench = try await SyncBench()
        try await bench.sync()
        return bench
    }

    enum Purpose: String, CaseIterable {
        case anotherDay, anotherPerson, anotherPersonWithANote, theSameDaysAndMore, beforeIt
    }

    @Test(arguments: Purpose.allCases) func aCopyMadeOnPurposeBecomesThePlanners(purpose: Purpose) async throws {
        let bench = try await synced()
        let original = try bench.event(of: "104")
        let key =
            switch purpose {
            case .anotherDay: bench.copy(original, days: 21)
            case .anotherPerson: bench.copy(original, to: 54)
            case .anotherPersonWithANote: bench.copy(original, to: 55, note: "\nRemplace Zoé")
            case .theSameDaysAndMore: bench.copy(original, longerByDays: 3)
            case .beforeIt: bench.copy(original, days: -5)
            }
        let copy = try #require(bench.planning.current.events[key])
        let preview = try await bench.preview()
        #expect(preview.changes.isEmpty, "nothing was read whole yet")
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        var theirs = copy
        theirs.remark = purpose == .anotherPersonWithANote ? "Remplace Zoé" : ""
        #expect(bench.planning.current.events[key] == theirs, "the rest of it stays")
        #expect(bench.planning.current.events[original.key] == original)
        try await bench.expectOnce()
        let run = try await bench.run.last()
        #expect(run.counts.deleted == 0 && run.counts.created == 0)
        let changes = try await bench.run.changes()
        #expect(changes.map(\.action) == [.update] && changes.map(\.start) == [copy.start], "the history names it")
        bench.planning.reset()
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.writeCount == 0)
    }

    @Test func aTrueDuplicateIsDeletedAndTheEventThatTheLedgerKnowsStays() async throws {
        let bench = try await synced()
        let original = try bench.event(of: "104")
        // With an older key than ours.
        bench.planning.change { world in
            world.add(
                key: 500, resources: original.resources, type: original.type, start: original.start, end: original.end,
                remark: original.remark)
        }
        bench.copy(original)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(try bench.event(of: "104") == original)
        try await bench.expectOnce()
        #expect(try await bench.run.last().counts.deleted == 2)
    }

    @Test func aCopyWhoseOriginalWasDeletedIsAMoveAndIsPutRight() async throws {
        let bench = try await synced()
        let original = try bench.event(of: "104")
        let key = bench.copy(original, to: 55, days: 7, note: "\nvu avec Paul")
        bench.planning.change { $0.events[original.key] = nil }
        try await bench.sync(options: SyncBench.reconciling)
        #expect(try bench.event(of: "104").key == key)
        #expect(try bench.event(of: "104").remark.contains("vu avec Paul"))
        try await bench.expectOnce()
    }

    @Test func ofSeveralCopiesOfADeletedOriginalTheOneAtItsPlaceIsOurs() async throws {
        let bench = try await synced()
        let original = try bench.event(of: "104")
        let elsewhere = bench.copy(original, days: 7)
        let key = bench.copy(original)
        bench.planning.change { $0.events[original.key] = nil }
        try await bench.sync(options: SyncBench.reconciling)
        #expect(try bench.event(of: "104").key == key)
        #expect(bench.planning.current.events[elsewhere]?.remark == "")
        try await bench.expectOnce()
    }

    @Test func aCopyOfACopyBecomesThePlannersToo() async throws {
        let bench = try await synced()
        let first = bench.copy(try bench.event(of: "104"), to: 54, note: "\nun")
        let copy = try #require(bench.planning.current.events[first])
        let second = bench.copy(copy, days: 14, note: "\ndeux")
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.current.events[first]?.remark == "un")
        #expect(bench.planning.current.events[second]?.remark == "un\ndeux")
        try await bench.expectOnce()
    }

    /// The original is deleted within the week in which the planner made the copy.
    @Test(arguments: [LuccaChange.cancelled, .beginsLater, .otherReason, .leftTheCompany, .movedOutOfScope])
    func aCopyOutlivesItsOriginalsDeletionAndChange(change: LuccaChange) async throws {
        let bench = try await synced()
        let original = try bench.event(of: "104")
        let copies = [
            bench.copy(original, to: 54), bench.copy(original, days: 28, note: "\nnote"),
            bench.copy(original, longerByDays: 1, note: "\nà deux"),
        ]
        let before = copies.map { bench.planning.current.events[$0] }
        change.happen(in: bench)
        try await bench.sync()
        try await bench.sync(options: SyncBench.reconciling)
        for (key, copy) in zip(copies, before) {
            let stays = bench.planning.current.events[key]
            #expect(stays?.start == copy?.start && stays?.end == copy?.end && stays?.resources == copy?.resources)
            #expect(stays.map { EventReference.all(in: $0.remark).isEmpty } == true)
        }
        #expect(bench.shown == change.expected(in: bench))
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test func aCopyThatCannotBeChangedStaysAndIsNamed() async throws {
        let bench = try await synced()
        let key = bench.copy(try bench.event(of: "104"), to: 54)
        bench.planning.failAll(.release, .rejected)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        #expect(bench.planning.current.events[key] != nil)
        let problems = try await bench.run.problems()
        #expect(problems.map(\.code) == [.eventRefused])
        #expect(problems.first?.brief.contains("104") == true)
    }

    @Test(arguments: [FaultPoint.afterSettlement, .beforeRemoteWrite, .afterRemoteWrite, .beforeOutcomes])
    func aKillWhileACopyIsReleasedLosesNeither(point: FaultPoint) async throws {
        let bench = try await synced()
        let original = try bench.event(of: "104")
        let key = bench.copy(original, to: 54, note: "\nnote")
        bench.copy(original)
        let faults = FaultPoints { reached, _ in if reached == point { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults, options: SyncBench.reconciling) }
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.current.events[key]?.remark == "note")
        try await bench.expectOnce()
    }

    /// A run was killed between a create and its outcome, and a planner copies the event before the next one.
    @Test func aCopyOfAnEventWhoseOutcomeIsNotRecordedBecomesThePlanners() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.set(bench.requests + [LeaveRequest("300", "4", "1", from: 42, to: 43)])
        let faults = FaultPoints { point, _ in if point == .beforeOutcomes { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults) }
        let original = try bench.event(of: "300")
        // Listed before ours.
        bench.planning.change { world in
            world.add(
                key: 400, resources: original.resources, type: original.type, start: original.start.adding(seconds: 7 * 86_400),
                end: original.end.adding(seconds: 7 * 86_400), remark: original.remark)
        }
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        try await bench.sync()
        #expect(bench.planning.current.events[400]?.remark == "")
        #expect(try bench.event(of: "300").key == original.key)
        try await bench.expectOnce()
    }

    @Test func aCopyThatIsOverStaysAsItIs() async throws {
        let bench = try await synced()
        let key = bench.copy(try bench.event(of: "104"), days: -30)
        let before = bench.planning.current.events[key]
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.current.events[key] == before)
    }
}
