import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Events that planners move")
struct MovedEventsTests {
    private static let reconcile = SyncOptions(reconcile: true)

    /// Days and hours since the bench's first day.
    private func moment(_ day: Int, _ hour: Int = 0) -> Instant {
        Instant(secondsSince1970: (SyncBench.today.ordinal + day) * 86_400 + hour * 3600)
    }

    private func key(_ bench: SyncBench, of period: String) throws -> EventKey {
        try #require(bench.planning.current.events.values.first { $0.remark.contains("[lucca:acme/\(period)/") }?.key)
    }

    @Test(
        "Wherever an event is dragged to, the next reconciliation shows its absence again", arguments: [-10, -200, -500, 2, 4500])
    func draggedAnywhere(days: Int) async throws {
        let bench = try await SyncBench()
        let half = LeaveRequest("200", "4", "1", from: 9, to: 9)
        var requests = bench.requests + [half]
        requests[requests.count - 1].last = half.first
        bench.set(requests)
        try await bench.sync()
        for period in ["104", "200"] {
            let key = try key(bench, of: period)
            bench.planning.change { world in
                world.events[key]?.start = moment(days, 8)
                world.events[key]?.end = moment(days, 16)
            }
        }
        let dragged = bench.planning.current.events.values.filter { $0.end <= moment(0) }
        #expect(try await bench.sync(options: Self.reconcile) == .ended(2, .succeeded, nil))
        let shown = bench.shown.filter { $0.end > moment(0) }
        #expect(shown == bench.expected(bench.requests))
        for event in dragged { #expect(bench.planning.current.events[event.key] == event, "what is over is not touched") }
        let references = bench.planning.current.events.values.flatMap { EventReference.all(in: $0.remark) }
        #expect(Set(references).count == references.count)
        try await bench.expectLedgerMatchesPlanning()
        for options in [SyncOptions(), Self.reconcile] {
            bench.planning.reset()
            try await bench.sync(options: options)
            #expect(bench.planning.writeCount == 0)
        }
        // Nor after everything was forgotten.
        bench.database.forget(bench.tenant.id)
        try await bench.sync()
        #expect(bench.planning.writeCount == 0)
    }

    @Test("An event that lists do not show is asked for by its key before it counts as gone")
    func hiddenFromLists() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key(bench, of: "106")
        bench.planning.change { $0.unlisted = [key] }
        #expect(try await bench.sync(options: Self.reconcile) == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.viewLimited])
        #expect(bench.planning.calls[.unavailability] == 1)
        bench.expectExact()
    }

    @Test(
        "One that the planning refuses to show by its key stays as it is remembered, and the run goes on",
        arguments: [FakePlanning.Fault.rejected, .forbidden])
    func hiddenAltogether(_ fault: FakePlanning.Fault) async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key(bench, of: "106")
        bench.planning.change { $0.unlisted = [key] }
        bench.planning.fail(.unavailability, fault)
        bench.set(bench.requests + [LeaveRequest("900", "1", "1", from: 15, to: 16)])
        #expect(try await bench.sync(options: Self.reconcile) == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    @Test("An event that is gone by its key too is made again")
    func gone() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key(bench, of: "106")
        bench.planning.change { $0.events[key] = nil }
        #expect(try await bench.sync(options: Self.reconcile) == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    /// A ledger that does not know one event any more, from the second look on.
    private struct ForgetfulLedger: EventLedger {
        let base: any EventLedger
        let period: LeavePeriodID
        let looks: Counter

        actor Counter {
            private var count = 0
            func next() -> Int {
                count += 1
                return count
            }
        }

        func load(_ tenant: TenantID) async throws -> TenantMemory {
            var memory = try await base.load(tenant)
            if await looks.next() > 1 { memory.entries.removeAll { $0.reference.periodID == period } }
            return memory
        }
        func recordIntents(_ intents: [EventOperation<EventFacts>], _ lease: LeaseTerm) async throws {
            try await base.recordIntents(intents, lease)
        }
        func recordOutcomes(_ outcomes: [LedgerOutcome], changes: [RunChange], _ lease: LeaseTerm) async throws {
            try await base.recordOutcomes(outcomes, changes: changes, lease)
        }
        func settle(_ settlement: LedgerSettlement, _ lease: LeaseTerm) async throws { try await base.settle(settlement, lease) }
        func remember(_ memory: MemoryUpdate, _ lease: LeaseTerm) async throws { try await base.remember(memory, lease) }
    }

    @Test("An absence that is not on the planning after all is a problem, and the run no success")
    func theLastComparison() async throws {
        let bench = try await SyncBench()
        let ports = SyncPorts(
            registry: bench.ports.registry, runs: bench.ports.runs,
            ledger: ForgetfulLedger(base: bench.ports.ledger, period: "106", looks: .init()), vault: bench.ports.vault,
            connector: bench.connector)
        let worker = RunWorker(
            sync: TenantSync(ports: ports, logger: .silent), clock: SteadyClock(bench.clock), name: "one", logger: .silent)
        let end = try await RunNow(worker: worker).perform(bench.tenant, asOf: SyncBench.today).end
        #expect(end == .ended(1, .partial, nil))
        let problem = try #require(try await bench.run.problems().first)
        let day = try #require(CalendarDay("2027-01-06"))
        #expect(
            problem
                == Problem(
                    .event(LeaveRequest("106", "5", "1", from: 30, to: 30).reference, of: "5"),
                    .absenceNotShown(from: day, to: day)))
    }
}
