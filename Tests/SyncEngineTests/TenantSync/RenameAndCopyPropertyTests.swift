import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Random sequences of new account names, edits back, copies, moves, deletions by hand, changes in Lucca, and kills.
@Suite("Renames, copies and moves in any order")
struct RenameAndCopyPropertyTests {
    private struct Died: Error {}

    /// A copy by a planner, in its expected final state.
    private struct Copy {
        let event: FakePlanning.Event
        let note: String
        /// The absence in its reference, whatever the account's name.
        let reference: EventReference
        /// Its original was deleted by hand, or the ledger was emptied: one such copy counts as the moved event.
        var mayBeOurs = false
    }

    @Test(arguments: 0..<40) func everyAbsenceIsThereOnceAndEveryCopyStays(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let bench = try await SyncBench {
            $0.create = [.types]
            $0.brake = Brake(count: 1000, percent: 100)
        }
        bench.set(SyncBench.many(Int.random(in: 6...24, using: &random)))
        try await bench.sync()
        var account = "acme"
        var copies: [EventKey: Copy] = [:]
        for _ in 0..<Int.random(in: 4...12, using: &random) {
            switch Int.random(in: 0..<9, using: &random) {
            case 0, 1:
                account = random.pick("acme", "nouveau", "troisieme")
                if account != (try await bench.ports.registry.tenant(bench.tenant.id).luccaAccount) {
                    try await bench.rename(to: account)
                }
            case 2, 3: copyOne(bench, &copies, &random)
            case 4: moveOne(bench, copies, &random)
            case 5: deleteOne(bench, &copies, &random)
            case 6: changeLucca(bench, &random)
            case 7:
                if random.chance(30) {
                    bench.database.forget(bench.tenant.id)
                    for key in copies.keys { copies[key]?.mayBeOurs = true }
                }
                try await sync(bench, &random, reconciling: true)
            default: try await sync(bench, &random, reconciling: false)
            }
        }
        bench.clock.advance(by: .seconds(7 * 86_400 + 60))
        for _ in 0..<2 { try await bench.sync(options: SyncBench.reconciling) }
        try await bench.expectOnce(account)
        expectCopies(bench, copies)
        bench.planning.reset()
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.writeCount == 0, "seed \(seed)")
    }

    private func expectCopies(_ bench: SyncBench, _ copies: [EventKey: Copy]) {
        let events = bench.planning.current.events
        func isUntouched(_ key: EventKey, _ copy: Copy) -> Bool {
            var theirs = copy.event
            theirs.remark = copy.note
            return events[key] == theirs
        }
        for (key, copy) in copies where !copy.mayBeOurs {
            #expect(isUntouched(key, copy), "\(String(describing: events[key])) was \(copy.event)")
        }
        for (_, group) in Dictionary(grouping: copies.filter(\.value.mayBeOurs), by: \.value.reference) {
            #expect(group.count { !isUntouched($0.key, $0.value) } <= 1)
        }
    }

    private func sync(_ bench: SyncBench, _ random: inout SplitMix64, reconciling: Bool) async throws {
        let point = random.element(of: FaultPoint.allCases)
        let nth = Int.random(in: 1...3, using: &random)
        let dies = random.chance(50)
        let faults = FaultPoints { reached, count in if dies, reached == point, count == nth { throw Died() } }
        do {
            try await bench.sync(faults: faults, options: SyncOptions(reconcile: reconciling))
        } catch is InjectedCrash {
            guard let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) else { return }
            bench.database.expireLease(of: live.id)
            // Sometimes an operator cancels it, and the next run settles what it had begun.
            if random.chance(50) {
                _ = try await bench.ports.runs.cancel(live.id)
            } else {
                try await bench.sync(options: SyncOptions(reconcile: reconciling))
            }
        }
    }

    /// Our events, except copies that were not released yet.
    private func ours(_ bench: SyncBench, _ copies: [EventKey: Copy]) -> [FakePlanning.Event] {
        bench.ours.filter { copies[$0.key] == nil }
    }

    private func copyOne(_ bench: SyncBench, _ copies: inout [EventKey: Copy], _ random: inout SplitMix64) {
        guard let event = random.element(of: ours(bench, copies)) else { return }
        let note = random.chance(50) ? "note \(copies.count)" : ""
        let isElsewhere = random.chance(50)
        let free = (51...56).map { ResourceKey($0) }.filter { !event.resources.contains($0) }
        let key = bench.copy(
            event, to: isElsewhere ? random.element(of: free) : nil,
            days: isElsewhere ? 0 : Int.random(in: 1...40, using: &random),
            note: note.isEmpty ? "" : "\n" + note)
        guard let copy = bench.planning.current.events[key], let reference = Self.reference(of: copy) else { return }
        copies[key] = Copy(event: copy, note: note, reference: reference)
    }

    private func moveOne(_ bench: SyncBench, _ copies: [EventKey: Copy], _ random: inout SplitMix64) {
        guard let event = random.element(of: ours(bench, copies)) else { return }
        let days = Int.random(in: 1...30, using: &random)
        let resource = random.chance(30) ? ResourceKey(Int.random(in: 51...56, using: &random)) : nil
        bench.planning.change { world in
            world.events[event.key]?.start = event.start.adding(seconds: days * 86_400)
            world.events[event.key]?.end = event.end.adding(seconds: days * 86_400)
            if let resource { world.events[event.key]?.resources = [resource] }
        }
    }

    private func deleteOne(_ bench: SyncBench, _ copies: inout [EventKey: Copy], _ random: inout SplitMix64) {
        guard let event = random.element(of: ours(bench, copies)) else { return }
        bench.planning.change { $0.events[event.key] = nil }
        for (key, copy) in copies where copy.reference == Self.reference(of: event) {
            guard let stays = bench.planning.current.events[key], Self.reference(of: stays) != nil else { continue }
            copies[key]?.mayBeOurs = true
        }
    }

    private static func reference(of event: FakePlanning.Event) -> EventReference? {
        EventReference.all(in: event.remark).first?.under("acme")
    }

    private func changeLucca(_ bench: SyncBench, _ random: inout SplitMix64) {
        var requests = bench.requests
        guard requests.count > 2, let index = requests.indices.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: requests.remove(at: index)
        case 1: requests[index].last = HalfDay(requests[index].first.day, .morning)
        default: requests[index].account = requests[index].account == "1" ? "2" : "1"
        }
        bench.set(requests)
    }
}
