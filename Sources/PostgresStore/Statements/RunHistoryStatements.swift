internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// Creates the partitions of the current and the next months.
struct EnsureHistoryPartitions: PostgresStatement {
    static let sql = "select ensure_history_partitions()"
}

/// The first month from now on without a history partition. Partitions created by a clock in the future are ignored.
struct SelectHistoryCoverage: PostgresStatement {
    typealias Row = Instant?
    static let sql = """
        select min(month)::timestamp at time zone 'UTC' as until
        from (select date_trunc('month', clock_timestamp() at time zone 'UTC') as this) now,
            generate_series(now.this, now.this + interval '36 months', interval '1 month') as month
        where exists (
            select from unnest(array['run_history', 'run_problem', 'run_change']) as parent
            where to_regclass(parent || to_char(month, '"_y"YYYY"m"MM')) is null)
        """

    static func decode(_ row: PostgresRow) throws -> Instant? { try row.optionalInstant("until") }
}

/// Returns the number of dropped partitions.
struct PruneHistory: PostgresStatement {
    typealias Row = Int
    static let sql = "select prune_history($1) as dropped"
    let keepMonths: Int

    var bindings: [PostgresValue] { [.int(keepMonths)] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("dropped") }
}

/// Moves a run held under this term into history. No row: the term has ended.
struct FinishRun: PostgresStatement {
    struct Row: Sendable {
        /// In microseconds: it selects the partition of the run's problems.
        let finishedAtMicroseconds: Int
        let approves: RunID?
        let trigger: RunTrigger
    }

    static let sql = """
        with ended as (delete from run where \(LeaseTerm.isHeld) returning *)
        insert into run_history (
            \(RunRow.kept), finished_at, state, \(RunRow.figures.names), \(RunRow.error.names))
        select \(RunRow.kept), clock_timestamp(), $3, \(RunRow.figures.parameters(from: 4)),
            \(RunRow.error.parameters(from: 4 + RunRow.figures.count))
        from ended
        returning finished_at, approves, trigger
        """
    let lease: LeaseTerm
    let outcome: RunOutcome

    var bindings: [PostgresValue] {
        lease.bindings + [.text(outcome.state.rawValue)]
            + RunRow.figures.values(RunFigures(counts: outcome.counts, requests: outcome.requests))
            + RunRow.error.values(outcome.error)
    }

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            finishedAtMicroseconds: try row.timestampMicroseconds("finished_at"),
            approves: try row.optionalInt("approves").map { RunID($0) }, trigger: try row.stored("trigger"))
    }
}

/// Moves a run without a live worker into history. No row: it is running, or has ended.
struct CancelRun: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        with ended as (
            delete from run where id = $1 and \(RunRow.isIdle) returning *)
        insert into run_history (\(RunRow.kept), finished_at, state, \(RunRow.figures.names))
        select \(RunRow.kept), clock_timestamp(), 'cancelled', \(RunRow.figures.names)
        from ended
        returning true as cancelled
        """
    let id: RunID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("cancelled") }
}

/// Whether that ended run withheld deletions, and no later run has performed or reviewed them. No row: the tenant has no such
/// run.
struct SelectApproval: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        select state = 'needs_review' and approved_by is null
            and not exists (
                select from run_history newer
                where newer.tenant_id = current_tenant() and newer.id > run_history.id
                    and newer.state in ('succeeded', 'partial', 'needs_review')) as is_open
        from run_history
        where tenant_id = current_tenant() and id = $1
        """
    let id: RunID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("is_open") }
}

struct MarkApproved: PostgresStatement {
    static let sql = """
        update run_history set approved_by = $2
        where tenant_id = current_tenant() and id = $1 and state = 'needs_review' and approved_by is null
        """
    let id: RunID
    let approvedBy: RunID

    var bindings: [PostgresValue] { [.int(id.value), .int(approvedBy.value)] }
}

struct TenantOfRun: PostgresStatement {
    typealias Row = TenantID?
    static let sql = "select tenant_of_run($1) as tenant_id"
    let id: RunID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> TenantID? { try row.optionalUUID("tenant_id").map { TenantID($0) } }
}

struct SelectRun: PostgresStatement {
    typealias Row = Run
    static let sql = "select \(RunRow.columns) from run_record where tenant_id = current_tenant() and id = $1"
    let id: RunID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Run { try RunRow.decode(row) }
}

/// Runs of every tenant, newest first.
struct ListRuns: PostgresStatement {
    typealias Row = Run
    static let sql = "select \(RunRow.columns) from list_runs($1, $2, $3)"
    let filter: RunFilter

    var bindings: [PostgresValue] {
        [
            .optional(filter.state) { .text($0.rawValue) }, .optional(filter.since) { .instant($0) }, .int(filter.limit),
        ]
    }

    static func decode(_ row: PostgresRow) throws -> Run { try RunRow.decode(row) }
}

/// Runs of the transaction's tenant, newest first: live ones and ended ones.
struct ListRunsOfTenant: PostgresStatement {
    typealias Row = Run
    static let sql = """
        select \(RunRow.columns) from run_record
        where tenant_id = current_tenant() and ($1::text is null or state = $1)
            and (finished_at is null or finished_at >= coalesce($2::timestamptz, '-infinity'))
        order by id desc limit $3
        """
    let filter: RunFilter

    var bindings: [PostgresValue] {
        [
            .optional(filter.state) { .text($0.rawValue) }, .optional(filter.since) { .instant($0) }, .int(filter.limit),
        ]
    }

    static func decode(_ row: PostgresRow) throws -> Run { try RunRow.decode(row) }
}

struct SelectLastSuccess: PostgresStatement {
    typealias Row = LastSuccess
    static let sql = """
        select id, finished_at, count_departments, count_employees from run_history
        where tenant_id = current_tenant() and state in ('succeeded', 'partial')
        order by id desc limit 1
        """

    static func decode(_ row: PostgresRow) throws -> LastSuccess {
        LastSuccess(
            runID: RunID(try row.int("id")), finishedAt: try row.instant("finished_at"),
            departments: try row.int("count_departments"), employees: try row.int("count_employees"))
    }
}

/// The run that prevents an earlier as-of day: the approved run, or the last sync, if that was as of a later day. A last sync
/// that ended in the future, or was as of an impossible day, comes from a wrong clock and is ignored.
struct SelectLaterSync: PostgresStatement {
    struct Row: Sendable {
        let id: RunID
        let asOf: CalendarDay
        let tenant: TenantSlug
    }

    static let sql = """
        with last as (
            select id, finished_at, as_of from run_history
            where tenant_id = current_tenant() and state in ('succeeded', 'partial') and trigger <> 'preview'
            order by id desc limit 1)
        select run.id, run.as_of, tenant.slug
        from run_history run join tenant on tenant.id = run.tenant_id
        where run.tenant_id = current_tenant() and run.as_of > $1
            and (run.id = $2
                or run.id = (
                    select last.id from last
                    where last.finished_at <= clock_timestamp()
                        and last.as_of <= (clock_timestamp() at time zone 'UTC')::date + 1
                            + make_interval(months => tenant.horizon_months)))
        order by run.as_of desc limit 1
        """
    let run: NewRun

    var bindings: [PostgresValue] { [.day(run.window.asOf), .optional(run.approves?.value) { .int($0) }] }

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(id: RunID(try row.int("id")), asOf: try row.day("as_of"), tenant: try TenantSlug(row.text("slug")))
    }
}

struct DeleteRunHistory: PostgresStatement {
    static let sql = "delete from run_history where tenant_id = current_tenant()"
}

struct InsertProblems: PostgresStatement {
    static let sql = """
        insert into run_problem (tenant_id, run_id, finished_at, position, code, facts)
        select current_tenant(), $1::bigint, $2::timestamptz, problem.position, code, facts
        from unnest($3::text[], $4::jsonb[]) with ordinality as problem (code, facts, position)
        """
    let run: RunID
    let finishedAtMicroseconds: Int
    let codes: [Problem.Code]
    let facts: [String]

    init(run: RunID, finishedAtMicroseconds: Int, problems: [Problem]) throws {
        self.run = run
        self.finishedAtMicroseconds = finishedAtMicroseconds
        codes = problems.map(\.code)
        facts = try problems.map(StoredProblem.encode)
    }

    var bindings: [PostgresValue] {
        [
            .int(run.value), .timestamp(microsecondsSince1970: finishedAtMicroseconds), .texts(codes.map(\.rawValue)),
            .array(facts.map(PostgresValue.json)),
        ]
    }
}

struct SelectProblems: PostgresStatement {
    typealias Row = Problem
    static let sql = """
        select code, facts from run_problem
        where tenant_id = current_tenant() and run_id = $1 order by position
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> Problem {
        StoredProblem.decode(try row.json("facts"), code: Problem.Code(rawValue: try row.text("code")))
    }
}

struct DeleteRunProblems: PostgresStatement {
    static let sql = "delete from run_problem where tenant_id = current_tenant()"
}

struct InsertChanges: PostgresStatement {
    static let sql = """
        insert into run_change (tenant_id, run_id, action, outcome, \(EventColumns.names))
        select current_tenant(), $1::bigint, action, outcome, \(EventColumns.names)
        from unnest($2::text[], $3::text[], \(EventColumns.arrays(from: 4)))
            with ordinality as change (action, outcome, \(EventColumns.names), position)
        order by position
        """
    let run: RunID
    let changes: [RunChange]

    var bindings: [PostgresValue] {
        [.int(run.value), .texts(changes.map(\.action.rawValue)), .texts(changes.map(\.outcome.rawValue))]
            + EventColumns.values(changes.map(\.event))
    }
}

struct SelectChanges: PostgresStatement {
    typealias Row = RunChange
    static let sql = """
        select action, outcome, \(EventColumns.names) from run_change
        where tenant_id = current_tenant() and run_id = $1 order by number
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> RunChange {
        RunChange(try row.stored("action"), try row.stored("outcome"), try row.event())
    }
}

struct DeleteRunChanges: PostgresStatement {
    static let sql = "delete from run_change where tenant_id = current_tenant()"
}
