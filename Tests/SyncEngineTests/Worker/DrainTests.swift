import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A draining worker process ends within 30 s, whatever hangs.
@Suite("Draining")
struct DrainTests {
    private static let policy = PoolPolicy()

    /// A pool with a run that hangs, and its end.
    private func drained(
        _ bench: PoolBench, _ body: (_ run: RunID, _ state: PoolState) async throws -> Void
    ) async throws {
        let hanging = try await bench.addTenant("hanging", .hangs)
        let run = try await bench.queue(hanging)
        let (pool, stop) = (bench.pool(), StopRequest())
        let end = Task { try await pool.run(until: stop) }
        await bench.hung.wait()
        stop.stop()
        try await eventually { pool.state.isDraining }
        do {
            try await body(run, pool.state)
        } catch {
            end.cancel()
            throw error
        }
        try await end.value
    }

    @Test func theTimeOfTheRunsCountsFromTheRequestAndNeedsNoPoll() async throws {
        let bench = try await PoolBench()
        try await drained(bench) { run, state in
            // Loops, lease keeper and drain all sleep.
            await bench.clock.waitForSleepers(7)
            bench.clock.advance(by: .seconds(Self.policy.drainSeconds) - .milliseconds(1))
            for _ in 0..<100 { await Task.yield() }
            #expect(try await bench.runs.run(run).state == .running)
            bench.clock.advance(by: .milliseconds(1))
            try await eventually { try await bench.runs.run(run).state == .queued }
        }
    }

    @Test func aClaimThatGetsNoAnswerEndsWithTheTimeOfTheRuns() async throws {
        let bench = try await PoolBench()
        let claiming = bench.hangs.hang(.claimDue)
        let (pool, stop) = (bench.pool(), StopRequest())
        let end = Task { try await pool.run(until: stop) }
        await claiming.wait()
        stop.stop()
        try await eventually { pool.state.isDraining }
        await bench.clock.waitForSleepers(5)
        bench.clock.advance(by: .seconds(Self.policy.drainSeconds))
        try await end.value
        #expect(try await bench.fleet.workers().isEmpty)
    }

    @Test func aRecordThatGetsNoAnswerIsGivenUpAndTheLeaseRunsOut() async throws {
        let bench = try await PoolBench()
        let releasing = bench.hangs.hang(.release)
        try await drained(bench) { run, _ in
            await bench.clock.waitForSleepers(7)
            bench.clock.advance(by: .seconds(Self.policy.drainSeconds))
            await releasing.wait()
            #expect(try await bench.runs.run(run).state == .running)
            try await bench.advancing(by: .seconds(Self.policy.recordSeconds)) { try await bench.fleet.workers().isEmpty }
        }
    }
}
