package import SyncCore
package import SyncEngine
import Synchronization

/// `ScheduleStore` in memory, on the test's clock.
package struct InMemoryScheduleStore: ScheduleStore {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func now() async throws -> Instant { database.now }

    package func schedules() async throws -> (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug]) {
        let now = database.now
        return try database.read { state throws(SyncError) in
            let tenants = state.tenants.values.filter { $0.state == .active && state.pause == nil }.sorted {
                $0.slug.value < $1.slug.value
            }
            return (
                now,
                tenants.map { tenant in
                    TenantSchedule(
                        tenantID: tenant.id, tenant: tenant.slug, zone: tenant.settings.calendar.zone,
                        dailyAt: tenant.settings.dailyAt, since: state.schedules[tenant.id]?.since ?? tenant.createdAt,
                        lastDay: state.schedules[tenant.id]?.lastDay,
                        takenAt: state.schedules[tenant.id]?.takenAt.flatMap { $0 > now ? $0 : nil },
                        isBusy: state.activeTenants.contains(tenant.id))
                }, []
            )
        }
    }

    package func enqueue(_ run: DueRun) async throws -> RunID? {
        try database.write { state, now throws(SyncError) -> RunID? in
            guard let tenant = state.tenants[run.tenantID], tenant.state == .active,
                tenant.settings.calendar.zone == run.zone, tenant.settings.dailyAt == run.dailyAt
            else { return nil }
            var schedule = state.schedules[run.tenantID] ?? .init(since: tenant.createdAt)
            let isOfTheFuture = (schedule.takenAt ?? now) > now.adding(seconds: 1)
            if let last = schedule.lastDay, last >= run.due.day, !isOfTheFuture { return nil }
            guard !state.activeTenants.contains(run.tenantID) else { return nil }
            schedule.lastDay = run.due.day
            schedule.takenAt = now
            state.schedules[run.tenantID] = schedule
            state.scheduledDays[run.tenantID, default: []].append(run.due.day)
            state.lastRunID += 1
            let id = RunID(state.lastRunID)
            var row = InMemoryDatabase.LiveRun(
                run: Run(
                    id: id, tenantID: run.tenantID, tenant: tenant.slug, state: .queued, trigger: .schedule, window: run.window,
                    scheduledFor: run.due.moment, notBefore: now.adding(seconds: run.delaySeconds), startedAt: nil,
                    finishedAt: nil, attempt: 0, worker: nil, counts: RunCounts(), requests: RequestCounts(), error: nil,
                    approves: nil), waitSetAt: now)
            row.scheduledDay = run.due.day
            state.live[id] = row
            return id
        }
    }

    /// The local days whose runs were queued, in queueing order.
    package func queuedDays(of tenant: TenantID) -> [CalendarDay] {
        database.state.withLock { $0.scheduledDays[tenant] ?? [] }
    }
}
