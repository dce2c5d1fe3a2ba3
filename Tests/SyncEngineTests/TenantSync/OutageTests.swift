import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A planning that is down, whatever the number of pending writes.
@Suite("A planning that is down")
struct OutageTests {
    private static let outages: [FakePlanning.Fault] = [.unreachable, .failed, .lostBefore, .failedUnclear, .signIn]
    private static let counts = [1, 4, 20]

    /// One event stays, so that Lucca is not empty.
    private static let staying = LeaveRequest("900", "6", "1", from: 170, to: 171)

    private func bench() async throws -> SyncBench {
        let bench = try await SyncBench { $0.brake = Brake(count: 100, percent: 100) }
        bench.set([Self.staying])
        return bench
    }

    private func expectFailed(_ bench: SyncBench, _ fault: FakePlanning.Fault) async throws {
        let run = try await bench.run.last()
        #expect(run.state == .failed)
        let isUnreachable = fault == .unreachable || fault == .lostBefore
        #expect(run.error?.code == (isUnreachable ? .planningPMEUnreachable : .planningPMEFailed))
        #expect(try await bench.run.problems().allSatisfy { $0.code != .eventRefused })
        #expect(try await bench.run.changes().allSatisfy { $0.outcome != .rejected })
    }

    private func expectSettledByTheNextRun(_ bench: SyncBench) async throws {
        bench.planning.reset()
        try await bench.sync()
        #expect(try await bench.run.last().state == .succeeded)
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test(arguments: outages, counts) func failsTheRunThatDeletes(_ fault: FakePlanning.Fault, _ count: Int) async throws {
        let bench = try await bench()
        bench.set(SyncBench.many(count) + [Self.staying])
        try await bench.sync()
        bench.set([Self.staying])
        bench.planning.reset()
        bench.planning.failAll(.delete, fault)
        try await bench.sync()
        try await expectFailed(bench, fault)
        try await expectSettledByTheNextRun(bench)
    }

    @Test(arguments: outages, counts) func failsTheRunThatCreates(_ fault: FakePlanning.Fault, _ count: Int) async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.set(SyncBench.many(count) + [Self.staying])
        bench.planning.failAll(.create, fault)
        try await bench.sync()
        try await expectFailed(bench, fault)
        try await expectSettledByTheNextRun(bench)
    }

    /// Those that were being sent at that moment, and no more.
    @Test(arguments: counts) func aSignInThatFailsEndsTheRunAtOnce(_ count: Int) async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.set(SyncBench.many(count) + [Self.staying])
        bench.planning.reset()
        bench.planning.failAll(.create, .signIn)
        try await bench.sync()
        try await expectFailed(bench, .signIn)
        #expect((bench.planning.calls[.create] ?? 0) <= 4)
        #expect(try await bench.run.problems().isEmpty)
        #expect(try await bench.ports.ledger.load(bench.tenant.id).entries.allSatisfy { $0.openIntent == nil })
    }

    @Test(arguments: [FakePlanning.Fault.unreachable, .failed]) func oneWriteThatGotThroughKeepsTheRunPartial(
        _ fault: FakePlanning.Fault
    ) async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.set(SyncBench.many(4) + [Self.staying])
        for nth in 2...4 { bench.planning.fail(.create, nth: nth, fault) }
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        let run = try await bench.run.last()
        #expect(run.counts.created == 1 && run.counts.failed == 3)
        #expect(try await bench.run.problems().map(\.code) == [.eventRefused, .eventRefused, .eventRefused])
        try await expectSettledByTheNextRun(bench)
    }

    /// It answers, so it is not down.
    @Test func oneRejectedEventBesideFailuresKeepsTheRunPartial() async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.set(SyncBench.many(3) + [Self.staying])
        bench.planning.failAll(.create, .failed)
        bench.planning.fail(.create, nth: 1, .rejected)
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        try await expectSettledByTheNextRun(bench)
    }
}
