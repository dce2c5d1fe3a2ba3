internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// Every active tenant's schedule.
struct ListSchedules: PostgresStatement {
    struct Row: Sendable {
        let tenant: TenantSlug
        /// nil if the tenant's time zone is unknown on this machine.
        let schedule: TenantSchedule?
        let readAt: Instant
    }

    static let sql = """
        select tenant_id, slug, time_zone, daily_at, since, last_day, taken_at, is_busy, read_at
        from list_schedules() left join list_taken_days() using (tenant_id)
        """

    static func decode(_ row: PostgresRow) throws -> Row {
        let tenant = try TenantSlug(row.text("slug"))
        let schedule = try TimeZone(identifier: try row.text("time_zone")).map { zone in
            TenantSchedule(
                tenantID: TenantID(try row.uuid("tenant_id")), tenant: tenant, zone: zone,
                dailyAt: try row.optionalInt("daily_at"),
                since: try row.instant("since"), lastDay: try row.optionalDay("last_day"),
                takenAt: try row.optionalInstant("taken_at"), isBusy: try row.bool("is_busy"))
        }
        return Row(tenant: tenant, schedule: schedule, readAt: try row.instant("read_at"))
    }
}

struct SelectTime: PostgresStatement {
    typealias Row = Instant
    static let sql = "select clock_timestamp() as now"

    static func decode(_ row: PostgresRow) throws -> Instant { try row.instant("now") }
}

/// Records that this day's run is queued. No row: it already was, or the tenant has changed since it became due. Replaces a later
/// day that a wrong clock recorded.
struct TakeDay: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        insert into tenant_schedule as schedule (tenant_id, since, last_day, last_taken_at)
        select id, created_at, $2, clock_timestamp() from tenant
        where id = $1 and state = 'active' and time_zone = $3 and daily_at is not distinct from $4::smallint
        for share
        on conflict (tenant_id) do update set last_day = excluded.last_day, last_taken_at = excluded.last_taken_at
        where schedule.last_day is null or schedule.last_day < excluded.last_day
            or schedule.last_taken_at > clock_timestamp() + interval '1 second'
            or schedule.last_taken_at is null and schedule.last_day > (clock_timestamp() at time zone 'UTC')::date + 2
        returning true as taken
        """
    let run: DueRun

    var bindings: [PostgresValue] {
        [
            .uuid(run.tenantID.value), .day(run.due.day), .text(run.zone.identifier),
            .optional(run.dailyAt) { .int($0) },
        ]
    }

    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("taken") }
}

/// No row: a live run blocks it.
struct EnqueueDueRun: PostgresStatement {
    typealias Row = RunID
    static let sql = """
        insert into run (scheduled_for, scheduled_day, not_before, \(NewRun.columns.names))
        values ($1, $2, clock_timestamp() + make_interval(secs => $3::int), \(NewRun.columns.parameters(from: 4)))
        on conflict (tenant_id) do nothing
        returning id
        """
    let run: DueRun

    var bindings: [PostgresValue] {
        [.instant(run.due.moment), .day(run.due.day), .int(run.delaySeconds)]
            + NewRun.columns.values(NewRun(tenantID: run.tenantID, trigger: .schedule, window: run.window))
    }

    static func decode(_ row: PostgresRow) throws -> RunID { RunID(try row.int("id")) }
}

/// A tenant's schedule starts at its first activation, or now if a wrong clock dated that in the future. Activating a suspended
/// tenant resets its count of failures.
struct StartSchedule: PostgresStatement {
    static let sql = """
        insert into tenant_schedule (tenant_id) values ($1)
        on conflict (tenant_id) do update
        set failed_days = 0, suspended_by = null, since = least(tenant_schedule.since, excluded.since)
        """
    let tenant: TenantID

    var bindings: [PostgresValue] { [.uuid(tenant.value)] }
}

/// Pausing removes a queued run that has not begun: its day is due again after activation. The last day becomes the last one that
/// had its run, not the day before: with another zone, a day in between may be due first.
struct TakeBackQueuedRun: PostgresStatement {
    static let sql = """
        with gone as (
            delete from run
            where tenant_id = current_tenant() and trigger = 'schedule' and state = 'queued' and attempt = 0
            returning scheduled_day)
        update tenant_schedule
        set last_day = past.day, last_taken_at = past.moment
        from gone, (
            select max(scheduled_day) as day, max(finished_at) as moment from run_history
            where tenant_id = current_tenant() and scheduled_day is not null and finished_at <= clock_timestamp()) past
        where tenant_id = current_tenant() and last_day = gone.scheduled_day
        """
}

struct ForgetFailedDays: PostgresStatement {
    static let sql = """
        update tenant_schedule set failed_days = 0, suspended_by = null where tenant_id = current_tenant() and failed_days > 0
        """
}

/// Returns the number of consecutive failed days.
struct CountFailedDay: PostgresStatement {
    typealias Row = Int
    static let sql = """
        insert into tenant_schedule as schedule (tenant_id, failed_days, suspended_by) values ($1, 1, $2)
        on conflict (tenant_id) do update set failed_days = schedule.failed_days + 1, suspended_by = $2
        returning failed_days
        """
    let tenant: TenantID
    let run: RunID

    var bindings: [PostgresValue] { [.uuid(tenant.value), .int(run.value)] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("failed_days") }
}
