import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("The removal of future events")
struct FutureEventRemovalTests {
    private func synced() async throws -> SyncBench {
        let bench = try await SyncBench()
        try await bench.sync()
        #expect(!bench.shown.isEmpty)
        return bench
    }

    private func removal(_ bench: SyncBench, _ name: String = "operator", faults: FaultPoints = .none) -> FutureEventRemoval {
        FutureEventRemoval(worker: bench.worker(name, faults: faults), today: SyncBench.today)
    }

    private func code(_ body: () async throws -> Void) async throws -> SyncError.Code? {
        do {
            try await body()
            return nil
        } catch let error as SyncError { return error.code }
    }

    private func fleetClaims(_ bench: SyncBench) async throws -> [LeaseTerm] {
        try await bench.ports.runs.claimDue(worker: "fleet", leaseSeconds: 60, atMost: 10, isIdle: true)
    }

    @Test func oursGoAndNoSyncComesBetweenThemAndTheTenantsEnd() async throws {
        let bench = try await synced()
        let (ours, all) = (bench.shown.count, bench.planning.current.events.count)
        #expect(try await removal(bench).remove(of: bench.tenant) == ours)
        #expect(bench.shown.isEmpty)
        #expect(bench.planning.current.events.count == all - ours, "planners' events stay")
        #expect(try await fleetClaims(bench).isEmpty)
        #expect(try await code { try await bench.sync() } == .runActive)
        try await bench.ports.registry.delete(bench.tenant.id)
        #expect(try await code { _ = try await bench.ports.registry.tenant(bench.tenant.id) } == .tenantUnknown)
    }

    @Test(arguments: [FaultPoint.afterIntents, .beforeOutcomes])
    func aKilledOneIsResumedOnlyByTheNext(point: FaultPoint) async throws {
        let bench = try await synced()
        let faults = FaultPoints { reached, _ in if reached == point { throw CancellationError() } }
        await #expect(throws: InjectedCrash.self) { _ = try await removal(bench, faults: faults).remove(of: bench.tenant) }
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .runActive, "its lease runs")
        let run = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: run.id)
        #expect(try await fleetClaims(bench).isEmpty)
        #expect(try await code { try await bench.sync() } == .runActive)
        _ = try await removal(bench).remove(of: bench.tenant)
        #expect(bench.shown.isEmpty)
        let again = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        #expect(again.id == run.id && again.attempt == 2 && again.state == .queued)
    }

    @Test func oneThatFailsMidwayStaysAndSaysWhy() async throws {
        let bench = try await synced()
        bench.planning.failAll(.delete, .unreachable)
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .planningPMEUnreachable)
        let run = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        #expect(run.state == .queued && run.error?.code == "planningpme_unreachable")
        #expect(try await fleetClaims(bench).isEmpty)
    }

    /// An event that cannot be removed delays none of the others.
    @Test func whatWasRemovedBesideWhatFailedIsReported() async throws {
        let bench = try await synced()
        let before = bench.shown.count
        bench.planning.fail(.delete, nth: 3, .unreachable)
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .planningPMEUnreachable)
        #expect(bench.shown.count == 1)
        let run = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        #expect(run.counts.deleted == before - 1)
        let changes = try await bench.ports.runs.changes(of: run.id)
        #expect(changes.filter { $0.outcome == .done }.count == before - 1)
        #expect(changes.allSatisfy { $0.cause == .removal })
        #expect(try await removal(bench).remove(of: bench.tenant) == before, "both attempts count")
    }

    /// A killed and then cancelled run: what it had begun to create may exist or not.
    @Test(arguments: [FaultPoint.afterIntents, .beforeOutcomes])
    func whatWasBeingCreatedIsLookedForAndRemoved(point: FaultPoint) async throws {
        let bench = try await SyncBench()
        let crash = FaultPoints { reached, _ in if reached == point { throw CancellationError() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: crash) }
        let run = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: run.id)
        #expect(try await bench.ports.runs.cancel(run.id) == .cancelled)
        #expect(try await bench.ports.ledger.load(bench.tenant.id).entries.contains { $0.openIntent == .create })
        _ = try await removal(bench).remove(of: bench.tenant)
        #expect(bench.shown.isEmpty)
        #expect(try await bench.ports.ledger.load(bench.tenant.id).entries.allSatisfy { $0.openIntent == nil })
    }

    /// A remote that calls an event missing is not believed while its lists show it.
    @Test func whatThePlanningStillShowsIsNotForgotten() async throws {
        let bench = try await synced()
        let before = bench.shown
        bench.planning.change { world in world.hidden = Set(world.events.keys) }
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .planningPMEIncomplete)
        #expect(bench.shown == before)
        bench.planning.change { $0.hidden = [] }
        #expect(try await removal(bench).remove(of: bench.tenant) == before.count)
        #expect(bench.shown.isEmpty)
    }

    @Test func whatPlannersDeletedMeanwhileIsGone() async throws {
        let bench = try await synced()
        let before = bench.shown.count
        bench.planning.onWrite { call in
            guard call == .delete else { return }
            bench.planning.onWrite(nil)
            bench.planning.change { world in
                for (key, event) in world.events where !EventReference.all(in: event.remark).isEmpty { world.events[key] = nil }
            }
        }
        #expect(try await removal(bench).remove(of: bench.tenant) == before)
        #expect(bench.shown.isEmpty)
    }

    /// Once its original is gone, nothing identifies a copy as the planners'.
    @Test(arguments: [(FakePlanning.Fault.rejected, SyncError.Code.planningPMERejected), (.lostBefore, .planningPMEUnreachable)])
    func aCopyThatCouldNotBeReleasedKeepsItsOriginal(fault: FakePlanning.Fault, expected: SyncError.Code) async throws {
        let bench = try await synced()
        let before = bench.shown.count
        let copy = bench.copy(try bench.event(of: "104"), days: 7, note: "\nnote")
        bench.planning.failAll(.release, fault)
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == expected)
        #expect(bench.planning.calls[.delete] == nil)
        bench.planning.failAll(.release, nil)
        #expect(try await removal(bench).remove(of: bench.tenant) == before)
        #expect(bench.ours.isEmpty && bench.planning.current.events[copy]?.remark == "note")
    }

    @Test func oneThatCouldNotBeginLeavesTheTenantAsItWas() async throws {
        let bench = try await synced()
        bench.planning.failAll(.unavailabilities, .unreachable)
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .planningPMEUnreachable)
        #expect(try await bench.run.last().state == .failed)
        #expect(try await bench.ports.runs.liveRun(of: bench.tenant.id) == nil)
    }

    /// Under a view limited to a period, no list proves that it is gone.
    @Test func aCreateThatNobodyCanLookForIsNotCalledGone() async throws {
        let bench = try await SyncBench()
        let crash = FaultPoints { reached, _ in if reached == .beforeOutcomes { throw CancellationError() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: crash) }
        let run = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: run.id)
        #expect(try await bench.ports.runs.cancel(run.id) == .cancelled)
        try await bench.changeDialect {
            $0.take([.view: .init(value: "limited", origin: .probed, foundAt: Instant(secondsSince1970: 0))])
        }
        let end = Instant(secondsSince1970: (SyncBench.today.ordinal + 3) * 86_400)
        bench.planning.change { $0.viewEnd = end }
        let hidden = bench.ours.count { $0.start >= end }
        #expect(hidden > 0)
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .viewLimited)
        #expect(bench.ours.count == hidden)
        let open = try await bench.ports.ledger.load(bench.tenant.id).entries
        #expect(open.count { $0.openIntent == .create } == hidden)
        bench.planning.change { $0.viewEnd = nil }
        _ = try await removal(bench).remove(of: bench.tenant)
        #expect(bench.ours.isEmpty)
    }

    @Test func aCreateThatBecameATaskIsRemoved() async throws {
        let bench = try await SyncBench()
        bench.planning.change { $0.disagreements = [.kind: 0] }
        let crash = FaultPoints { reached, _ in if reached == .beforeOutcomes { throw CancellationError() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: crash) }
        let run = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: run.id)
        #expect(try await bench.ports.runs.cancel(run.id) == .cancelled)
        #expect(bench.ours.count == 3)
        _ = try await removal(bench).remove(of: bench.tenant)
        #expect(bench.ours.isEmpty)
    }

    @Test func cancelledItLeavesTheTenantToTheNextSync() async throws {
        let bench = try await synced()
        let before = bench.shown
        _ = try await removal(bench).remove(of: bench.tenant)
        let run = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        #expect(try await bench.ports.runs.cancel(run.id) == .cancelled)
        #expect(try await bench.ports.runs.run(run.id).purpose == .removal)
        try await bench.sync()
        #expect(bench.shown == before)
        bench.expectExact()
    }

    /// Cancelled while its process lives: it stops at the next safe point.
    @Test func cancelledMidwayItStops() async throws {
        let bench = try await synced()
        let runs = bench.ports.runs
        let tenant = bench.tenant.id
        let faults = FaultPoints { point, _ in
            guard point == .afterIntents, let run = try await runs.liveRun(of: tenant) else { return }
            try await runs.cancel(run.id)
            bench.clock.advance(by: .seconds(10))
            // Until the renewal has reported it.
            while !Task.isCancelled { await Task.yield() }
        }
        #expect(try await code { _ = try await removal(bench, faults: faults).remove(of: bench.tenant) } == .runStateRefused)
        let run = try await bench.run.last()
        #expect(run.state == .cancelled && run.purpose == .removal)
        #expect(try await runs.liveRun(of: tenant) == nil)
    }

    @Test func aSyncUnderWayIsWaitedFor() async throws {
        let bench = try await synced()
        let writes = bench.planning.writeCount
        let run = try await bench.ports.runs.enqueue(
            NewRun(tenantID: bench.tenant.id, trigger: .manual, window: SyncWindow(asOf: SyncBench.today, horizonMonths: 6)))
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .runActive)
        _ = try await bench.ports.runs.claim(run, worker: "fleet", leaseSeconds: 60)
        #expect(try await code { _ = try await removal(bench).remove(of: bench.tenant) } == .runActive)
        #expect(bench.planning.writeCount == writes)
    }
}
