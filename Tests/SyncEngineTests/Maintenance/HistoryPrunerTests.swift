import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Pruning history")
struct HistoryPrunerTests {
    @Test func onlyWhatIsOlderThanTheMonthsKeptGoes() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.clock.advance(by: .seconds(200 * 86_400))
        try await bench.sync(asOf: SyncBench.today.adding(days: 200))
        bench.clock.advance(by: .seconds(250 * 86_400))
        let dropped = try await HistoryPruner(history: InMemoryRunStore(bench.database), logger: .silent).prune()
        #expect(dropped == 1)
        #expect(try await bench.ports.runs.list(RunFilter()).map(\.id) == [2])
    }
}
