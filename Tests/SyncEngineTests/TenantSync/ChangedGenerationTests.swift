import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A tenant that changes Lucca's generation keeps its events, and their references are rewritten.
@Suite("Change of Lucca's generation")
struct ChangedGenerationTests {
    private struct Died: Error {}

    /// 45 events, in several chunks, one with a planner's note; a brake that no deletion passes.
    private func bench() async throws -> SyncBench {
        let bench = try await SyncBench { $0.brake = Brake(count: 0, percent: 0) }
        bench.set(SyncBench.many(45))
        try await bench.sync()
        let first = try #require(bench.ours.first)
        bench.planning.change { $0.events[first.key]?.remark += "\nvu avec Paul" }
        bench.planning.reset()
        return bench
    }

    private func expectRewritten(
        _ bench: SyncBench, _ before: [EventKey: FakePlanning.Event], isSecond: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(bench.seen == before, sourceLocation: sourceLocation)
        bench.expectExact(sourceLocation: sourceLocation)
        try await bench.expectLedgerMatchesPlanning(sourceLocation: sourceLocation)
        let references = bench.ours.flatMap { EventReference.all(in: $0.remark) }
        #expect(references.count == bench.ours.count, sourceLocation: sourceLocation)
        #expect(
            references.allSatisfy { $0.periodID.isOfSecondGeneration == isSecond }, sourceLocation: sourceLocation)
        bench.planning.reset()
        try await bench.sync()
        #expect(bench.planning.calls.isEmpty, "once is enough", sourceLocation: sourceLocation)
    }

    @Test("Each event is updated once, there and back; none is created or deleted")
    func thereAndBack() async throws {
        let bench = try await bench()
        let before = bench.seen
        for isSecond in [true, false] {
            bench.changeGeneration()
            let preview = try await bench.preview()
            #expect(preview.changes.map(\.action) == Array(repeating: .update, count: 45) && preview.withheld.isEmpty)
            #expect(try await bench.sync() == .ended(isSecond ? 2 : 4, .succeeded, nil))
            let counts = try await bench.run.last().counts
            #expect(counts.updated == 45 && counts.created == 0 && counts.deleted == 0)
            #expect(bench.planning.writeCount == 45)
            try await expectRewritten(bench, before, isSecond: isSecond)
        }
    }

    @Test("Killed anywhere, and continued", arguments: FaultPoint.allCases, [1, 2, 3])
    func killed(_ point: FaultPoint, _ nth: Int) async throws {
        let bench = try await bench()
        let before = bench.seen
        bench.readSecondGeneration()
        try await dies(bench, point, nth)
        try await bench.sync()
        try await expectRewritten(bench, before)
    }

    @Test("Killed anywhere, changed back before the next run, and killed again", arguments: FaultPoint.allCases, [1, 2])
    func killedAndBack(_ point: FaultPoint, _ nth: Int) async throws {
        let bench = try await bench()
        let before = bench.seen
        bench.readSecondGeneration()
        try await dies(bench, point, nth)
        bench.readFirstGeneration()
        try await dies(bench, point, nth)
        try await bench.sync()
        try await expectRewritten(bench, before, isSecond: false)
    }

    /// The run dies there, if it gets there; another worker may claim it at once.
    private func dies(_ bench: SyncBench, _ point: FaultPoint, _ nth: Int) async throws {
        let faults = FaultPoints { reached, count in if reached == point, count == nth { throw Died() } }
        do {
            try await bench.sync(faults: faults)
        } catch is InjectedCrash {
            if let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) { bench.database.expireLease(of: live.id) }
        }
    }

    @Test("A lost answer is settled under either reference", arguments: [FakePlanning.Fault.lostBefore, .lostAfter])
    func lostAnswers(_ fault: FakePlanning.Fault) async throws {
        let bench = try await bench()
        let before = bench.seen
        for nth in [1, 3, 4, 30] { bench.planning.fail(.update, nth: nth, fault) }
        bench.readSecondGeneration()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        try await expectRewritten(bench, before)
    }

    @Test("With a lost ledger the events are adopted and rewritten, whole or in the middle of the change", arguments: [0, 1, 2])
    func lostLedger(dyingAt nth: Int) async throws {
        let bench = try await bench()
        let before = bench.seen
        bench.readSecondGeneration()
        if nth > 0 { try await dies(bench, .afterOutcomes, nth) }
        bench.database.forget(bench.tenant.id)
        let preview = try await bench.preview()
        #expect(preview.changes.allSatisfy { $0.action == .update } && preview.changes.count == 45 - (nth * 20))
        try await bench.sync()
        #expect(try await bench.run.last().state == .succeeded)
        try await expectRewritten(bench, before)
    }

    @Test("An update that its planning rejects is tried again the next day, and nothing is made in its place")
    func rejected() async throws {
        let bench = try await bench()
        let before = bench.seen
        bench.planning.failAll(.update, .rejected)
        bench.readSecondGeneration()
        try await bench.sync()
        #expect(bench.seen == before)
        #expect(try await Set(bench.run.problems().map(\.code)) == [.eventRefused])
        bench.planning.failAll(.update, nil)
        try await bench.sync()
        try await expectRewritten(bench, before)
    }

    @Test("A write under the old reference that took effect after its timeout is deleted, a planner's copy is released")
    func lateWritesAndCopies() async throws {
        let bench = try await bench()
        let (late, copied) = (bench.ours[5], bench.ours[6])
        let copy = bench.copy(copied, days: 3)
        bench.readSecondGeneration()
        try await bench.sync()
        bench.planning.change { world in
            world.add(
                resources: late.resources, type: late.type, start: late.start, end: late.end, remark: late.remark)
        }
        try await bench.edit { $0.brake = Brake() }
        let end = try await bench.sync(options: SyncBench.reconciling)
        #expect(end == .ended(3, .succeeded, nil))
        #expect(try await bench.run.last().counts.deleted == 1)
        #expect(bench.planning.current.events[copy]?.remark == "")
        bench.planning.change { $0.events[copy] = nil }
        bench.expectExact()
    }

    @Test("An event that is over keeps its reference, and is explained with its absence")
    func explained() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let later = SyncBench.today.adding(days: 10)
        bench.readSecondGeneration()
        let explanation = try await bench.explain("2", asOf: later)
        let absence = try #require(explanation.absences.first)
        #expect(explanation.absences.count == 1)
        #expect(absence.rule == .past && absence.leave == .counted && absence.event?.reference.periodID == "103")
        #expect(absence.nextRun.action == .none)
        let other = try await bench.explain("3", asOf: later).absences
        #expect(other.map(\.nextRun.action) == [.update] && other.map(\.reference.periodID) == ["v2-104"])
        try await bench.sync(asOf: later)
        #expect(bench.ours.filter { $0.remark.contains("[lucca:acme/103/") }.count == 1)
    }

    @Test(
        "In any order with changes, kills and lost ledgers, each absence is there once",
        arguments: 0..<Proof.count(small: 20, full: 800))
    func inAnyOrder(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 4_200)
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        bench.set(SyncBench.many(Int.random(in: 10...40, using: &random)))
        for _ in 0..<Int.random(in: 4...9, using: &random) {
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: bench.changeGeneration()
            case 2: bench.database.forget(bench.tenant.id)
            case 3:
                let period = random.element(of: Set(bench.source.current.leaves.map(\.periodID)).sorted())
                let first = random.chance(50) ? nil : bench.source.current.leaves.first { $0.periodID == period }?.halfDay
                bench.source.change { world in world.leaves.removeAll { $0.periodID == period && $0.halfDay != first } }
            case 4: try await dies(bench, random.element(of: FaultPoint.allCases) ?? .afterIntents, random.pick(1, 2, 3))
            default:
                if let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) { bench.database.expireLease(of: live.id) }
                try await bench.sync(options: SyncOptions(reconcile: random.chance(30)))
                bench.expectExact()
            }
        }
        try await bench.sync()
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
        let before = bench.seen
        bench.changeGeneration()
        try await bench.sync()
        let isSecond = bench.source.current.leaves.contains { $0.periodID.isOfSecondGeneration }
        try await expectRewritten(bench, before, isSecond: isSecond)
    }
}
