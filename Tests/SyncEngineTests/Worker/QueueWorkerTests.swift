import Foundation
import Logging
import SyncCore
import SyncTestKit
import Testing

@testable import SyncEngine

/// What a worker does with the operations that people queued.
@Suite("QueueWorker")
struct QueueWorkerTests {
    private struct Bench: Sendable {
        let database = InMemoryDatabase()
        let tenant: Tenant

        init() async throws {
            tenant = try await ConformanceHarness(database).registry.create(
                NewTenant(
                    slug: TenantSlug("acme"), name: "Acme", environment: .test, luccaURL: "https://acme.ilucca-test.net",
                    planningPMEURL: "https://api.planningpme.com/acme/", contact: nil,
                    settings: TenantSettings(calendar: TenantCalendar(zone: .gmt))))
        }

        var queue: InMemoryWorkQueue { InMemoryWorkQueue(database) }

        func worker(
            _ name: String = "one", faults: FaultPoints = .none, looked: @escaping @Sendable () -> Void = {},
            perform: @escaping @Sendable (QueuedOperation) async throws -> String
        ) -> QueueWorker {
            QueueWorker(
                queue: queue, name: name, clock: SteadyClock(database.clock), faults: faults,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, looked: looked, perform: perform)
        }

        func state(of id: OperationID) async throws -> QueuedOperation.State { try await queue.operation(id).state }
    }

    private func working(
        _ worker: QueueWorker, _ state: PoolState = PoolState(), _ body: () async throws -> Void
    ) async throws {
        let task = Task { await worker.run(state) }
        do {
            try await body()
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        await task.value
    }

    @Test func anOperationIsPerformedAndItsReportKept() async throws {
        let bench = try await Bench()
        let id = try await bench.queue.queue(.check, of: bench.tenant.id)
        try await working(bench.worker { "\"\($0.work.kind.rawValue)\"" }) {
            try await eventually { try await bench.state(of: id) == .done }
        }
        #expect(try await bench.queue.operation(id).result == "\"check\"")
    }

    @Test func aFailureIsTheAnswer() async throws {
        let bench = try await Bench()
        let id = try await bench.queue.queue(.check, of: bench.tenant.id)
        try await working(bench.worker { _ in throw SyncError(.tenant(.scopeMissing(slug: bench.tenant.slug))) }) {
            try await eventually { try await bench.state(of: id) == .failed }
        }
        #expect(try await bench.queue.operation(id).error == .tenant(.scopeMissing(slug: bench.tenant.slug)))
    }

    @Test func anOperationThatCannotBeReadEndsAndTheNextOneIsPerformed() async throws {
        let bench = try await Bench()
        let planted = try await bench.queue.plantUnreadable(of: bench.tenant.id)
        let id = try await bench.queue.queue(.check, of: bench.tenant.id)
        try await working(bench.worker { "\"\($0.work.kind.rawValue)\"" }) {
            try await eventually { try await bench.state(of: id) == .done }
            try await eventually { try await bench.state(of: planted) == .failed }
        }
        #expect(try await bench.queue.operation(planted).error == .queue(.workUnreadable(operation: planted)))
    }

    @Test func aWorkerThatIsStoppedHandsBackWhatItHolds() async throws {
        let bench = try await Bench()
        let id = try await bench.queue.queue(.check, of: bench.tenant.id)
        let begun = TestSignal()
        let worker = bench.worker { _ in
            begun.give()
            try await Task.sleep(for: .seconds(3600))
            return ""
        }
        try await working(worker) { await begun.wait() }
        #expect(try await bench.state(of: id) == .queued)
    }

    @Test(arguments: [true, false]) func aTroubledOrDrainingWorkerClaimsNothing(isDraining: Bool) async throws {
        let bench = try await Bench()
        let id = try await bench.queue.queue(.check, of: bench.tenant.id)
        let state = PoolState()
        if isDraining { state.drain() } else { state.setTrouble(.keyringUnusable) }
        let looked = TestSignal()
        let worker = bench.worker(looked: { looked.give() }) { _ in "1" }
        try await working(worker, state) {
            await looked.wait()
            let found = try await bench.state(of: id)
            #expect(found == .queued)
        }
    }

    @Test func aKeyringThatDoesNotFitIsTheWorkersTroubleAndNotTheOperations() async throws {
        let bench = try await Bench()
        let id = try await bench.queue.queue(.check, of: bench.tenant.id)
        let state = PoolState()
        let worker = bench.worker { _ in throw SyncError(.keyring(.missing, path: ShownText("/keyring"))) }
        try await working(worker, state) {
            try await eventually { state.trouble == .keyringUnusable }
            try await eventually { try await bench.state(of: id) == .queued }
        }
    }

    @Test func anotherWorkerTakesOverFromOneThatDied() async throws {
        let bench = try await Bench()
        let id = try await bench.queue.queue(.check, of: bench.tenant.id)
        let died = TestSignal()
        let faults = FaultPoints { point, _ in
            if point == .beforeFinish {
                died.give()
                throw InjectedCrash(point: point)
            }
        }
        try await working(bench.worker("one", faults: faults) { _ in "1" }) { await died.wait() }
        #expect(try await bench.state(of: id) == .running)
        bench.database.clock.advance(by: .seconds(LeasePolicy().seconds + 1))
        try await working(bench.worker("two") { _ in "2" }) {
            try await eventually { try await bench.state(of: id) == .done }
        }
        #expect(try await bench.queue.operation(id).worker == "two")
        #expect(try await bench.queue.operation(id).result == "2")
    }
}
