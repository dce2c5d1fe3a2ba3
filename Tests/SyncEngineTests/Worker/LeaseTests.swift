import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import SyncEngine

@Suite("Leases")
struct LeaseTests {
    /// A sync that waits at its first write of an event until released.
    private func held(_ bench: SyncBench) async -> (task: Task<RunEnd, any Error>, release: TestSignal) {
        let (writing, release) = (TestSignal(), TestSignal())
        bench.planning.onWrite { call in
            guard call == .create else { return }
            writing.give()
            await release.wait()
        }
        let task = Task { try await bench.sync(worker: "slow") }
        await writing.wait()
        return (task, release)
    }

    @Test func aRenewedLeaseOutlastsItsFirstTerm() async throws {
        let bench = try await SyncBench()
        let (task, release) = await held(bench)
        for _ in 0..<10 {
            await bench.clock.waitForSleepers(2)
            bench.clock.advance(by: .seconds(10))
        }
        await bench.clock.waitForSleepers(2)
        release.give()
        #expect(try await task.value == .ended(1, .succeeded, nil))
        bench.expectExact()
    }

    @Test func aLostLeaseStopsEveryFurtherWrite() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(60))
        let (task, release) = await held(bench)
        await bench.clock.waitForSleepers(2)
        bench.database.expireLease(of: 1)
        let other = try await bench.ports.runs.claim(1, worker: "other", leaseSeconds: 3600)
        #expect(other?.run.attempt == 2)
        // The next renewal reports it.
        bench.clock.advance(by: .seconds(10))
        await bench.clock.waitUntilNobodySleeps()
        let stored = bench.database.writeCount
        release.give()
        await #expect(throws: SyncError.leaseLost(1)) { try await task.value }
        // Requests in progress when the lease was lost, at most four.
        #expect((bench.planning.calls[.create] ?? 0) <= 4)
        // It sends heartbeats, and nothing else.
        #expect(bench.database.writeCount == stored + 1)
        bench.planning.onWrite(nil)
        bench.database.expireLease(of: 1)
        #expect(try await bench.sync(worker: "third") == .ended(1, .succeeded, nil))
        bench.expectExact()
    }

    @Test func aDatabaseThatCannotBeAskedEndsTrustInTimeAndIsNamed() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(60))
        let (task, release) = await held(bench)
        bench.database.setOutage(
            SyncError(.database(.connectionLost), .transient))
        for _ in 0..<15 {
            await bench.clock.waitForSleepers(2)
            bench.clock.advance(by: .seconds(1))
        }
        await bench.clock.waitUntilNobodySleeps()
        release.give()
        let error = try #require(await #expect(throws: SyncError.self) { try await task.value })
        #expect(error.code == .databaseUnreachable && error.failureClass == .leaseLost)
        #expect(error.failure == .run(.leaseNotKept(run: 1, cause: .database(.connectionLost))))
        #expect((bench.planning.calls[.create] ?? 0) <= 4)
    }

    @Test func aRenewalWithoutAnAnswerBlamesTheDatabase() async throws {
        let error = try await loss(wokenLate: .zero)
        #expect(error.code == .databaseUnreachable && error.failureClass == .leaseLost)
    }

    @Test func aProcessThatStoodStillWithARenewalOnItsWayBlamesNobody() async throws {
        #expect(try await loss(wokenLate: .seconds(60)) == .leaseLost(1))
    }

    /// The server ends a session that idles within a transaction: the answer to its renewal is then a lost connection.
    @Test(arguments: [(late: 0.0, isLost: false), (late: 60, isLost: true)])
    func aConnectionLostAfterTheLeaseIsTheReasonOnlyIfTheProcessWasAwake(late: Double, isLost: Bool) {
        let (clock, policy) = (ManualClock(), LeasePolicy())
        let steady = SteadyClock(clock)
        let trust = LeaseGuard(
            LeaseTerm(runID: 1, tenantID: TenantID(UUID()), term: 1), claimSentAt: steady.now, clock: steady, policy: policy)
        clock.advance(by: .seconds(5))
        trust.asked(at: steady.now)
        clock.advance(by: .seconds(Double(policy.seconds) - policy.marginSeconds - 5 + late))
        trust.notRenewed(SyncError(.database(.connectionLost), .transient))
        let kept = Failure.run(.leaseNotKept(run: 1, cause: .database(.connectionLost)))
        #expect(trust.loss.failure == (isLost ? Failure.run(.leaseLost(run: 1)) : kept))
    }

    /// The error of a run whose renewal gets no answer until the lease can no longer be trusted.
    private func loss(wokenLate late: Duration) async throws -> SyncError {
        let bench = try await SyncBench()
        let renewing = bench.hangs.hang(.renew)
        let (task, release) = await held(bench)
        await bench.clock.waitForSleepers(2)
        bench.clock.advance(by: .seconds(5))
        await renewing.wait()
        bench.clock.advance(by: .seconds(10) + late)
        await bench.clock.waitUntilNobodySleeps()
        release.give()
        return try #require(await #expect(throws: SyncError.self) { try await task.value })
    }
}
