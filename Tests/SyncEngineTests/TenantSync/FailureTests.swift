import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Failures and what continues")
struct FailureTests {
    @Test func aRejectedEventIsAProblemAndTheOthersGoOn() async throws {
        let bench = try await SyncBench()
        bench.planning.fail(.create, nth: 2, .rejected)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let run = try await bench.run.last()
        #expect(run.counts.created == 4)
        #expect(run.counts.failed == 1)
        #expect(try await bench.run.problems().map(\.code) == [.eventRefused])
        #expect(try await bench.run.changes().count { $0.outcome == .rejected } == 1)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    /// Each request first asks the database for its place in the budget.
    @Test func aDatabaseThatFailsDuringAWriteEndsTheRunAndIsNoEventsFault() async throws {
        let bench = try await SyncBench()
        let full = SyncError(.databaseFull, failureClass: .transient)
        bench.planning.fail(.create, nth: 2, .database(full))
        #expect(try await bench.sync() == .ended(1, .failed, full))
        #expect(try await bench.run.last().error?.code == "database_full")
        #expect(try await bench.run.problems().isEmpty)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    @Test func aRejectedResourceIsOneProblemWhateverItsEvents() async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        bench.planning.change { $0.resources.removeAll { $0.registrationNumber == "001" } }
        bench.planning.failAll(.createResource, .rejected)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let problems = try await bench.run.problems()
        #expect(problems.map(\.code) == [.resourceRejected])
        #expect(problems.first?.subject == .employee("1", identifier: "001"))
        #expect(try await bench.run.last().counts.failed == 2)
        #expect(try await bench.run.last().counts.created == 3)
        bench.planning.failAll(.createResource, nil)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    @Test func aRejectedTypeIsOneProblemWhateverItsEvents() async throws {
        let bench = try await SyncBench()
        bench.planning.failAll(.createType, .rejected)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.typeRejected])
        #expect(try await bench.run.problems().first?.subject == .leaveAccounts(["2"]))
        #expect(try await bench.run.last().counts.failed == 2)
        bench.planning.failAll(.createType, nil)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    @Test func aRejectedResourceUpdateIsTriedAgain() async throws {
        let bench = try await SyncBench { $0.create = [.types, .departments] }
        bench.planning.change { $0.departments.removeAll { $0.key == 21 } }
        bench.planning.failAll(.updateResource, .rejected)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        bench.expectExact()
        bench.planning.failAll(.updateResource, nil)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        let department = try #require(bench.planning.current.departments.first { $0.label == "Ateliers" })
        #expect(bench.planning.current.resources.allSatisfy { $0.departments == [department.key] })
    }

    @Test func aRunThatFailsBeforeItsPlanStillCountsWhatItRead() async throws {
        let bench = try await SyncBench()
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        let whole = try await bench.run.last().counts
        bench.planning.failAll(.unavailabilities, .unauthorized)
        _ = try await bench.sync(options: SyncOptions(reconcile: true))
        let run = try await bench.run.last()
        #expect(run.state == .failed)
        #expect(run.counts.departments == whole.departments)
        #expect(run.counts.employees == whole.employees)
        #expect(run.counts.leaves == whole.leaves)
        #expect(run.counts.leaves > 0)
    }

    @Test func aRefusedKeyEndsTheRunAtOnce() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(60))
        bench.planning.failAll(.create, .unauthorized)
        guard case .ended(1, .failed, let failure) = try await bench.sync() else {
            Issue.record("it ended otherwise")
            return
        }
        #expect(failure?.failureClass == .misconfigured)
        let run = try await bench.run.last()
        #expect(run.error?.code == "planningpme_unauthorized")
        #expect((bench.planning.calls[.create] ?? 0) <= 4)
        // A refusal proves nothing: the next run looks before it writes.
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test func aPlanningThatForbidsEverythingEndsTheRun() async throws {
        for count in [2, 60] {
            let bench = try await SyncBench()
            bench.set(SyncBench.many(count))
            bench.planning.failAll(.create, .forbidden)
            try await bench.sync()
            let run = try await bench.run.last()
            #expect(run.state == .failed)
            #expect(run.error?.code == "planningpme_forbidden")
            #expect((bench.planning.calls[.create] ?? 0) <= 24)
        }
    }

    /// An employee's resource is protected, and nothing else changed that day.
    @Test func withEventsOfOursAForbiddenEventIsAProblemOnAQuietDayToo() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(8))
        try await bench.sync()
        bench.set(SyncBench.many(10))
        bench.planning.failAll(.create, .forbidden)
        for number in 2...4 {
            #expect(try await bench.sync() == .ended(RunID(number), .partial, nil))
            #expect(try await bench.run.problems().map(\.code) == [.eventRefused, .eventRefused])
        }
        bench.planning.failAll(.create, nil)
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
        bench.expectExact()
    }

    /// The ones that come first each day do not block the others.
    @Test(arguments: [FakePlanning.Fault.forbidden, .failed])
    func someInARowThatAreRefusedDelayNoOther(_ fault: FakePlanning.Fault) async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(40))
        for nth in 1...8 { bench.planning.fail(.create, nth: nth, fault) }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(bench.shown.count == 32)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    /// It is retried within the day.
    @Test func aPlanningThatFailsEveryWriteFailsTheRun() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.set(bench.requests + SyncBench.many(7, from: 2))
        bench.planning.failAll(.create, .failed)
        try await bench.sync()
        #expect(try await bench.run.last().error?.code == "planningpme_failed")
        bench.planning.failAll(.create, nil)
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
    }

    /// Types, resources and departments have rights of their own.
    @Test func whoMayMakeNoTypesMayWriteEvents() async throws {
        let bench = try await SyncBench { $0.create = [.types, .departments, .resources] }
        bench.planning.change { $0.departments.removeAll() }
        for call in [FakePlanning.Call.createType, .createDepartment] { bench.planning.failAll(call, .forbidden) }
        for number in 1...4 {
            #expect(try await bench.sync() == .ended(RunID(number), .partial, nil))
            let codes = Set(try await bench.run.problems().map(\.code))
            #expect(codes == [.typeRejected, .departmentRejected], "\(codes)")
            #expect(!bench.shown.isEmpty, "events with a type are written")
        }
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
        bench.expectExact()
    }

    /// However many fail, the ones between them succeed.
    @Test func resourcesThatFailHereAndThereAreNoRow() async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        for number in 7...60 { bench.hire(number) }
        bench.planning.change { $0.resources.removeAll() }
        for nth in stride(from: 1, through: 59, by: 2) { bench.planning.fail(.createResource, nth: nth, .failed) }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.run.problems().count { $0.code == .resourceRejected } == 30)
        #expect(bench.planning.current.resources.count == 30)
    }

    @Test func whatIsForbiddenAgainAndAgainIsTriedNoMoreThatDay() async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        bench.set(SyncBench.many(30))
        bench.planning.change { $0.resources.removeAll() }
        bench.planning.failAll(.createResource, .forbidden)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect((bench.planning.calls[.createResource] ?? 0) <= 5)
    }

    @Test func oneForbiddenWriteIsAProblem() async throws {
        let bench = try await SyncBench()
        bench.planning.fail(.create, nth: 3, .forbidden)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.run.last().counts.created == 4)
    }

    @Test func anUnreachablePlanningEndsTheRunAndLeavesNoOpenWrite() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(60))
        bench.planning.failAll(.create, .unreachable)
        try await bench.sync()
        #expect(try await bench.run.last().state == .failed)
        #expect((bench.planning.calls[.create] ?? 0) <= 9)
        try await bench.expectLedgerMatchesPlanning()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    @Test func aLuccaThatFailsDeletesNothing() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.planning.reset()
        bench.source.change {
            $0.outage = SyncError(.luccaIncomplete, failureClass: .transient)
        }
        try await bench.sync()
        #expect(try await bench.run.last().state == .failed)
        #expect(bench.planning.calls.isEmpty)
        bench.expectExact()
    }

    @Test func anUnknownErrorTellsNothingOfItself() async throws {
        struct Leak: Error, CustomStringConvertible { let description = "key=secret Durand" }
        let bench = try await SyncBench()
        struct LeakingConnector: TenantConnector {
            func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant
            {
                throw Leak()
            }
        }
        let ports = SyncPorts(
            registry: bench.ports.registry, runs: bench.ports.runs, ledger: bench.ports.ledger, vault: bench.ports.vault,
            connector: LeakingConnector())
        let worker = RunWorker(
            sync: TenantSync(ports: ports, logger: .silent), clock: SteadyClock(bench.clock), name: "one", logger: .silent)
        let end = try await RunNow(worker: worker).perform(bench.tenant, asOf: SyncBench.today).end
        guard case .ended(_, .failed, let failure) = end else {
            Issue.record("it ended otherwise")
            return
        }
        #expect(failure?.failureClass == .defect)
        let error = try #require(try await bench.run.last().error)
        #expect(error.code == "internal_error")
        let told = "\(error) \(failure?.detail ?? "")"
        #expect(!told.contains("secret"))
    }

    @Test func aUsedUpPlanPausesTheRunWhichGoesOnLater() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(45))
        bench.planning.fail(.create, nth: 26, .throttled(seconds: 1800))
        for nth in 27...28 { bench.planning.fail(.create, nth: nth, .throttled(seconds: 1800)) }
        #expect(try await bench.sync() == .paused(1))
        let paused = try await bench.run.last()
        #expect(paused.state == .queued)
        #expect(paused.counts.created == 25)
        #expect(paused.error?.code == "planningpme_throttled")
        try await bench.expectLedgerMatchesPlanning()
        #expect(try await bench.sync() == .waiting(1))
        bench.clock.advance(by: .seconds(1800))
        #expect(try await bench.sync(asOf: SyncBench.today.adding(days: 1)) == .ended(1, .succeeded, nil))
        let run = try await bench.run.last()
        #expect(run.window.asOf == SyncBench.today)
        #expect(run.attempt == 1)
        #expect(run.counts.created == 45)
        #expect(run.counts.unchanged == 0)
        #expect(run.requests.planningPME == bench.planning.calls.values.reduce(0, +))
        bench.expectExact()
    }

    @Test("A run that Lucca throttles waits and goes on under the same id")
    func aThrottledReadPausesTheRun() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(5))
        bench.source.change { $0.outage = SyncError(.remote(.throttled(seconds: 60), .lucca), .throttled(seconds: 60)) }
        #expect(try await bench.sync() == .paused(1))
        let paused = try await bench.run.last()
        #expect(paused.state == .queued && paused.error?.code == "lucca_throttled")
        bench.source.change { $0.outage = nil }
        #expect(try await bench.sync() == .waiting(1))
        bench.clock.advance(by: .seconds(60))
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(try await bench.run.last().attempt == 1)
        bench.expectExact()
    }

    @Test func anInterruptedRunIsHandedBackAndGoesOn() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(45))
        let writing = TestSignal()
        let release = TestSignal()
        bench.planning.onWrite { call in
            guard call == .create else { return }
            writing.give()
            await release.wait()
        }
        let task = Task { try await bench.sync() }
        await writing.wait()
        task.cancel()
        release.give()
        #expect(try await task.value == .handedBack(1, nil))
        bench.planning.onWrite(nil)
        let run = try await bench.run.last()
        #expect(run.state == .queued)
        #expect(run.counts.created == bench.shown.count)
        #expect(bench.shown.count < 45)
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.expectExact()
    }
}
