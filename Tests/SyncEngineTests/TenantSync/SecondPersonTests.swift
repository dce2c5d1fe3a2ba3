import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("People whom planners add to an event")
struct SecondPersonTests {
    private func synced() async throws -> (SyncBench, FakePlanning.Event) {
        let bench = try await SyncBench()
        try await bench.sync()
        let event = try bench.event(of: "104")
        bench.planning.change { $0.events[event.key]?.resources.append(55) }
        bench.planning.reset()
        return (bench, event)
    }

    @Test("They stay, and nothing is written for them")
    func stay() async throws {
        let (bench, event) = try await synced()
        for options in [SyncBench.reconciling, SyncOptions()] {
            guard case .ended(_, .succeeded, nil) = try await bench.sync(options: options) else {
                Issue.record("it ended otherwise")
                return
            }
        }
        #expect(bench.planning.writeCount == 0)
        #expect(bench.planning.current.events[event.key]?.resources == [53, 55])
    }

    @Test("They stay when the event is changed")
    func stayWithAChange() async throws {
        let (bench, event) = try await synced()
        LuccaChange.shortened.happen(in: bench)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        let changed = try #require(bench.planning.current.events[event.key])
        #expect(changed.resources == [53, 55] && changed.end < event.end)
    }

    @Test("Our resource may come second")
    func order() async throws {
        let (bench, event) = try await synced()
        bench.planning.change { $0.events[event.key]?.resources = [55, 53] }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(bench.planning.writeCount == 0)
    }

    @Test("An event moved to another person is moved back to ours alone", arguments: [[55], [55, 56]])
    func moved(_ resources: [Int]) async throws {
        let (bench, event) = try await synced()
        bench.planning.change { $0.events[event.key]?.resources = resources.map { ResourceKey($0) } }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(bench.planning.current.events[event.key]?.resources == [53])
        bench.expectExact()
    }

    @Test("An event with a person beside ours is no copy; a duplicate of it for ours alone is one")
    func duplicate() async throws {
        let (bench, event) = try await synced()
        let double = bench.copy(event)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(bench.planning.current.events[double] == nil)
        #expect(bench.planning.current.events[event.key]?.resources == [53, 55])
    }

    @Test("A duplicate that also shows another person is left to the planners, and keeps that person")
    func doubleWithAnother() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let event = try bench.event(of: "104")
        let double = bench.copy(event)
        bench.planning.change { $0.events[double]?.resources.append(55) }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        let kept = try #require(bench.planning.current.events[double])
        #expect(kept.resources == [53, 55] && kept.remark.isEmpty)
    }

    @Test("With an empty ledger, the event is adopted with both people")
    func adopted() async throws {
        let (bench, event) = try await synced()
        bench.database.forget(bench.tenant.id)
        try await bench.sync()
        #expect(bench.planning.calls[.create] == nil && bench.planning.calls[.delete] == nil)
        #expect(bench.planning.current.events[event.key]?.resources == [53, 55])
        bench.planning.reset()
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.writeCount == 0)
    }

    @Test("A create whose answer was lost is found although a person was added meanwhile")
    func settled() async throws {
        struct Died: Error {}
        let bench = try await SyncBench()
        let faults = FaultPoints { point, _ in if point == .beforeOutcomes { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults) }
        let event = try bench.event(of: "104")
        bench.planning.change { $0.events[event.key]?.resources = [55, 53] }
        bench.database.expireLease(of: 1)
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(bench.planning.current.events[event.key]?.resources == [55, 53])
        #expect(bench.ours.count == 5)
    }
}
