import Testing

@testable import PostgresClient

@Suite("Statements sent together")
struct TogetherTests {
    private static let tables = "create table entry (id int primary key)"

    private struct Insert: PostgresStatement {
        static let sql = "insert into entry (id) values ($1)"
        let id: Int
        var bindings: [PostgresValue] { [.int(id)] }
    }

    private struct Count: PostgresStatement {
        static let sql = "select count(*) as n from entry"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    private struct Entries: PostgresStatement {
        static let sql = "select id from entry order by id"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("id") }
    }

    private struct Mode: PostgresStatement {
        static let sql = """
            select current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only') || ' '
                || coalesce(nullif(current_setting('passerelle.tenant', true), ''), 'none') as mode
            """
        static func decode(_ row: PostgresRow) throws -> String { try row.text("mode") }
    }

    private struct Undecodable: PostgresStatement {
        static let sql = "select 1 as one"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("another") }
    }

    private struct Missing: PostgresStatement {
        static let sql = "select from no_such_table"
    }

    private static let reading = PostgresTransactionOptions(
        isolation: .repeatableRead, isReadOnly: true, localSettings: ["passerelle.tenant": "acme"])
    private static let writing = PostgresTransactionOptions(localSettings: ["passerelle.tenant": "acme"])

    @Test(arguments: [true, false])
    func eachAnswerIsThatOfItsStatement(preparing: Bool) async throws {
        try await Scratch.withPool(Self.tables, { $0.preparesStatements = preparing }) { pool in
            try await pool.execute(Insert(id: 7))
            // The second time, everything is prepared.
            for number in 1...2 {
                let answers = try await pool.read(Self.reading, [Mode(), Entries(), Successor(value: number), Count()])
                #expect(try answers.first(of: Mode.self) == "repeatable read on acme")
                #expect(try answers.rows(of: Entries.self) == [7])
                #expect(try answers.first(of: Successor.self) == number + 1)
                #expect(try answers.first(of: Count.self) == 1)
            }
        }
    }

    @Test func settingsEndWithTheTransaction() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            _ = try await pool.read(Self.reading, [Count()])
            #expect(try await pool.first(Mode()) == "read committed off none")
        }
    }

    @Test func whatTravelsWithBeginIsCommittedWithTheRest() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let seen = try await pool.transaction(Self.writing, beginningWith: [Insert(id: 1), Count()]) { connection, answers in
                let more = try await connection.together([Insert(id: 2), Entries()])
                return (try answers.first(of: Count.self), try more.rows(of: Entries.self))
            }
            #expect(seen.0 == 1)
            #expect(seen.1 == [1, 2])
            let count = try await pool.first(Count())
            #expect(count == 2)
        }
    }

    @Test func theBodysErrorUndoesWhatTravelledWithBegin() async throws {
        struct Refusal: Error {}
        try await Scratch.withPool(Self.tables) { pool in
            await #expect(throws: Refusal.self) {
                try await pool.transaction(Self.writing, beginningWith: [Insert(id: 1)]) { _, _ in throw Refusal() }
            }
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func aStatementThatFailsIsNamedAndUndoesTheOthers() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            try await pool.execute(Insert(id: 1))
            let error = try await postgresError {
                try await pool.transaction(Self.writing, beginningWith: [Count(), Insert(id: 1), Entries()]) { _, _ in
                    Issue.record("the body began")
                }
            }
            #expect(error.sqlstate == SQLState.uniqueViolation)
            #expect(error.constraint == "entry_pkey")
            #expect(error.statement == "Insert")
            #expect(!error.isOutcomeUnknown)
            // The same connection goes on.
            let answers = try await pool.read(Self.reading, [Count(), Entries()])
            #expect(try answers.first(of: Count.self) == 1)
            #expect(try answers.rows(of: Entries.self) == [1])
        }
    }

    @Test func withinATransactionTooAFailureUndoesEverything() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let error = try await postgresError {
                try await pool.transaction { connection in
                    _ = try await connection.together([Insert(id: 1), Missing()])
                }
            }
            #expect(error.sqlstate == SQLState.undefinedTable)
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func aRowThatCannotBeReadSpoilsItsStatementAlone() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let error = try await postgresError {
                try await pool.transaction(Self.writing, beginningWith: [Insert(id: 1), Undecodable(), Count()]) { _, answers in
                    #expect(try answers.first(of: Count.self) == 1)
                    _ = try answers.rows(of: Undecodable.self)
                }
            }
            #expect(error.code == .decoding)
            let count = try await pool.first(Count())
            #expect(count == 0, "the body threw it")
        }
    }

    @Test func aReadDoesNotWrite() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let refused = try await postgresError { try await pool.read(Self.reading, [Insert(id: 1)]) }
            #expect(refused.sqlstate == SQLState.readOnlyTransaction)
            let misused = try await postgresError { try await pool.read(Self.writing, [Insert(id: 1)]) }
            #expect(misused.code == .misuse)
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func misuseIsRefused() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let outside = try await postgresError {
                try await pool.withConnection { _ = try await $0.together([Insert(id: 1)]) }
            }
            #expect(outside.code == .misuse)
            let twice = try await postgresError { try await pool.read(Self.reading, [Successor(value: 1), Successor(value: 2)]) }
            #expect(twice.code == .misuse)
            let answers = try await pool.read(Self.reading, [Count()])
            let unsent = try await postgresError { try answers.rows(of: Entries.self) }
            #expect(unsent.code == .misuse)
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func aCancelledTaskInterruptsThem() async throws {
        try await Scratch.withPool(Self.tables, { $0.applicationName = "together" }) { pool in
            let task = Task { try await pool.read(Self.reading, [SleepForEver(), Count()]) }
            try await TestDatabase.withPool { admin in
                while try await admin.first(ActiveStatements(application: "together", query: "%pg_sleep%")) != 1 {}
            }
            task.cancel()
            let error = try await postgresError { try await task.value }
            #expect(error.code == .cancelled)
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }
}
