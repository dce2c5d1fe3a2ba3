import Testing

@testable import PostgresClient

@Suite("Transactions")
struct TransactionTests {
    private static let tables = """
        create table entry (id int primary key);
        create table pair (
            id int primary key, other int constraint other_exists references pair deferrable initially deferred);
        """

    private struct Insert: PostgresStatement {
        static let sql = "insert into entry (id) values ($1)"
        let id: Int
        var bindings: [PostgresValue] { [.int(id)] }
    }

    private struct InsertPair: PostgresStatement {
        static let sql = "insert into pair (id, other) values (1, 2)"
    }

    private struct Count: PostgresStatement {
        static let sql = "select count(*) as n from entry"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    private struct Setting: PostgresStatement {
        static let sql = "select current_setting('passerelle.tenant', true) as value"
        static func decode(_ row: PostgresRow) throws -> String? { try row.optionalText("value") }
    }

    private struct Refusal: Error {}

    @Test func whatIsCommittedStays() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let value = try await pool.transaction { connection in
                try await connection.execute(Insert(id: 1))
                return "done"
            }
            let count = try await pool.first(Count())
            #expect(value == "done")
            #expect(count == 1)
        }
    }

    @Test func theBodysErrorRollsBackAndPassesUnchanged() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            await #expect(throws: Refusal.self) {
                try await pool.transaction { connection in
                    try await connection.execute(Insert(id: 1))
                    throw Refusal()
                }
            }
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func aCommitThatIsRefusedIsAnErrorOfTheCommit() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            let error = try await postgresError {
                try await pool.transaction { connection in
                    try await connection.execute(Insert(id: 1))
                    try await connection.execute(InsertPair())
                }
            }
            #expect(error.phase == .commit)
            #expect(error.sqlstate == SQLState.foreignKeyViolation)
            #expect(error.constraint == "other_exists")
            #expect(!error.isOutcomeUnknown)
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func aSwallowedErrorDoesNotPassForACommit() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let error = try await postgresError {
                try await pool.transaction { connection in
                    try await connection.execute(Insert(id: 1))
                    _ = try? await connection.execute(Insert(id: 1))
                }
            }
            #expect(error.code == .rolledBack)
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func transactionsDoNotNest() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let error = try await postgresError {
                try await pool.transaction { outer in try await outer.transaction { try await $0.execute(Insert(id: 1)) } }
            }
            #expect(error.code == .misuse)
        }
    }

    @Test func localSettingsEndWithTheTransaction() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            for tenant in ["a'; drop table entry; --", "é\\"] {
                let within = try await pool.transaction(.init(localSettings: ["passerelle.tenant": tenant, "work_mem": "1MB"])) {
                    try await $0.first(Setting())
                }
                #expect(within == tenant)
            }
            let after = try await pool.first(Setting())
            #expect(after == "")
        }
    }

    @Test func aRefusedSettingLeavesNoTransactionBehind() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            let before = try await pool.first(Backend())
            let error = try await postgresError {
                try await pool.transaction(.init(localSettings: ["work_mem": "much"])) { try await $0.execute(Insert(id: 1)) }
            }
            #expect(error.phase == .begin)
            #expect(error.code == .server)
            try await pool.transaction { try await $0.execute(Insert(id: 2)) }
            let after = try await pool.first(Backend())
            #expect(before == after)
        }
    }

    @Test func aReadOnlyTransactionWritesNothing() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let error = try await postgresError {
                try await pool.transaction(.init(isolation: .repeatableRead, isReadOnly: true)) { connection in
                    try await connection.execute(Insert(id: 1))
                }
            }
            #expect(error.sqlstate == SQLState.readOnlyTransaction)
        }
    }

    private struct Begin: PostgresStatement {
        static let sql = "begin"
    }

    @Test func aTransactionLeftOpenIsRolledBackBeforeTheNextUse() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            let first = try await pool.withConnection { connection in
                try await connection.execute(Begin())
                try await connection.execute(Insert(id: 1))
                return await connection.backendID
            }
            let count = try await pool.first(Count())
            let second = try await pool.first(Backend())
            #expect(count == 0)
            #expect(second == first)
        }
    }

    @Test func aCancelledTaskDoesNotCommit() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let task = Task {
                try await pool.transaction { connection in
                    try await connection.execute(Insert(id: 1))
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
            let error = try await postgresError { try await task.value }
            #expect(error.code == .cancelled)
            let count = try await pool.first(Count())
            #expect(count == 0)
        }
    }

    @Test func aCommitWhoseAnswerIsLostIsOfUnknownOutcome() async throws {
        let conninfo = try TestDatabase.conninfo
        try await Scratch.withPool(Self.tables) { pool in
            let schema = try #require(try await pool.first(CurrentSchema()))
            let relay = try Relay(to: conninfo)
            defer { relay.close() }
            let relayed = PostgresConfiguration(
                conninfo: relay.conninfo(from: conninfo), sessionSettings: ["search_path": schema])
            try await TestDatabase.withPool(relayed) { fragile in
                let error = try await postgresError {
                    try await fragile.transaction { connection in
                        try await connection.execute(Insert(id: 1))
                        relay.cutAfterClientSends("commit")
                    }
                }
                #expect(error.code == .connectionLost)
                #expect(error.phase == .commit)
                #expect(error.isOutcomeUnknown)
                // Lost before the commit, the outcome is known.
                let harmless = try await postgresError {
                    try await fragile.transaction { connection in
                        relay.cutAfterClientSends("insert into entry")
                        try await connection.execute(Insert(id: 2))
                    }
                }
                #expect(harmless.code == .connectionLost)
                #expect(!harmless.isOutcomeUnknown)
                // As a statement alone, it is not.
                relay.cutAfterClientSends("insert into entry")
                let alone = try await postgresError { try await fragile.execute(Insert(id: 3)) }
                #expect(alone.code == .connectionLost)
                relay.cutAfterClientSends("begin")
                let begin = try await postgresError {
                    try await fragile.withConnection { connection in
                        try await connection.transaction { try await $0.execute(Insert(id: 4)) }
                    }
                }
                #expect(begin.phase == .begin)
                #expect(!begin.isOutcomeUnknown)
                // The pool retries it on another connection.
                relay.cutAfterClientSends("begin")
                let inserted = try await fragile.transaction { try await $0.execute(Insert(id: 5)) }
                #expect(inserted == 1)
            }
        }
    }

    private struct CurrentSchema: PostgresStatement {
        static let sql = "select current_schema()::text as name"
        static func decode(_ row: PostgresRow) throws -> String { try row.text("name") }
    }

    private struct SetForGood: PostgresStatement {
        static let sql = "set work_mem = '5MB'"
    }

    @Test func aConnectionWhoseSettingsChangedIsNotLentAgain() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            let first = try await pool.withConnection { connection in
                try await connection.execute(SetForGood())
                return await connection.backendID
            }
            let second = try await pool.first(Backend())
            #expect(second != first)
        }
    }
}
