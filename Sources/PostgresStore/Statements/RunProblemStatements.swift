internal import PostgresClient
internal import SyncCore

struct InsertProblems: PostgresStatement {
    static let sql = """
        insert into run_problem (tenant_id, run_id, finished_at, position, code, subject, message, remedy)
        select current_tenant(), $1::bigint, $2::timestamptz, problem.position, code, subject, message, remedy
        from unnest($3::text[], $4::text[], $5::text[], $6::text[])
            with ordinality as problem (code, subject, message, remedy, position)
        """
    let run: RunID
    let finishedAtMicroseconds: Int
    let problems: [Problem]

    var bindings: [PostgresValue] {
        [
            .int(run.value), .timestamp(microsecondsSince1970: finishedAtMicroseconds), .texts(problems.map(\.code.rawValue)),
            .texts(problems.map(\.subject)), .texts(problems.map(\.message)), .texts(problems.map(\.remedy)),
        ]
    }
}

struct SelectProblems: PostgresStatement {
    typealias Row = Problem
    static let sql = """
        select code, subject, message, remedy from run_problem
        where tenant_id = current_tenant() and run_id = $1 order by position
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> Problem {
        Problem(
            Problem.Code(rawValue: try row.text("code")), subject: try row.text("subject"), message: try row.text("message"),
            remedy: try row.text("remedy"))
    }
}

struct DeleteRunProblems: PostgresStatement {
    static let sql = "delete from run_problem where tenant_id = current_tenant()"
}
