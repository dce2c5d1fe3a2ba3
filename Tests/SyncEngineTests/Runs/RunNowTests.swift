import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Run now")
struct RunNowTests {
    @Test func aRunUnderAnotherWorkersLeaseIsLeftAlone() async throws {
        let bench = try await SyncBench()
        let run = try await bench.ports.runs.enqueue(
            NewRun(tenantID: bench.tenant.id, trigger: .manual, window: SyncWindow(asOf: SyncBench.today, horizonMonths: 6)))
        _ = try await bench.ports.runs.claim(run, worker: "the other", leaseSeconds: 60)
        do {
            try await bench.sync()
            Issue.record("it ran")
        } catch let error as SyncError {
            #expect(error.code == .runActive)
            #expect(error.message.contains("the other"))
            #expect(error.message.contains("\(bench.clock.wall)"))
        }
        #expect(bench.planning.calls.isEmpty)
    }

    @Test func aQueuedRunIsPerformedUnderItsOwnDate() async throws {
        let bench = try await SyncBench()
        let asOf = SyncBench.today.adding(days: 3)
        let run = try await bench.ports.runs.enqueue(
            NewRun(tenantID: bench.tenant.id, trigger: .schedule, window: SyncWindow(asOf: asOf, horizonMonths: 6)))
        let result = try await RunNow(worker: bench.worker()).perform(bench.tenant, asOf: SyncBench.today)
        #expect(result.wasResumed)
        #expect(result.end == .ended(run, .succeeded, nil))
        let ended = try await bench.run.last()
        #expect(ended.window.asOf == asOf)
        #expect(ended.trigger == .schedule)
    }

    @Test func anApprovalDoesNotSlipIntoAnotherRun() async throws {
        let bench = try await SyncBench()
        _ = try await bench.ports.runs.enqueue(
            NewRun(tenantID: bench.tenant.id, trigger: .manual, window: SyncWindow(asOf: SyncBench.today, horizonMonths: 6)))
        await #expect(throws: SyncError.self) {
            _ = try await RunNow(worker: bench.worker()).perform(bench.tenant, asOf: SyncBench.today, approves: 1)
        }
        #expect(bench.planning.calls.isEmpty)
    }

    @Test func progressGoesThroughThePhases() async throws {
        let bench = try await SyncBench()
        let (stream, continuation) = AsyncStream.makeStream(of: SyncProgress.self)
        try await bench.sync(options: SyncOptions { continuation.yield($0) })
        continuation.finish()
        var phases: [SyncProgress.Phase] = []
        var last: SyncProgress?
        for await progress in stream {
            if phases.last != progress.phase { phases.append(progress.phase) }
            if progress.phase == .applying { last = progress }
        }
        #expect(phases == [.connecting, .fetching, .reading, .planning, .preparing, .applying, .recording])
        #expect(last == SyncProgress(.applying, done: 5, total: 5))
    }
}
