internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct BeatWorker: PostgresStatement {
    static let sql = """
        insert into worker (name, host, process_id, version, concurrency, is_draining, trouble)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (name) do update
        set heartbeat_at = clock_timestamp(), is_draining = excluded.is_draining, trouble = excluded.trouble
        """
    let worker: WorkerIdentity
    let isDraining: Bool
    let trouble: String?

    var bindings: [PostgresValue] {
        [
            .text(worker.name), .text(worker.host), .int(worker.processID), .text(worker.version), .int(worker.concurrency),
            .bool(isDraining), .optional(trouble) { .text($0) },
        ]
    }
}

struct DeleteWorker: PostgresStatement {
    static let sql = "delete from worker where name = $1"
    let name: String

    var bindings: [PostgresValue] { [.text(name)] }
}

struct DeleteSilentWorkers: PostgresStatement {
    static let sql = """
        delete from worker
        where heartbeat_at not between clock_timestamp() - make_interval(secs => $1::int)
            and clock_timestamp() + make_interval(secs => $1::int)
        """
    let seconds: Int

    var bindings: [PostgresValue] { [.int(seconds)] }
}

/// A heartbeat in the future comes from a clock that was ahead: a live worker sends another within seconds.
struct ListWorkers: PostgresStatement {
    typealias Row = WorkerPresence
    static let sql = """
        select name, host, process_id, version, concurrency, started_at, heartbeat_at, is_draining, trouble from worker
        where heartbeat_at between clock_timestamp() - interval '1 day' and clock_timestamp() + interval '1 minute'
        order by host, name
        """

    static func decode(_ row: PostgresRow) throws -> WorkerPresence {
        let identity = WorkerIdentity(
            name: try row.text("name"), host: try row.text("host"), processID: try row.int("process_id"),
            version: try row.text("version"), concurrency: try row.int("concurrency"))
        return WorkerPresence(
            identity: identity, startedAt: try row.instant("started_at"), heartbeatAt: try row.instant("heartbeat_at"),
            isDraining: try row.bool("is_draining"), trouble: try row.optionalText("trouble"))
    }
}

struct SelectQueueOverview: PostgresStatement {
    typealias Row = QueueOverview
    static let sql = """
        select queued, due, running, left_behind, oldest_due_at, oldest_due_tenant, next_due_at, active_tenants,
            without_recent_success, assumed_dialects, doubted_dialects, read_at
        from queue_overview(), dialect_overview()
        """

    static func decode(_ row: PostgresRow) throws -> QueueOverview {
        var overview = QueueOverview(readAt: try row.instant("read_at"))
        overview.queued = try row.int("queued")
        overview.due = try row.int("due")
        overview.running = try row.int("running")
        overview.leftBehind = try row.int("left_behind")
        overview.oldestDueAt = try row.optionalInstant("oldest_due_at")
        overview.oldestDueTenant = try row.optionalText("oldest_due_tenant").map { try TenantSlug($0) }
        overview.nextDueAt = try row.optionalInstant("next_due_at")
        overview.activeTenants = try row.int("active_tenants")
        overview.withoutRecentSuccess = try row.int("without_recent_success")
        overview.assumedDialects = try row.int("assumed_dialects")
        overview.doubtedDialects = try row.int("doubted_dialects")
        return overview
    }
}

struct ListSuspendedTenants: PostgresStatement {
    typealias Row = TenantSuspension
    static let sql = "select slug, suspended_by from list_suspended_tenants()"

    static func decode(_ row: PostgresRow) throws -> TenantSuspension {
        TenantSuspension(tenant: try TenantSlug(try row.text("slug")), run: try row.optionalInt("suspended_by").map { RunID($0) })
    }
}

struct ListTenantHealth: PostgresStatement {
    typealias Row = TenantHealth
    static let sql = """
        select tenant_id, last_success_at, last_run, last_state, last_error, last_complete_run, new_problems, open_review
        from list_tenant_health()
        """

    static func decode(_ row: PostgresRow) throws -> TenantHealth {
        var last: TenantHealth.LastRun?
        if let id = try row.optionalInt("last_run") {
            last = TenantHealth.LastRun(
                id: RunID(id), state: try row.stored("last_state"),
                error: try row.optionalText("last_error").map { SyncError.Code(rawValue: $0) })
        }
        return TenantHealth(
            tenantID: TenantID(try row.uuid("tenant_id")), lastSuccessAt: try row.optionalInstant("last_success_at"),
            lastRun: last, lastCompleteRun: try row.optionalInt("last_complete_run").map { RunID($0) },
            newProblems: try row.int("new_problems"), openReview: try row.optionalInt("open_review").map { RunID($0) })
    }
}

struct TakeRequests: PostgresStatement {
    typealias Row = BudgetAnswer
    static let sql = "select taken, wait_seconds from take_requests($1, $2, $3, $4, $5)"
    let scope: BudgetScope
    let count: Int
    let unused: Int

    var bindings: [PostgresValue] {
        [.text(scope.name), .int(scope.limit), .int(scope.windowSeconds), .int(count), .int(unused)]
    }

    static func decode(_ row: PostgresRow) throws -> BudgetAnswer {
        if let seconds = try row.optionalDouble("wait_seconds") { return .wait(seconds: seconds) }
        return .taken(try row.int("taken"))
    }
}

/// Never shortens a block.
struct BlockBudget: PostgresStatement {
    static let sql = """
        insert into request_budget as budget (scope, blocked_at, blocked_until)
        select $1, now, now + make_interval(secs => $2::double precision) from clock_timestamp() as now
        on conflict (scope) do update
        set blocked_at = case when budget.blocked_until > excluded.blocked_until then budget.blocked_at else excluded.blocked_at end,
            blocked_until = greatest(budget.blocked_until, excluded.blocked_until), used_at = excluded.blocked_at
        """
    let scope: BudgetScope
    let seconds: Double

    var bindings: [PostgresValue] { [.text(scope.name), .double(seconds)] }
}

/// The budgets with a tenant's id, and those unused for two days, whatever the clock.
struct DeleteIdleBudgets: PostgresStatement {
    static let sql = """
        delete from request_budget
        where lower(scope) = 'planningpme:' || $1::uuid or used_at < least(clock_timestamp(), surely_past()) - interval '2 days'
        """
    let tenant: TenantID?

    var bindings: [PostgresValue] { [.optional(tenant?.value) { .uuid($0) }] }
}

/// The smallest remaining share, by remote system.
struct SelectBudgetShares: PostgresStatement {
    typealias Row = FleetReading.Budget
    static let sql = "select remote, smallest_share_left, blocked from budget_shares() where remote in ('lucca', 'planningpme')"

    static func decode(_ row: PostgresRow) throws -> FleetReading.Budget {
        FleetReading.Budget(
            remote: try row.stored("remote"), smallestShareLeft: try row.double("smallest_share_left"),
            blocked: try row.int("blocked"))
    }
}

struct SelectFleetPause: PostgresStatement {
    typealias Row = FleetPause
    static let sql = "select paused_at, paused_by, reason from fleet_pause"

    static func decode(_ row: PostgresRow) throws -> FleetPause {
        FleetPause(since: try row.instant("paused_at"), by: try row.text("paused_by"), reason: try row.optionalText("reason"))
    }
}

struct InsertFleetPause: PostgresStatement {
    typealias Row = Bool
    static let sql = "insert into fleet_pause (reason) values ($1) on conflict do nothing returning single"
    let reason: String?

    var bindings: [PostgresValue] { [.optional(reason, PostgresValue.text)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("single") }
}

struct DeleteFleetPause: PostgresStatement {
    typealias Row = Bool
    static let sql = "delete from fleet_pause returning single"

    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("single") }
}
