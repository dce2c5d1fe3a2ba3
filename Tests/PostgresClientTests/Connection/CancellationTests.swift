import Foundation
import Testing

@testable import PostgresClient

@Suite("Cancellation and time", .timeLimit(.minutes(15)))
struct CancellationTests {
    /// Waits until `application` runs, or no longer runs, the endless statement.
    private func awaitActive(_ expected: Int, _ application: String, _ watcher: PostgresPool) async throws {
        try await TestDatabase.eventually(watcher) {
            let sleeping = ActiveStatements(application: application, query: "%pg_sleep(100000)%")
            return try await watcher.first(sleeping) == expected
        }
    }

    @Test func cancellingATaskCancelsItsStatementOnTheServer() async throws {
        let application = "cancel-\(UUID().uuidString)"
        try await TestDatabase.withPool { watcher in
            try await TestDatabase.withPool({
                $0.applicationName = application
                $0.maximumConnections = 1
            }) { pool in
                let before = try await pool.first(Backend())
                let task = Task { try await pool.execute(SleepForEver()) }
                try await awaitActive(1, application, watcher)
                task.cancel()
                let error = try await postgresError { try await task.value }
                #expect(error.code == .cancelled)
                #expect(error.sqlstate == SQLState.queryCanceled)
                #expect(!error.isOutcomeUnknown)
                try await awaitActive(0, application, watcher)
                // The connection survives, and the late cancellation affects nothing else.
                for _ in 0..<20 {
                    let pid = try await pool.first(Backend())
                    #expect(pid == before)
                }
            }
        }
    }

    @Test func aCancelledTransactionIsRolledBack() async throws {
        let application = "cancel-\(UUID().uuidString)"
        try await TestDatabase.withPool { watcher in
            try await Scratch.withPool("create table entry (id int)", { $0.applicationName = application }) { pool in
                let task = Task {
                    try await pool.transaction { connection in
                        try await connection.execute(InsertEntry())
                        try await connection.execute(SleepForEver())
                    }
                }
                try await awaitActive(1, application, watcher)
                task.cancel()
                let error = try await postgresError { try await task.value }
                #expect(error.code == .cancelled)
                let count = try await pool.first(CountEntries())
                #expect(count == 0)
            }
        }
    }

    private struct InsertEntry: PostgresStatement {
        static let sql = "insert into entry values (1)"
    }

    private struct CountEntries: PostgresStatement {
        static let sql = "select count(*) as n from entry"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let task = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await connection.execute(SleepForEver())
                }
                let error = try await postgresError { try await task.value }
                #expect(error.code == .cancelled)
                #expect(error.sqlstate == nil)
            }
        }
    }

    @Test func cancellingAWaiterFreesItsPlace() async throws {
        try await TestDatabase.withPool({ $0.maximumConnections = 1 }) { pool in
            try await pool.withConnection { connection in
                let waiting = Task { try await pool.first(Backend()) }
                while pool.waiterCount == 0 { await Task.yield() }
                waiting.cancel()
                let error = try await postgresError { try await waiting.value }
                #expect(error.code == .cancelled)
                #expect(error.phase == .acquire)
                #expect(pool.waiterCount == 0)
                let value = try await connection.query(Successor())
                #expect(value == [2])
            }
        }
    }

    @Test func theServerEndsAStatementThatTakesTooLong() async throws {
        try await TestDatabase.withPool({
            $0.statementTimeout = .milliseconds(50)
            $0.maximumConnections = 1
        }) { pool in
            let before = try await pool.first(Backend())
            let error = try await postgresError { try await pool.execute(SleepForEver()) }
            #expect(error.code == .timedOut)
            #expect(error.isTransient)
            #expect(!error.isOutcomeUnknown)
            let after = try await pool.first(Backend())
            #expect(after == before)
        }
    }

    private struct DisableTimeout: PostgresStatement {
        static let sql = "set local statement_timeout = 0"
    }

    @Test func withoutTheServersTimeoutOursCancels() async throws {
        try await TestDatabase.withPool({ $0.statementTimeout = .milliseconds(50) }) { pool in
            let error = try await postgresError {
                try await pool.transaction { connection in
                    try await connection.execute(DisableTimeout())
                    try await connection.execute(SleepForEver())
                }
            }
            #expect(error.code == .timedOut)
            #expect(error.sqlstate == SQLState.queryCanceled)
        }
    }

    @Test func aServerThatNoLongerAnswersIsGivenUp() async throws {
        let conninfo = try TestDatabase.conninfo
        let relay = try Relay(to: conninfo)
        defer { relay.close() }
        var configuration = PostgresConfiguration(conninfo: relay.conninfo(from: conninfo), maximumConnections: 1)
        configuration.statementTimeout = .milliseconds(50)
        configuration.cancelGrace = .milliseconds(50)
        try await TestDatabase.withPool(configuration) { pool in
            let error = try await postgresError {
                try await pool.withConnection { connection in
                    try await connection.execute(Successor())
                    relay.fallSilent()
                    try await connection.execute(Successor())
                }
            }
            #expect(error.code == .timedOut)
            #expect(error.isOutcomeUnknown)
            #expect(pool.openConnections == 0)
        }
    }

    private struct LockTable: PostgresStatement {
        static let sql = "lock table entry in access exclusive mode"
    }

    @Test func waitingForALockHasItsOwnLimit() async throws {
        try await Scratch.withPool("create table entry (id int)", { $0.lockTimeout = .milliseconds(20) }) { pool in
            try await pool.transaction { holder in
                try await holder.execute(LockTable())
                let error = try await postgresError { try await pool.first(CountEntries()) }
                #expect(error.sqlstate == SQLState.lockNotAvailable)
                #expect(error.isTransient)
            }
        }
    }

    @Test func aScriptMayTakeLonger() async throws {
        try await TestDatabase.withPool({ $0.statementTimeout = .milliseconds(300) }) { pool in
            try await pool.withConnection { connection in
                try await connection.executeScript("select pg_sleep(0.4); select pg_sleep(0.01)", timeout: .seconds(60))
            }
            let error = try await postgresError {
                try await pool.withConnection { try await $0.executeScript("select pg_sleep(100)") }
            }
            #expect(error.code == .timedOut)
        }
    }
}
