internal import PostgresClient
internal import SyncCore

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
