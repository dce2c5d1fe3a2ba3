import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("tenant delete --remove-events")
struct DeleteTenantTests {
    /// Two events of today and later (one of them a create whose answer was lost), one that is over, and a planner's own.
    @Test func ourEventsOfTodayAndLaterGoAndNothingElse() async throws {
        var bench = CommandLineBench()
        await bench.register()
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        let today = bench.database.clock.wall.day(in: tenant.settings.calendar.zone)

        func entry(_ period: String, _ offset: Int, key: EventKey?, intent: EventAction? = nil) -> LedgerEntry {
            let day = today.adding(days: offset)
            return LedgerEntry(
                EventFacts(
                    reference: EventReference(
                        account: "acme", periodID: LeavePeriodID(period), accountID: "3", first: HalfDay(day, .morning)),
                    employeeID: "42", resource: 7, type: 5,
                    start: tenant.settings.calendar.instant(startOf: HalfDay(day, .morning)),
                    end: tenant.settings.calendar.instant(endOf: HalfDay(day, .afternoon))), key: key, openIntent: intent)
        }
        let past = entry("1", -3, key: 101)
        let future = entry("2", 4, key: 102)
        let lost = entry("3", 6, key: nil, intent: .create)
        func standing(_ entry: LedgerEntry, _ key: EventKey, _ remark: String) -> Unavailability {
            Unavailability(key: key, resources: [7], type: 5, start: entry.start, end: entry.end, remark: remark)
        }
        let own = standing(future, 200, "Salon de Lyon")
        let target = StubTarget(events: [
            standing(past, 101, past.reference.description), standing(future, 102, future.reference.description),
            standing(lost, 103, "vu \(lost.reference)"), own,
        ])
        bench.connector.target = target

        let runs = InMemoryRunStore(bench.database)
        let ledger = InMemoryEventLedger(bench.database)
        let id = try await runs.enqueue(
            NewRun(tenantID: tenant.id, trigger: .manual, window: SyncWindow(asOf: today, horizonMonths: 6)))
        let claimed = try #require(try await runs.claim(id, worker: "host:1", leaseSeconds: 60))
        try await ledger.settle(
            LedgerSettlement(remove: [], write: [past, future], isWholePlanning: true), claimed.lease)
        try await ledger.recordIntents(
            [.create(lost.event)], claimed.lease)
        try await runs.finish(claimed.lease, RunOutcome(state: .partial), withheld: [])

        let outcome = await bench.run("tenant", "delete", "acme", "--yes", "--remove-events")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("Removed 2 events"))
        #expect(target.events.map(\.key) == [101, 200])
        #expect(await bench.run("tenant", "show", "acme").status == .failed)
    }

    @Test func aTenantWithAnActiveRunIsNotTouched() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        let runs = InMemoryRunStore(bench.database)
        let id = try await runs.enqueue(
            NewRun(
                tenantID: tenant.id, trigger: .manual,
                window: SyncWindow(asOf: CalendarDay(ordinal: 20_788), horizonMonths: 6)))
        _ = try await runs.claim(id, worker: "host:1", leaseSeconds: 60)
        let outcome = await bench.run("tenant", "delete", "acme", "--yes", "--remove-events")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("[run_active]"))
        #expect(await bench.run("tenant", "show", "acme").status == .done)
    }

    @Test func aRemovalThatFailsMidwaySaysHowToGoOnAndHowToGiveUp() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        world.planning.failAll(.delete, .unreachable)
        let failed = await world.run("tenant", "delete", "acme", "--yes", "--remove-events")
        #expect(failed.status == .unreachable)
        #expect(failed.messages.contains("Run 2 is not complete"))
        #expect(failed.messages.contains("tenant delete acme --yes --remove-events resumes it"))
        #expect(failed.messages.contains("run cancel 2 ends it"))
        let refused = await world.run("run", "now", "acme")
        #expect(refused.status == .failed)
        #expect(refused.messages.contains("removes the events of acme") && refused.messages.contains("run cancel 2"))
        #expect(await world.run("run", "list").data.contains("planningpme_unreachable"))
        #expect(await world.run("run", "show", "2").data.contains("the tenant's events of today and later"))

        world.planning.reset()
        let again = await world.run("tenant", "delete", "acme", "--yes", "--remove-events")
        #expect(again.status == .done, "\(again.messages)")
        #expect(world.planning.current.events.isEmpty)
    }

    @Test func aRemovalThatWasCancelledLeavesTheTenantToItsNextSync() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        world.planning.failAll(.delete, .unreachable)
        _ = await world.run("tenant", "delete", "acme", "--yes", "--remove-events")
        world.planning.reset()
        #expect(await world.run("run", "cancel", "2").status == .done)
        #expect(await world.run("run", "now", "acme", "--as-of", "2026-12-01").status == .partial)
        #expect(world.planning.current.events.count == 1)
    }
}
