import Testing

@testable import PostgresClient

@Suite("Server errors")
struct ServerErrorTests {
    private static let tables = """
        create table parent (id int primary key, email text constraint email_once unique);
        create table child (
            id int primary key, parent_id int not null constraint child_has_parent references parent,
            age int constraint age_is_sane check (age between 0 and 150));
        """

    private struct InsertParent: PostgresStatement {
        static let sql = "insert into parent (id, email) values ($1, $2)"
        let id: Int
        let email: String
        var bindings: [PostgresValue] { [.int(id), .text(email)] }
    }

    private struct InsertChild: PostgresStatement {
        static let sql = "insert into child (id, parent_id, age) values (1, $1, $2)"
        let parent: Int?
        let age: Int
        var bindings: [PostgresValue] { [.optional(parent, PostgresValue.int), .int(age)] }
    }

    @Test func violationsNameTheirConstraintAndNoValue() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let inserted = try await pool.execute(InsertParent(id: 1, email: "zoe@geheim.fr"))
            #expect(inserted == 1)

            let unique = try await postgresError { try await pool.execute(InsertParent(id: 2, email: "zoe@geheim.fr")) }
            #expect(unique.code == .server)
            #expect(unique.sqlstate == SQLState.uniqueViolation)
            #expect(unique.constraint == "email_once")
            #expect(unique.table == "parent")
            #expect(!unique.isTransient && !unique.isConnectionProblem && !unique.isOutcomeUnknown)
            #expect(
                unique.description
                    == "PostgreSQL refused InsertParent. [unique violation, SQLSTATE 23505, constraint email_once]")
            #expect(!unique.debugDescription.contains("geheim"))

            let check = try await postgresError { try await pool.execute(InsertChild(parent: 1, age: 151)) }
            #expect(check.sqlstate == SQLState.checkViolation)
            #expect(check.constraint == "age_is_sane")
            #expect(!check.debugDescription.contains("151"))

            let foreign = try await postgresError { try await pool.execute(InsertChild(parent: 4242, age: 1)) }
            #expect(foreign.sqlstate == SQLState.foreignKeyViolation)
            #expect(foreign.constraint == "child_has_parent")
            #expect(!foreign.debugDescription.contains("4242"))

            let missing = try await postgresError { try await pool.execute(InsertChild(parent: nil, age: 1)) }
            #expect(missing.sqlstate == SQLState.notNullViolation)
            #expect(missing.column == "parent_id")
        }
    }

    private struct Cast: PostgresStatement {
        static let sql = "select $1::text::int as value"
        let text: String
        var bindings: [PostgresValue] { [.text(text)] }
    }

    @Test func aValueThatTheServerQuotesIsNotShown() async throws {
        try await TestDatabase.withPool { pool in
            let error = try await postgresError { try await pool.execute(Cast(text: "geheim")) }
            #expect(error.sqlstate == "22P02")
            #expect(!error.debugDescription.contains("geheim"))
        }
    }

    private struct Nonsense: PostgresStatement {
        static let sql = "select nothing from nowhere"
    }

    @Test func aFaultOfTheStatementSaysWhatAndWhere() async throws {
        try await TestDatabase.withPool { pool in
            let error = try await postgresError { try await pool.execute(Nonsense()) }
            #expect(error.sqlstate == SQLState.undefinedTable)
            #expect(error.description.contains("nowhere"))
            #expect(error.description.contains("at character 21"))
            #expect(error.statement == "Nonsense")
        }
    }

    private struct CopyByStatement: PostgresStatement {
        static let sql = "copy pg_class to stdout"
    }

    @Test func aCopyAsAStatementIsRefusedAndThePoolGoesOn() async throws {
        try await TestDatabase.withPool({ $0.preparesStatements = false }) { pool in
            let error = try await postgresError { try await pool.execute(CopyByStatement()) }
            #expect(error.code == .misuse)
            let next = try await pool.query(Successor())
            #expect(next == [2])
        }
    }

    @Test func transienceFollowsTheSQLState() {
        func server(_ sqlstate: String) -> PostgresError { .init(.server, phase: .statement, "", sqlstate: sqlstate) }
        for state in [
            SQLState.serializationFailure, SQLState.deadlockDetected, SQLState.tooManyConnections, SQLState.adminShutdown,
            SQLState.cannotConnectNow, SQLState.lockNotAvailable,
        ] {
            #expect(server(state).isTransient)
        }
        for state in [
            SQLState.uniqueViolation, SQLState.insufficientPrivilege, SQLState.syntaxError, SQLState.readOnlyTransaction,
        ] {
            #expect(!server(state).isTransient)
        }
        #expect(server(SQLState.cannotConnectNow).isConnectionProblem)
        #expect(!server(SQLState.deadlockDetected).isConnectionProblem)
        #expect(PostgresError(.connectionLost, phase: .statement, "").isConnectionProblem)
        #expect(PostgresError(.connectFailed, phase: .connect, "").isTransient)
        #expect(!PostgresError(.connectFailed, phase: .connect, "", sqlstate: SQLState.invalidPassword).isTransient)
        #expect(!PostgresError(.cancelled, phase: .statement, "").isTransient)
    }
}
