import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("The schedule in PostgreSQL")
struct ScheduleStoreTests {
    private static func due(_ tenant: Tenant, _ day: CalendarDay = CalendarDay(ordinal: 20_790)) -> DueRun {
        DueRun(
            tenantID: tenant.id, due: DailySchedule.Due(day: day, moment: Instant(secondsSince1970: 1_796_000_000)),
            window: SyncWindow(asOf: day, horizonMonths: 6), delaySeconds: 0, zone: tenant.settings.calendar.zone,
            dailyAt: tenant.settings.dailyAt)
    }

    private static func active(_ slug: String, in worker: PostgresPool) async throws -> Tenant {
        let registry = PostgresTenantRegistry(pool: worker)
        let tenant = try await Samples.tenant(slug, in: worker)
        try await registry.setState(.active, of: tenant.id, from: [.draft])
        return try await registry.tenant(tenant.id)
    }

    @Test func manyClaimersNeverShareARun() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            for number in 0..<40 {
                _ = try await runs.enqueue(Samples.newRun(try await Samples.tenant("t\(number)", in: worker)))
            }
            let claimed = try await withThrowingTaskGroup(of: [LeaseTerm].self) { group in
                for claimer in 0..<8 {
                    group.addTask {
                        var own: [LeaseTerm] = []
                        while true {
                            let next = try await runs.claimDue(worker: "w\(claimer)", leaseSeconds: 60, atMost: 3, isIdle: true)
                            if next.isEmpty { return own }
                            own += next
                        }
                    }
                }
                return try await group.reduce(into: [LeaseTerm]()) { $0 += $1 }
            }
            #expect(Set(claimed.map(\.runID)).count == claimed.count)
            // A tenant that another claimer had locked at each look may be left for the next poll.
            let left = try await runs.claimDue(worker: "last", leaseSeconds: 60, atMost: 50, isIdle: true)
            #expect(claimed.count + left.count == 40)
        }
    }

    @Test func threeScheduledFailuresThatNoRetryFixesSuspendOnce() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Self.active("acme", in: worker)
            let (store, runs) = (PostgresScheduleStore(pool: worker), PostgresRunStore(pool: worker))
            let registry = PostgresTenantRegistry(pool: worker)
            func fail(_ day: Int) async throws -> FinishedRun {
                let run = try #require(try await store.enqueue(Self.due(tenant, CalendarDay(ordinal: 20_790 + day))))
                let claimed = try #require(try await runs.claim(run, worker: "w", leaseSeconds: 60))
                return try await runs.finish(claimed.lease, RunOutcome(state: .failed, isMisconfigured: true), withheld: [])
            }
            #expect(try await !fail(0).isTenantSuspended)
            #expect(try await !fail(1).isTenantSuspended)
            let fleet = PostgresFleetStore(pool: worker)
            #expect(try await fleet.suspensions().isEmpty)
            let last = try await fail(2)
            #expect(last.isTenantSuspended)
            #expect(try await registry.tenant(tenant.id).state == .suspended)
            let decisive = try #require(try await runs.list(RunFilter(tenant: tenant.id, limit: 1)).first)
            #expect(try await fleet.suspensions() == [TenantSuspension(tenant: tenant.slug, run: decisive.id)])
            try await registry.setState(.active, of: tenant.id, from: [.suspended])
            #expect(try await fleet.suspensions().isEmpty)
            #expect(try await !fail(3).isTenantSuspended, "an operator acted: the count restarts")
        }
    }

    private struct MoveToMars: PostgresStatement {
        static let sql = "update tenant set time_zone = 'Mars/Olympus' where slug = 'globex'"
    }

    @Test func anUnknownTimeZoneDelaysNoOtherTenant() async throws {
        try await withTestDatabase { database, worker in
            let acme = try await Self.active("acme", in: worker)
            _ = try await Self.active("globex", in: worker)
            try await database.superuser.execute(MoveToMars())
            let schedules = try await PostgresScheduleStore(pool: worker).schedules()
            #expect(schedules.tenants.map(\.tenantID) == [acme.id])
            #expect(schedules.unknownZones == [try TenantSlug("globex")])
        }
    }
}
