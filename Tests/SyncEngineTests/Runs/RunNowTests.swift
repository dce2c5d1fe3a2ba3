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

    /// An idle worker is notified of every queued run at once.
    @Test func noIdleWorkerGetsTheRunInBetween() async throws {
        let bench = try await SyncBench()
        let eager = HookedRunStore.eager(bench.ports.runs)
        let ports = SyncPorts(
            registry: bench.ports.registry, runs: eager, ledger: bench.ports.ledger, vault: bench.ports.vault,
            connector: bench.ports.connector)
        let worker = RunWorker(
            sync: TenantSync(ports: ports, logger: .silent), clock: SteadyClock(bench.clock), name: "now", logger: .silent)
        let result = try await RunNow(worker: worker).perform(bench.tenant, asOf: SyncBench.today)
        #expect(result.end == .ended(1, .succeeded, nil))
        #expect(!result.wasResumed)
        #expect(try await bench.run.last().worker == "now")
        bench.expectExact()
    }

    @Test func aRunThatWaitsIsNotBegun() async throws {
        let bench = try await SyncBench()
        let run = try await bench.ports.runs.enqueue(
            NewRun(tenantID: bench.tenant.id, trigger: .schedule, window: SyncWindow(asOf: SyncBench.today, horizonMonths: 6)))
        let claimed = try #require(try await bench.ports.runs.claim(run, worker: "the other", leaseSeconds: 60))
        try await bench.ports.runs.retry(
            claimed.lease, afterSeconds: 600, reason: Failure(code: "lucca_failed"),
            counts: RunCounts(), requests: RequestCounts())
        #expect(try await bench.sync() == .waiting(run))
        #expect(bench.planning.calls.isEmpty)
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
