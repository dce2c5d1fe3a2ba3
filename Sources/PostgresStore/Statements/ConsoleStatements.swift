internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct SelectStandings: PostgresStatement {
    typealias Row = TenantStanding
    static let sql = "select * from console_standings($1)"
    let tenant: TenantID?

    var bindings: [PostgresValue] { [.optional(tenant?.value) { .uuid($0) }] }

    static func decode(_ row: PostgresRow) throws -> TenantStanding {
        TenantStanding(
            id: TenantID(try row.uuid("id")), slug: try TenantSlug(row.text("slug")), state: try row.stored("state"),
            environment: try row.stored("environment"), zone: TimeZone(identifier: try row.text("time_zone")) ?? .gmt,
            isDialectDoubted: try row.bool("is_dialect_doubted"), since: try row.instant("since"),
            complete: try ended(row, "complete"),
            problems: ProblemTally(
                count: try row.int("count_problems"), new: try row.int("count_new_problems"),
                codes: try row.texts("problem_codes").map { Problem.Code(rawValue: $0) }),
            isReviewOpen: try row.bool("is_review_open"), isSilent: try row.bool("is_silent"), last: try ended(row, "last"),
            failure: try row.optionalText("error").map(StoredFailure.decode),
            failingSince: try row.optionalInstant("failing_since"),
            suspendedBy: try row.optionalInt("suspended_by").map { RunID($0) })
    }

    private static func ended(_ row: PostgresRow, _ which: String) throws -> EndedRun? {
        guard let id = try row.optionalInt("\(which)_run") else { return nil }
        return EndedRun(id: RunID(id), state: try row.stored("\(which)_state"), at: try row.instant("\(which)_at"))
    }
}

struct SelectNewProblems: PostgresStatement {
    typealias Row = NewProblems
    static let sql = "select tenant_id, run_id, code, problems from console_new_problems()"

    static func decode(_ row: PostgresRow) throws -> NewProblems {
        NewProblems(
            tenant: TenantID(try row.uuid("tenant_id")), run: RunID(try row.int("run_id")),
            code: Problem.Code(rawValue: try row.text("code")), count: try row.int("problems"))
    }
}

struct SelectNight: PostgresStatement {
    typealias Row = NightRun
    static let sql = "select id, slug, state, began_at, ended_at from console_night($1, $2, $3)"
    let from: Instant
    let to: Instant
    let limit: Int

    var bindings: [PostgresValue] { [.instant(from), .instant(to), .int(limit)] }

    static func decode(_ row: PostgresRow) throws -> NightRun {
        NightRun(
            id: RunID(try row.int("id")), tenant: try TenantSlug(row.text("slug")), state: try row.stored("state"),
            from: try row.instant("began_at"), to: try row.optionalInstant("ended_at"))
    }
}

struct SelectDays: PostgresStatement {
    typealias Row = EndedDay
    static let sql = """
        select tenant_id, day, state, runs, last_run, count_problems from console_days($1, $2)
        """
    let tenants: [TenantID]
    let since: Instant

    var bindings: [PostgresValue] { [.array(tenants.map { .uuid($0.value) }), .instant(since)] }

    static func decode(_ row: PostgresRow) throws -> EndedDay {
        EndedDay(
            tenant: TenantID(try row.uuid("tenant_id")), day: try row.day("day"), state: try row.stored("state"),
            runs: try row.int("runs"), last: RunID(try row.int("last_run")), problems: try row.int("count_problems"))
    }
}

struct SelectTimelineChanges: PostgresStatement {
    typealias Row = TimelineChange
    static let sql = """
        select number, recorded_at, login, is_proven, operation, object, run, fields from audit_timeline($1, $2, $3)
        """
    let tenant: TenantID
    let before: Int?
    let limit: Int

    var bindings: [PostgresValue] { [.uuid(tenant.value), .optional(before) { .int($0) }, .int(limit)] }

    static func decode(_ row: PostgresRow) throws -> TimelineChange {
        TimelineChange(
            number: try row.int("number"), at: try row.instant("recorded_at"), login: try row.text("login"),
            isProven: try row.bool("is_proven"), operation: try row.optionalText("operation"), object: try row.text("object"),
            run: try row.optionalInt("run").map { RunID($0) }, fields: try row.texts("fields"))
    }
}

struct SelectCauses: PostgresStatement {
    typealias Row = CauseCount
    static let sql = """
        select action, outcome, cause ->> 'code' as code, count(*) as events from run_change
        where tenant_id = current_tenant() and run_id = $1
        group by 1, 2, 3 order by 4 desc, 1, 2, 3
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> CauseCount {
        CauseCount(
            action: try row.stored("action"), outcome: try row.stored("outcome"),
            cause: ChangeCause.Code(rawValue: try row.text("code")), count: try row.int("events"))
    }
}

struct CountProblems: PostgresStatement {
    typealias Row = ProblemCount
    static let sql = """
        select code, count(*) filter (where known_since is not null) as known, count(*) filter (where known_since is null) as new
        from run_problem where tenant_id = current_tenant() and run_id = $1
        group by code order by code
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> ProblemCount {
        ProblemCount(
            code: Problem.Code(rawValue: try row.text("code")), known: try row.int("known"), new: try row.int("new"))
    }
}

struct FindProblems: PostgresStatement {
    typealias Row = ReportedProblem
    static let sql = """
        select code, facts, known_since from run_problem
        where tenant_id = current_tenant() and run_id = $1 and ($2::text is null or code = $2)
            and ($3::text is null or facts #>> '{subject,employee}' = $3)
        order by known_since is not null, position limit $4
        """
    let run: RunID
    let code: Problem.Code?
    let employee: EmployeeID?
    let limit: Int

    var bindings: [PostgresValue] {
        [
            .int(run.value), .optional(code) { .text($0.rawValue) }, .optional(employee) { .text($0.value) }, .int(limit),
        ]
    }

    static func decode(_ row: PostgresRow) throws -> ReportedProblem { try SelectProblems.decode(row) }
}

struct SelectSharedCodes: PostgresStatement {
    typealias Row = SharedCode
    static let sql = "select code, tenants, named from console_shared_codes($1, $2, $3, $4, $5)"
    let codes: [String]
    let besides: TenantID
    let from: Instant
    let to: Instant

    var bindings: [PostgresValue] {
        [.texts(codes), .uuid(besides.value), .instant(from), .instant(to), .int(SharedCode.mostNamed)]
    }

    static func decode(_ row: PostgresRow) throws -> SharedCode {
        SharedCode(
            code: try row.text("code"), tenants: try row.int("tenants"),
            named: try row.texts("named").map { try TenantSlug($0) })
    }
}

struct SelectEvents: PostgresStatement {
    typealias Row = LedgerEntry
    static let sql = """
        \(SelectLedger.sql) and employee_id = any ($1::text[]) and ends_at > $2 and starts_at < $3
        order by starts_at, reference collate "C"
        """
    let employees: [EmployeeID]
    let from: Instant
    let to: Instant

    var bindings: [PostgresValue] { [.texts(employees.map(\.value)), .instant(from), .instant(to)] }

    static func decode(_ row: PostgresRow) throws -> LedgerEntry { try SelectLedger.decode(row) }
}
