import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Random leaves on random days, and a planning whose dialect changes at some write.
@Suite("A planning whose dialect changes at some write")
struct DisagreementPropertyTests {
    @Test(
        "At most three events are wrong; once the point is corrected, the next run corrects exactly those",
        arguments: 0..<Proof.count(small: 30, full: 1500))
    func threeAtMost(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 4711)
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        let point = random.pick(
            DialectPoint.kind, .reason, .time, .zone, .wholeDay, .status, .remark, .update, .deletion)
        bench.planning.change { $0.disagreements = [point: Int.random(in: 1...60, using: &random)] }
        var sizes: [Int] = []
        var runs = 0
        while try await bench.dialect.doubt == nil, runs < 12 {
            runs += 1
            sizes.append(Int.random(in: 1...50, using: &random))
            let halved = random.chance(50)
            bench.set(
                SyncBench.many(sizes[runs - 1]).map { request in
                    var request = request
                    if halved { request.last = HalfDay(request.first.day, .morning) }
                    return request
                })
            let options = SyncOptions(reconcile: random.chance(30))
            let before = bench.planning.current.wrongWrites
            let end = try await bench.sync(options: options)
            let world = bench.planning.current
            #expect(world.wrongWrites - before <= 3, "seed \(seed), \(point)")
            // An event that could not be deleted may be wanted again.
            #expect(point == .deletion || world.wrong.count <= 3, "seed \(seed), \(point)")
            guard case .ended(_, let state, _) = end else {
                Issue.record("seed \(seed): \(end)")
                return
            }
            let isInDoubt = try await bench.dialect.doubt != nil
            #expect((state == .failed) == isInDoubt, "seed \(seed)")
            let isRight = world.wrong.isEmpty || (point == .deletion && world.wrongWrites == before)
            #expect(isInDoubt || isRight == (state == .succeeded), "seed \(seed)")
        }
        let wrong = bench.planning.current.wrong
        if try await bench.dialect.doubt != nil {
            #expect(!wrong.isEmpty, "seed \(seed)")
            bench.planning.reset()
            _ = try await bench.sync()
            #expect(bench.planning.writeCount == 0, "seed \(seed)")
        }
        let keys = Set(bench.planning.current.events.keys)
        bench.planning.change { $0.disagreements = [:] }
        try await bench.changeDialect { $0.doubt = nil }
        bench.planning.reset()
        // The leaves are those of the failed run: only events that it did not reach, and wrong ones, differ.
        let end = try await bench.sync(options: SyncOptions(reconcile: random.chance(70)))
        guard case .ended(_, .succeeded, nil) = end else {
            Issue.record("seed \(seed): \(end), \(try await bench.run.problems())")
            return
        }
        #expect(point == .deletion || bench.planning.current.wrong.isEmpty, "seed \(seed), \(point)")
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
        if point != .deletion { #expect(wrong.isSubset(of: bench.planning.current.events.keys), "seed \(seed): not recreated") }
        #expect(bench.planning.current.events.count { !keys.contains($0.key) } == bench.planning.calls[.create] ?? 0)
        bench.planning.reset()
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.writeCount == 0, "seed \(seed)")
    }
}
