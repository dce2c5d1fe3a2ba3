import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Rows of the ledger were deleted, or restored from an older backup; the other tables are intact.
@Suite("A ledger that lost entries")
struct LostEntriesTests {
    private func limitView(_ bench: SyncBench, to day: Int?) async throws {
        let end = day.map { Instant(secondsSince1970: (SyncBench.today.ordinal + $0) * 86_400) }
        bench.planning.change { $0.viewEnd = end }
        let view: PlanningDialect.View = day == nil ? .whole : .limited
        try await bench.changeDialect { dialect in
            dialect.take([.view: .init(value: view.rawValue, origin: .probed, foundAt: Instant(secondsSince1970: 0))])
        }
    }

    private func synced(view day: Int? = nil) async throws -> SyncBench {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        try await limitView(bench, to: day)
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.planning.reset()
        return bench
    }

    private func lose(_ bench: SyncBench, where isLost: (Int) -> Bool) async throws {
        let entries = try await bench.ports.ledger.load(bench.tenant.id).entries
        bench.database.loseEntries(entries.indices.filter(isLost).map { entries[$0].reference }, of: bench.tenant.id)
    }

    /// Every other entry, or all.
    private func lose(_ bench: SyncBench, every nth: Int) async throws {
        try await lose(bench) { $0.isMultiple(of: nth) }
    }

    @Test("The next run adopts the existing events, and changes nothing", arguments: [1, 2])
    func adopted(nth: Int) async throws {
        let bench = try await synced()
        let before = bench.planning.current.events
        try await lose(bench, every: nth)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.writeCount == 0 && bench.planning.current.events == before)
        try await bench.expectLedgerMatchesPlanning()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty, "once is enough")
    }

    @Test("A preview reports it too") func preview() async throws {
        let bench = try await synced()
        try await lose(bench, every: 1)
        #expect(try await bench.preview().changes.isEmpty)
    }

    @Test("Beyond the lists, nothing is created that may exist, and no reference is removed", arguments: [1, 2])
    func beyondView(nth: Int) async throws {
        let bench = try await synced(view: 10)
        let before = bench.planning.current.events
        try await lose(bench, every: nth)
        for options in [SyncOptions(), SyncBench.reconciling, SyncOptions()] {
            guard case .ended(_, .failed, let failure) = try await bench.sync(options: options) else {
                Issue.record("it ended otherwise")
                return
            }
            #expect(failure?.code == .viewLimited)
        }
        #expect(bench.planning.current.events == before)
        try await limitView(bench, to: nil)
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
        #expect(bench.planning.current.events == before)
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("A tenant that no longer has events is not affected: its runs read nothing") func emptied() async throws {
        // One employee's: for several, an empty read would withhold the deletions.
        let bench = try await SyncBench()
        bench.set(SyncBench.many(1))
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.set([])
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.ours.isEmpty)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test(
        "Whatever is lost, at any time, no absence is on the planning twice and none loses its reference",
        arguments: 0..<Proof.count(small: 20, full: 600))
    func inAnyOrder(seed: Int) async throws {
        struct Died: Error {}
        var random = SplitMix64(seed: UInt64(seed) &+ 1_010)
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        try await limitView(bench, to: random.chance(50) ? Int.random(in: 1...30, using: &random) : nil)
        var size = 0
        for _ in 0..<Int.random(in: 3...7, using: &random) {
            // No leave is cancelled: an event neither wanted nor listed stays unknown until it is listed.
            size += Int.random(in: 0...15, using: &random)
            bench.set(SyncBench.many(size))
            if random.chance(60) {
                let share = Int.random(in: 1...100, using: &random)
                try await lose(bench) { _ in random.chance(share) }
            }
            let (point, nth) = (random.element(of: FaultPoint.allCases), Int.random(in: 1...4, using: &random))
            let dies = random.chance(40)
            let faults = FaultPoints { reached, count in if dies, reached == point, count == nth { throw Died() } }
            do {
                try await bench.sync(faults: faults, options: SyncOptions(reconcile: random.chance(30)))
            } catch is InjectedCrash {
                guard let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) else { continue }
                bench.database.expireLease(of: live.id)
            }
            let events = bench.planning.current.events.values.filter { !$0.remark.contains("[lucca:other/") }
            let references = events.flatMap { EventReference.all(in: $0.remark) }
            #expect(references.count == events.count, "seed \(seed): each has its own")
            #expect(Set(references).count == references.count, "seed \(seed)")
        }
        try await limitView(bench, to: nil)
        if let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) { bench.database.expireLease(of: live.id) }
        try await bench.sync()
        #expect(try await bench.run.last().state == .succeeded, "seed \(seed)")
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }
}
