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

    @Test func manyWorkersQueueADayOnce() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Self.active("acme", in: worker)
            let store = PostgresScheduleStore(pool: worker)
            let queued = try await withThrowingTaskGroup(of: RunID?.self) { group in
                for _ in 0..<12 { group.addTask { try await store.enqueue(Self.due(tenant)) } }
                return try await group.reduce(into: [RunID]()) { runs, run in if let run { runs.append(run) } }
            }
            #expect(queued.count == 1)
            let runs = PostgresRunStore(pool: worker)
            let run = try await runs.run(try #require(queued.first))
            #expect(run.trigger == .schedule)
            #expect(run.scheduledFor == Instant(secondsSince1970: 1_796_000_000))
        }
    }

    @Test func aDayThatHadItsRunIsNotQueuedAgain() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Self.active("acme", in: worker)
            let (store, runs) = (PostgresScheduleStore(pool: worker), PostgresRunStore(pool: worker))
            let first = try #require(try await store.enqueue(Self.due(tenant)))
            let claimed = try #require(try await runs.claim(first, worker: "w", leaseSeconds: 60))
            try await runs.finish(claimed.lease, RunOutcome(state: .succeeded), withheld: [])
            #expect(try await store.enqueue(Self.due(tenant)) == nil)
            #expect(try await store.enqueue(Self.due(tenant, CalendarDay(ordinal: 20_789))) == nil, "nor one before it")
            #expect(try await store.enqueue(Self.due(tenant, CalendarDay(ordinal: 20_791))) != nil)
        }
    }

    @Test func aRunInTheWayLeavesTheDayDue() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Self.active("acme", in: worker)
            let (store, runs) = (PostgresScheduleStore(pool: worker), PostgresRunStore(pool: worker))
            let manual = try await runs.enqueue(Samples.newRun(tenant))
            #expect(try await store.enqueue(Self.due(tenant)) == nil)
            #expect(try await store.schedules().tenants.first?.isBusy == true)
            try await runs.cancel(manual)
            #expect(try await store.enqueue(Self.due(tenant)) != nil)
        }
    }

    @Test func whatWasEditedMeanwhileIsNotQueued() async throws {
        try await withTestDatabase { _, worker in
            var tenant = try await Self.active("acme", in: worker)
            let store = PostgresScheduleStore(pool: worker)
            let seen = Self.due(tenant)
            tenant.settings.dailyAt = 300
            try await PostgresTenantRegistry(pool: worker).update(tenant)
            #expect(try await store.enqueue(seen) == nil)
            #expect(try await store.enqueue(Self.due(tenant)) != nil)
        }
    }

    @Test func aPauseTakesBackWhatHasNotBegunAndTheDayIsDueAgain() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Self.active("acme", in: worker)
            let (store, runs) = (PostgresScheduleStore(pool: worker), PostgresRunStore(pool: worker))
            let registry = PostgresTenantRegistry(pool: worker)
            _ = try #require(try await store.enqueue(Self.due(tenant)))
            try await registry.setState(.paused, of: tenant.id, from: [.active])
            #expect(try await runs.liveRun(of: tenant.id) == nil)
            #expect(try await store.schedules().tenants.isEmpty, "a paused tenant has no schedule")
            #expect(try await store.enqueue(Self.due(tenant)) == nil)
            try await registry.setState(.active, of: tenant.id, from: [.paused])
            #expect(try await store.schedules().tenants.first?.lastDay == CalendarDay(ordinal: 20_789))
            #expect(try await store.enqueue(Self.due(tenant)) != nil)
        }
    }

    @Test func manualRunsComeFirstThenTheOldestScheduledAndNobodyWaitsForAnother() async throws {
        try await withTestDatabase { _, worker in
            let (store, runs) = (PostgresScheduleStore(pool: worker), PostgresRunStore(pool: worker))
            let late = try await Self.active("late", in: worker)
            let early = try await Self.active("early", in: worker)
            let asked = try await Self.active("asked", in: worker)
            let scheduledLate = try #require(try await store.enqueue(Self.due(late)))
            var before = Self.due(early)
            before = DueRun(
                tenantID: early.id, due: .init(day: before.due.day, moment: Instant(secondsSince1970: 1_795_000_000)),
                window: before.window, delaySeconds: 0, zone: before.zone, dailyAt: before.dailyAt)
            let scheduledEarly = try #require(try await store.enqueue(before))
            let manual = try await runs.enqueue(Samples.newRun(asked))
            var order: [RunID] = []
            for _ in 0..<3 {
                order += try await runs.claimDue(worker: "w", leaseSeconds: 60, atMost: 1).map(\.runID)
            }
            #expect(order == [manual, scheduledEarly, scheduledLate])
        }
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
                            let next = try await runs.claimDue(worker: "w\(claimer)", leaseSeconds: 60, atMost: 3)
                            if next.isEmpty { return own }
                            own += next
                        }
                    }
                }
                return try await group.reduce(into: [LeaseTerm]()) { $0 += $1 }
            }
            #expect(Set(claimed.map(\.runID)).count == claimed.count)
            // One that was locked by another claimer at each look may be left for the next poll.
            let left = try await runs.claimDue(worker: "last", leaseSeconds: 60, atMost: 50)
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
            #expect(try await !fail(3).isTenantSuspended, "somebody acted: the count begins anew")
        }
    }

    private struct MoveToMars: PostgresStatement {
        static let sql = "update tenant set time_zone = 'Mars/Olympus' where slug = 'globex'"
    }

    @Test func aTimeZoneThatThisMachineDoesNotKnowHoldsBackNobodyElse() async throws {
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
