import PostgresClient
import PostgresTestKit
import SQLMigrations
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// A login without a grant changes nothing and delays nothing.
@Suite("Unprivileged logins on the server", .timeLimit(.minutes(15)))
struct StrangerTests {
    /// Every advisory lock that this program, or an earlier release, could take.
    private static let locks = ["passerelle.migration", "passerelle.history"]

    /// A session without any grant that holds them all, for the length of `body`.
    private func withStranger(
        _ database: TestDatabase, holdingLocks: Bool = true, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let role = "stranger_\(database.name.suffix(12))"
        try await database.superuser.withConnection { try await $0.executeScript("create role \(role) login") }
        let configuration = PostgresConfiguration(
            conninfo: database.conninfo, role: role, maximumConnections: 1, failsFast: true)
        let result: Result<Void, any Error>
        do {
            try await withPool(configuration) { pool in
                try await pool.withConnection { connection in
                    for lock in holdingLocks ? Self.locks : [] {
                        try await connection.executeScript("select pg_advisory_lock(hashtextextended('\(lock)', 0))")
                    }
                    try await body()
                }
            }
            result = .success(())
        } catch { result = .failure(error) }
        try await database.superuser.withConnection { try await $0.executeScript("drop role \(role)") }
        try result.get()
    }

    @Test func aStrangersLocksDelayNoMigration() async throws {
        try await withTestDatabase { database, _ in
            try await withStranger(database) {
                let next = SQLMigration(
                    number: SQLMigrations.all.count + 1, phase: .pre, what: "thing", text: "create table thing (id int)")
                let applied = try await Migrator(pool: database.superuser, migrations: SQLMigrations.all + [next]).migrate()
                #expect(applied.count == 1)
            }
        }
    }

    @Test func aStrangersLocksDelayNoPartition() async throws {
        try await withTestDatabase { database, worker in
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    do $$ declare child regclass; begin
                        for child in select inhrelid from pg_inherits where inhparent in (
                            'run_history'::regclass, 'run_problem'::regclass, 'run_step'::regclass, 'run_change'::regclass)
                        loop execute format('drop table %s', child); end loop;
                    end $$
                    """)
            }
            try await withStranger(database) {
                try await worker.execute(EnsureHistoryPartitions())
            }
            #expect(try await database.superuser.first(Count()) == 16)
        }
    }

    /// No function and no statement waits for a lock that any login may hold.
    @Test func noAdvisoryLockIsEverAskedFor() async throws {
        try await withTestDatabase { database, _ in
            let asking = try await database.superuser.query(AdvisoryFunctions())
            #expect(asking.isEmpty)
        }
        let statements = StatementTests.all.filter { $0.sql.contains("advisory") }.map { "\($0)" }
        #expect(statements.isEmpty)
    }

    private struct AdvisoryFunctions: PostgresStatement {
        static let sql = """
            select proname::text as name from pg_proc
            where pronamespace = 'public'::regnamespace and pg_get_functiondef(oid) like '%advisory%'
            """
        static func decode(_ row: PostgresRow) throws -> String { try row.text("name") }
    }

    private struct Count: PostgresStatement {
        static let sql = """
            select count(*) as n from pg_inherits
            where inhparent in ('run_history'::regclass, 'run_problem'::regclass, 'run_step'::regclass, 'run_change'::regclass)
            """
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }
}
