internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// Creates the partitions of the current and the next months.
struct EnsureHistoryPartitions: PostgresStatement {
    static let sql = "select ensure_history_partitions()"
}

/// The same on a day that no one has seen yet. Whoever sees a day first makes its partitions, in the transaction that notes the day: the
/// end of each run need not look for them.
struct EnsureNewDaysPartitions: PostgresStatement {
    static let sql = """
        select ensure_history_partitions()
        where not exists (select from clock_sighting where day = (clock_timestamp() at time zone 'UTC')::date)
        """
}

/// The first month from now on without a history partition. Partitions created by a clock in the future are ignored.
struct SelectHistoryCoverage: PostgresStatement {
    typealias Row = Instant?
    static let sql = """
        select min(month)::timestamp at time zone 'UTC' as until
        from (select date_trunc('month', clock_timestamp() at time zone 'UTC') as this) now,
            generate_series(now.this, now.this + interval '36 months', interval '1 month') as month
        where exists (
            select from unnest(array['run_history', 'run_problem', 'run_step', 'run_change']) as parent
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

/// Moves a run held under this term into history with its steps, and drops the tenant's notices that have not been seen for as long as history is
/// kept. No row: the term has ended.
struct FinishRun: PostgresStatement {
    struct Row: Sendable {
        let approves: RunID?
        let trigger: RunTrigger
    }

    static let sql = """
        with ended as (delete from run where \(LeaseTerm.isHeld) returning *),
        -- One moment for the run and its steps: it decides the partition.
        moment as materialized (select clock_timestamp() as this),
        forgotten as (
            delete from api_notice
            where tenant_id = current_tenant() and exists (select from ended)
                and last_seen_at < least(clock_timestamp(), surely_past()) - interval '\(Retention.months) months'),
        stepped as (
            insert into run_step (tenant_id, run_id, position, finished_at, step, began_at, ended_at)
            select ended.tenant_id, ended.id, step.position, moment.this, step.name,
                moment.this - step.began_before * interval '1 millisecond',
                moment.this - step.ended_before * interval '1 millisecond'
            from ended, moment, unnest($\(steps)::text[], $\(steps + 1)::bigint[], $\(steps + 2)::bigint[])
                with ordinality as step (name, began_before, ended_before, position))
        insert into run_history (
            \(RunRow.kept), finished_at, state, \(RunRow.figures.names), \(RunRow.error.names), \(RunRow.problems.names))
        select \(RunRow.kept), moment.this, $3, \(RunRow.figures.parameters(from: 4)),
            \(RunRow.error.parameters(from: 4 + RunRow.figures.count)),
            \(RunRow.problems.parameters(from: 4 + RunRow.figures.count + RunRow.error.count))
        from ended, moment
        returning approves, trigger
        """
    /// The number of the first parameter about steps.
    private static let steps = 4 + RunRow.figures.count + RunRow.error.count + RunRow.problems.count
    let lease: LeaseTerm
    let outcome: RunOutcome

    var bindings: [PostgresValue] {
        lease.bindings + [.text(outcome.state.rawValue)]
            + RunRow.figures.values(RunFigures(counts: outcome.counts, requests: outcome.requests))
            + RunRow.error.values(outcome.error) + RunRow.problems.values(ProblemTally(outcome.problems))
            + [
                .texts(outcome.steps.map(\.name)), .array(outcome.steps.map { .int($0.beganBefore) }),
                .array(outcome.steps.map { .int($0.endedBefore) }),
            ]
    }

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(approves: try row.optionalInt("approves").map { RunID($0) }, trigger: try row.stored("trigger"))
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

/// A page of history, of every tenant or of those named.
struct PageRuns: PostgresStatement {
    typealias Row = Run
    static let sql = "select \(RunRow.columns) from page_runs(\(RunQuery.parameters), $7, $8)"
    let query: RunQuery

    var bindings: [PostgresValue] {
        query.bindings + [.optional(query.before) { .int($0.value) }, .int(query.limit)]
    }

    static func decode(_ row: PostgresRow) throws -> Run { try RunRow.decode(row) }
}

struct CountRuns: PostgresStatement {
    typealias Row = Int
    static let sql = "select count_runs(\(RunQuery.parameters), $7) as runs"
    let query: RunQuery
    let limit: Int

    var bindings: [PostgresValue] { query.bindings + [.int(limit)] }

    static func decode(_ row: PostgresRow) throws -> Int { try row.int("runs") }
}

extension RunQuery {
    /// Which runs match, whatever the page.
    fileprivate static let parameters = "$1, $2, $3, $4, $5, $6"

    /// Null for a filter that is not used.
    fileprivate var bindings: [PostgresValue] {
        [
            .optional(tenants) { .array($0.map { .uuid($0.value) }) }, Self.texts(states.map(\.rawValue)),
            Self.texts(triggers.map(\.rawValue)), Self.texts(Array(codes)), .optional(since) { .instant($0) },
            .optional(until) { .instant($0) },
        ]
    }

    private static func texts(_ values: [String]) -> PostgresValue { values.isEmpty ? .null : .texts(values.sorted()) }
}

struct SelectLastSuccess: PostgresStatement {
    typealias Row = LastSuccess
    static let sql = """
        select id, finished_at, count_departments, count_employees, requests_lucca from run_history
        where tenant_id = current_tenant() and state in ('succeeded', 'partial')
        order by id desc limit 1
        """

    static func decode(_ row: PostgresRow) throws -> LastSuccess {
        LastSuccess(
            runID: RunID(try row.int("id")), finishedAt: try row.instant("finished_at"),
            departments: try row.int("count_departments"), employees: try row.int("count_employees"),
            luccaRequests: try row.int("requests_lucca"))
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

/// Of a run that this transaction ended. Those that the run before had too, by code and subject, are known since then, or since it
/// knew them; the run counts the others. If another process ended the run, this changes nothing that remains: the transaction, whose
/// lease is lost, is rolled back.
struct InsertProblems: PostgresStatement {
    static let sql = """
        with own as (
            select id, finished_at from run_history where tenant_id = current_tenant() and id = $1::bigint),
        previous as (
            select id, finished_at from run_history
            where tenant_id = current_tenant() and id < $1::bigint and purpose = 'sync'
                and state in ('succeeded', 'partial', 'needs_review')
            order by id desc limit 1),
        known as (
            select earlier.code, earlier.facts -> 'subject' as subject,
                min(coalesce(earlier.known_since, earlier.finished_at)) as since
            from run_problem earlier
            join previous on previous.id = earlier.run_id and previous.finished_at = earlier.finished_at
            where earlier.tenant_id = current_tenant()
            group by earlier.code, earlier.facts -> 'subject'),
        inserted as (
            insert into run_problem (tenant_id, run_id, finished_at, position, code, facts, known_since)
            select current_tenant(), own.id, own.finished_at, problem.position, problem.code, problem.facts, known.since
            from own cross join unnest($2::text[], $3::jsonb[]) with ordinality as problem (code, facts, position)
            left join known on known.code = problem.code and known.subject = problem.facts -> 'subject'
            on conflict do nothing
            returning known_since)
        update run_history ended set count_new_problems = (select count(*) from inserted where known_since is null)
        where ended.tenant_id = current_tenant() and ended.id = $1::bigint and ended.finished_at = (select finished_at from own)
        """
    let run: RunID
    let codes: [Problem.Code]
    let facts: [String]

    init(run: RunID, problems: [Problem]) throws {
        self.run = run
        codes = problems.map(\.code)
        facts = try problems.map(StoredProblem.encode)
    }

    var bindings: [PostgresValue] {
        [.int(run.value), .texts(codes.map(\.rawValue)), .array(facts.map(PostgresValue.json))]
    }
}

struct SelectProblems: PostgresStatement {
    typealias Row = ReportedProblem
    static let sql = """
        select code, facts, known_since from run_problem
        where tenant_id = current_tenant() and run_id = $1 order by position
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> ReportedProblem {
        ReportedProblem(
            StoredProblem.decode(try row.json("facts"), code: Problem.Code(rawValue: try row.text("code"))),
            knownSince: try row.optionalInstant("known_since"))
    }
}

struct DeleteRunProblems: PostgresStatement {
    static let sql = "delete from run_problem where tenant_id = current_tenant()"
}

struct SelectSteps: PostgresStatement {
    typealias Row = RunStep
    static let sql = """
        select step, began_at, ended_at from run_step
        where tenant_id = current_tenant() and run_id = $1 order by position
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> RunStep {
        RunStep(name: try row.text("step"), beganAt: try row.instant("began_at"), endedAt: try row.instant("ended_at"))
    }
}

struct DeleteRunSteps: PostgresStatement {
    static let sql = "delete from run_step where tenant_id = current_tenant()"
}

struct InsertChanges: PostgresStatement {
    static let sql = """
        insert into run_change (tenant_id, run_id, action, outcome, cause, declined_at, declined_by, \(EventColumns.names))
        select current_tenant(), $1::bigint, action, outcome, cause, declined_at, declined_by, \(EventColumns.names)
        from unnest($2::text[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::text[], \(EventColumns.arrays(from: 7)))
            with ordinality as change (
                action, outcome, cause, declined_at, declined_by, \(EventColumns.names), position)
        order by position
        """
    let run: RunID
    let changes: [RunChange]

    var bindings: [PostgresValue] {
        [
            .int(run.value), .texts(changes.map(\.action.rawValue)), .texts(changes.map(\.outcome.rawValue)),
            .array(changes.map { .json(StoredCause.encode($0.cause)) }),
            .array(changes.map { .optional($0.declined) { .instant($0.at) } }),
            .array(changes.map { .optional($0.declined?.by) { .text($0) } }),
        ] + EventColumns.values(changes.map(\.event))
    }
}

struct SelectChanges: PostgresStatement {
    typealias Row = RunChange
    /// What `decode` reads.
    static let columns = "action, outcome, cause, declined_at, declined_by, \(EventColumns.names)"
    static let sql = """
        select \(columns) from run_change
        where tenant_id = current_tenant() and run_id = $1 order by number
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> RunChange {
        RunChange(
            try row.stored("action"), try row.stored("outcome"), try row.event(),
            because: StoredCause.decode(try row.json("cause")),
            declined: try row.optionalInstant("declined_at").map { Decline(at: $0, by: try row.optionalText("declined_by")) })
    }
}

struct DeleteRunChanges: PostgresStatement {
    static let sql = "delete from run_change where tenant_id = current_tenant()"
}
