import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Events that planners move")
struct MovedEventsTests {
    private static let reconcile = SyncOptions(reconcile: true)

    /// Days and hours since the fixture's first day.
    private func moment(_ day: Int, _ hour: Int = 0) -> Instant {
        Instant(secondsSince1970: (SyncBench.today.ordinal + day) * 86_400 + hour * 3600)
    }

    private func key(_ bench: SyncBench, of period: String) throws -> EventKey {
        try #require(bench.planning.current.events.values.first { $0.remark.contains("[lucca:acme/\(period)/") }?.key)
    }

    @Test(
        "Wherever an event is dragged, the next reconciliation shows its absence again", arguments: [-10, -200, -500, 2, 4500])
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
        for event in dragged { #expect(bench.planning.current.events[event.key] == event, "past events are not changed") }
        let references = bench.planning.current.events.values.flatMap { EventReference.all(in: $0.remark) }
        #expect(Set(references).count == references.count)
        try await bench.expectLedgerMatchesPlanning()
        for options in [SyncOptions(), Self.reconcile] {
            bench.planning.reset()
            try await bench.sync(options: options)
            #expect(bench.planning.writeCount == 0)
        }
        // Nor after the ledger was emptied.
        bench.database.forget(bench.tenant.id)
        try await bench.sync()
        #expect(bench.planning.writeCount == 0)
    }

    @Test("An unlisted event is read by key before it counts as gone")
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
        "An event whose key is refused stays as recorded, and the run continues",
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

    @Test("An event that its key does not return either is created again")
    func gone() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key(bench, of: "106")
        bench.planning.change { $0.events[key] = nil }
        #expect(try await bench.sync(options: Self.reconcile) == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    /// A ledger that no longer knows one event, from the second read on.
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

    @Test("An absence that is missing from the planning at the end is a problem, and the run does not succeed")
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
