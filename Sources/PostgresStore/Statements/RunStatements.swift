internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// Reads a row of the view `run_record`.
enum RunRow {
    static let columns =
        "\(kept), tenant_slug, state, finished_at, approved_by, rejected_at, rejected_by, \(figures.names), \(problems.names), count_new_problems, \(error.names)"

    /// The columns copied to history unchanged.
    static let kept = """
        id, tenant_id, purpose, trigger, as_of, window_from, window_to, scheduled_day, scheduled_for, not_before, started_at, attempt,
        worker, approves, approves_only
        """

    /// Whether no live worker has it.
    static let isIdle = "(state = 'queued' or lease_until <= clock_timestamp())"

    static let figures = Columns<RunFigures>([
        .init("count_departments", \.counts.departments), .init("count_employees", \.counts.employees),
        .init("count_leaves", \.counts.leaves), .init("count_absences", \.counts.absences),
        .init("count_created", \.counts.created), .init("count_updated", \.counts.updated),
        .init("count_deleted", \.counts.deleted), .init("count_unchanged", \.counts.unchanged),
        .init("count_failed", \.counts.failed), .init("count_fields_written", \.counts.fieldsWritten),
        .init("count_fields_cleared", \.counts.fieldsCleared), .init("count_fields_refused", \.counts.fieldsRefused),
        .init("count_fields_withheld", \.counts.fieldsWithheld), .init("requests_lucca", \.requests.lucca),
        .init("requests_planningpme", \.requests.planningPME),
    ])

    /// Of an ended run, when it ends; which of its problems are new is counted afterwards.
    static let problems = Columns<ProblemTally>([
        .init("count_problems", \.count),
        .init("problem_codes", { .texts($0.codes.map(\.rawValue)) }) { tally, row, column in
            tally.codes = try row.texts(column).map { Problem.Code(rawValue: $0) }
        },
    ])

    static let error = Columns<Failure?>([.init("error") { .optional($0.map(StoredFailure.encode)) { .json($0) } }])

    static func decode(_ row: PostgresRow) throws -> Run {
        var figures = RunFigures()
        try Self.figures.read(row, into: &figures)
        var problems = ProblemTally()
        try Self.problems.read(row, into: &problems)
        problems.new = try row.int("count_new_problems")
        return Run(
            id: RunID(try row.int("id")), tenantID: TenantID(try row.uuid("tenant_id")),
            tenant: try TenantSlug(row.text("tenant_slug")), state: try row.stored("state"), trigger: try row.stored("trigger"),
            window: SyncWindow(asOf: try row.day("as_of"), from: try row.day("window_from"), to: try row.day("window_to")),
            scheduledFor: try row.instant("scheduled_for"), notBefore: try row.instant("not_before"),
            startedAt: try row.optionalInstant("started_at"), finishedAt: try row.optionalInstant("finished_at"),
            attempt: try row.int("attempt"), worker: try row.optionalText("worker"), counts: figures.counts,
            requests: figures.requests, error: try row.optionalText("error").map(StoredFailure.decode),
            approves: try row.optionalInt("approves").map { RunID($0) },
            approvedBy: try row.optionalInt("approved_by").map { RunID($0) }, purpose: try row.stored("purpose"),
            problems: problems,
            approvesOnly: try row.optionalTexts("approves_only").map { Set($0.map { EmployeeID($0) }) },
            rejected: try row.optionalInstant("rejected_at").map { Decline(at: $0, by: try row.optionalText("rejected_by")) })
    }
}

/// The counts of a run.
struct RunFigures: Sendable {
    var counts = RunCounts()
    var requests = RequestCounts()
}

extension LeaseTerm {
    /// Whether a row of `run` is held under the term of `$1` and `$2`: the condition of every fenced statement.
    static let isHeld = "id = $1 and lease_term = $2 and state = 'running' and lease_until > clock_timestamp()"

    /// `$1` and `$2`.
    var bindings: [PostgresValue] { [.int(runID.value), .int(term)] }
}

extension NewRun {
    static let columns = Columns<NewRun>([
        .init("tenant_id") { .uuid($0.tenantID.value) },
        .init("trigger") { .text($0.trigger.rawValue) },
        .init("as_of") { .day($0.window.asOf) },
        .init("window_from") { .day($0.window.from) },
        .init("window_to") { .day($0.window.to) },
        .init("approves") { .optional($0.approves?.value) { .int($0) } },
        .init("approves_only") { .optional($0.approvesOnly) { .texts($0.map(\.value).sorted()) } },
        .init("purpose") { .text($0.purpose.rawValue) },
    ])
}

struct EnqueueRun: PostgresStatement {
    typealias Row = RunID
    static let sql = "insert into run (\(NewRun.columns.names)) values (\(NewRun.columns.parameters(from: 1))) returning id"
    let run: NewRun

    var bindings: [PostgresValue] { NewRun.columns.values(run) }
    static func decode(_ row: PostgresRow) throws -> RunID { RunID(try row.int("id")) }
}

/// Inserts a run that is already running, under the first term.
struct BeginRun: PostgresStatement {
    typealias Row = RunID
    static let sql = """
        insert into run (
            state, worker, lease_term, lease_until, lease_seconds, attempt, started_at, \(NewRun.columns.names))
        values (
            'running', $1, 1, clock_timestamp() + make_interval(secs => $2::int), $2::int, 1, clock_timestamp(),
            \(NewRun.columns.parameters(from: 3)))
        returning id
        """
    let run: NewRun
    let worker: String
    let leaseSeconds: Int

    var bindings: [PostgresValue] { [.text(worker), .int(leaseSeconds)] + NewRun.columns.values(run) }
    static func decode(_ row: PostgresRow) throws -> RunID { RunID(try row.int("id")) }
}

/// Makes a due run running under the next term. A run that was handed back keeps its attempt.
struct ClaimRun: PostgresStatement {
    typealias Row = Int
    static let sql = """
        update run
        set state = 'running', worker = $2, lease_term = lease_term + 1,
            lease_until = clock_timestamp() + make_interval(secs => $3::int), lease_seconds = $3::int,
            attempt = case when state = 'running' or attempt = 0 then attempt + 1 else attempt end, taken_over = state = 'running',
            deaths = deaths + (state = 'running' and worker <> $2)::integer,
            started_at = coalesce(started_at, clock_timestamp()), error = null
        where id = $1
            and ((state = 'queued' and not_before <= clock_timestamp())
                or (state = 'running' and lease_until <= clock_timestamp()))
        returning lease_term
        """
    let id: RunID
    let worker: String
    let leaseSeconds: Int

    var bindings: [PostgresValue] { [.int(id.value), .text(worker), .int(leaseSeconds)] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("lease_term") }
}

/// Locks the run under its term until the end of the transaction: a claim waits for it. No row: the term has ended.
struct HoldLease: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        select true as held from run
        where \(LeaseTerm.isHeld)
        for share
        """
    let lease: LeaseTerm

    var bindings: [PostgresValue] { lease.bindings }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("held") }
}

/// Locks the run under its term, to end it: `claim_runs` skips it, `ClaimRun` waits. No row: the term has ended.
struct HoldRun: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        select true as held from run
        where \(LeaseTerm.isHeld)
        for update
        """
    let lease: LeaseTerm

    var bindings: [PostgresValue] { lease.bindings }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("held") }
}

/// Renews the lease of a locked run if it has run out, or might before the run ends: without a lease, its end would leave an entry in the
/// audit log. Rare, because a worker renews it long before. Twelve seconds: pruning may keep the end waiting for ten.
struct RestoreLease: PostgresStatement {
    static let sql = """
        update run set lease_until = clock_timestamp() + make_interval(secs => $3::int), lease_seconds = $3::int
        where id = $1 and lease_term = $2 and state = 'running' and lease_until <= clock_timestamp() + interval '12 seconds'
        """
    let lease: LeaseTerm
    let leaseSeconds: Int

    var bindings: [PostgresValue] { lease.bindings + [.int(leaseSeconds)] }
}

/// No row: the term has ended.
struct RenewLease: PostgresStatement {
    typealias Row = LeaseRenewal
    static let sql = """
        update run set lease_until = clock_timestamp() + make_interval(secs => $3::int), lease_seconds = $3::int
        where \(LeaseTerm.isHeld)
        returning cancel_requested
        """
    let lease: LeaseTerm
    let leaseSeconds: Int

    var bindings: [PostgresValue] { lease.bindings + [.int(leaseSeconds)] }
    static func decode(_ row: PostgresRow) throws -> LeaseRenewal {
        LeaseRenewal(isCancelRequested: try row.bool("cancel_requested"))
    }
}

/// Of any tenant, several at once. No row for a lease whose term has ended.
struct RenewLeases: PostgresStatement {
    struct Row: Sendable {
        let run: RunID
        let term: Int
        let answer: LeaseAnswer
    }

    static let sql = "select run_id, term, is_renewed, is_cancel_requested from renew_leases($1, $2::bigint[]::integer[], $3)"
    let leases: [LeaseTerm]
    let leaseSeconds: Int

    var bindings: [PostgresValue] { [.ints(leases.map(\.runID.value)), .ints(leases.map(\.term)), .int(leaseSeconds)] }
    static func decode(_ row: PostgresRow) throws -> Row {
        let renewal = LeaseRenewal(isCancelRequested: try row.bool("is_cancel_requested"))
        return Row(
            run: RunID(try row.int("run_id")), term: try row.int("term"),
            answer: try row.bool("is_renewed") ? .renewed(renewal) : .busy)
    }
}

/// Corrects the claim after this term, which counted a death that was none.
struct CountNoDeath: PostgresStatement {
    static let sql = "update run set deaths = deaths - 1 where id = $1 and lease_term > $2 and deaths > 0"
    let lease: LeaseTerm

    var bindings: [PostgresValue] { lease.bindings }
}

/// Shortens times that are too late because the clock was ahead.
struct MendMoments: PostgresStatement {
    static let sql = "select mend_moments()"
}

/// No row: the term has ended.
struct RecordProgress: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        update run set \(RunRow.figures.assignments(from: 3)) where \(LeaseTerm.isHeld) returning true as held
        """
    let lease: LeaseTerm
    let figures: RunFigures

    var bindings: [PostgresValue] { lease.bindings + RunRow.figures.values(figures) }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("held") }
}

/// Queues the run again. No row: the term has ended.
struct ReleaseRun: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        update run
        set state = 'queued', worker = null, lease_until = null, retries = retries + $3::boolean::int,
            not_before = coalesce(clock_timestamp() + make_interval(secs => $4::int), not_before), wait_set_at = clock_timestamp(),
            \(RunRow.figures.assignments(from: 5)), \(RunRow.error.assignments(from: 5 + RunRow.figures.count))
        where \(LeaseTerm.isHeld)
        returning true as held
        """
    let lease: LeaseTerm
    /// It failed for a transient cause.
    let countsAsRetry: Bool
    /// nil leaves it due as before.
    let afterSeconds: Int?
    let figures: RunFigures
    let reason: Failure?

    var bindings: [PostgresValue] {
        lease.bindings + [.bool(countsAsRetry), .optional(afterSeconds) { .int($0) }] + RunRow.figures.values(figures)
            + RunRow.error.values(reason)
    }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("held") }
}

/// Asks the worker of a running run to end it. No row: it has no live worker.
struct RequestCancel: PostgresStatement {
    typealias Row = String
    static let sql = """
        update run set cancel_requested = true
        where id = $1 and state = 'running' and lease_until > clock_timestamp()
        returning worker
        """
    let id: RunID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> String { try row.text("worker") }
}

/// Of any tenant: the terms that the worker now holds.
struct ClaimDueRuns: PostgresStatement {
    typealias Row = LeaseTerm
    static let sql = "select run_id, tenant_id, lease_term from claim_runs($1, $2, $3, $4)"
    let worker: String
    let leaseSeconds: Int
    let atMost: Int
    let isIdle: Bool

    var bindings: [PostgresValue] { [.text(worker), .int(leaseSeconds), .int(atMost), .bool(isIdle)] }
    static func decode(_ row: PostgresRow) throws -> LeaseTerm {
        LeaseTerm(
            runID: RunID(try row.int("run_id")), tenantID: TenantID(try row.uuid("tenant_id")), term: try row.int("lease_term"))
    }
}

/// Makes the tenant's run that waits for that cause due.
struct HurryRun: PostgresStatement {
    typealias Row = RunID
    static let sql = """
        update run set not_before = clock_timestamp(), wait_set_at = clock_timestamp()
        where tenant_id = current_tenant() and state = 'queued' and not_before > clock_timestamp() and error ->> 'code' = $1
        returning id
        """
    let code: SyncError.Code

    var bindings: [PostgresValue] { [.text(code.rawValue)] }
    static func decode(_ row: PostgresRow) throws -> RunID { RunID(try row.int("id")) }
}

/// Of any tenant: the seconds until the next sync becomes claimable.
struct SelectNextClaim: PostgresStatement {
    typealias Row = Double?
    static let sql = "select next_claim_seconds() as seconds"

    static func decode(_ row: PostgresRow) throws -> Double? { try row.optionalDouble("seconds") }
}

/// What a claim needs in addition to the record. No row: the term has ended.
struct SelectClaim: PostgresStatement {
    struct Row: Sendable {
        let retries: Int
        let isCancelRequested: Bool
        let isTakenOver: Bool
        let deaths: Int
    }

    static let sql = """
        select retries, cancel_requested, taken_over, deaths from run
        where \(LeaseTerm.isHeld)
        """
    let lease: LeaseTerm

    var bindings: [PostgresValue] { lease.bindings }
    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            retries: try row.int("retries"), isCancelRequested: try row.bool("cancel_requested"),
            isTakenOver: try row.bool("taken_over"), deaths: try row.int("deaths"))
    }
}

/// Notifies listeners of a claimable run or a cancellation request. Sent when the transaction commits.
struct Notify: PostgresStatement {
    static let sql = "select pg_notify($1, $2)"
    let channel: FleetNotification
    let payload: String

    var bindings: [PostgresValue] { [.text(channel.rawValue), .text(payload)] }
}

struct SelectLiveRun: PostgresStatement {
    typealias Row = Run
    static let sql = """
        select \(RunRow.columns) from run_record
        where tenant_id = current_tenant() and state in ('queued', 'running')
        """

    static func decode(_ row: PostgresRow) throws -> Run { try RunRow.decode(row) }
}

/// Runs of the tenant without a live worker.
struct DeleteIdleRuns: PostgresStatement {
    static let sql = """
        delete from run where tenant_id = current_tenant() and \(RunRow.isIdle)
        """
}
