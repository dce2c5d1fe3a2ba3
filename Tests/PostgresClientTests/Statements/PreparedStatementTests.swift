import Testing

@testable import PostgresClient

@Suite("Prepared statements")
struct PreparedStatementTests {
    private struct SelectAll: PostgresStatement {
        static let sql = "select * from thing"
        static func decode(_ row: PostgresRow) throws -> Bool { row.columns["extra"] != nil }
    }

    private struct AddColumn: PostgresStatement {
        static let sql = "alter table thing add column extra int"
    }

    private struct CountPrepared: PostgresStatement {
        static let sql = "select count(*) as n from pg_prepared_statements where statement like 'select * from thing'"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    private static let tables = "create table thing (id int); insert into thing values (1)"

    @Test func aStatementIsPreparedOncePerConnection() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            for _ in 0..<3 { try await pool.execute(SelectAll()) }
            let prepared = try await pool.first(CountPrepared())
            #expect(prepared == 1)
        }
    }

    @Test func aChangedTableIsNoticedAndTheStatementPreparedAnew() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            let before = try await pool.query(SelectAll())
            try await pool.execute(AddColumn())
            let after = try await pool.query(SelectAll())
            let prepared = try await pool.first(CountPrepared())
            #expect(before == [false])
            #expect(after == [true])
            #expect(prepared == 1)
        }
    }

    @Test func withinATransactionTheStalePlanIsATransientErrorAndTheNextTryWorks() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            try await pool.execute(SelectAll())
            try await pool.execute(AddColumn())
            let error = try await postgresError { try await pool.transaction { try await $0.query(SelectAll()) } }
            #expect(error.sqlstate == SQLState.featureNotSupported)
            #expect(error.isTransient)
            let rows = try await pool.transaction { try await $0.query(SelectAll()) }
            #expect(rows == [true])
        }
    }

    @Test func aStatementThatTheServerForgotIsPreparedAnew() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            try await pool.withConnection { connection in
                try await connection.execute(SelectAll())
                try await connection.executeScript("deallocate all")
                let rows = try await connection.query(SelectAll())
                #expect(rows == [false])
            }
        }
    }

    @Test func nothingIsPreparedWhenTurnedOff() async throws {
        try await Scratch.withPool(
            Self.tables,
            {
                $0.maximumConnections = 1
                $0.preparesStatements = false
            }
        ) { pool in
            for _ in 0..<2 {
                let rows = try await pool.query(SelectAll())
                #expect(rows == [false])
            }
            let value = try await pool.transaction(.init(localSettings: ["my.setting": "x"])) { try await $0.query(Successor()) }
            #expect(value == [2])
            let prepared = try await pool.first(CountPrepared())
            #expect(prepared == 0)
        }
    }
}
