import Foundation
import PostgresTestKit
import Testing

@testable import PostgresClient

@Suite("A server that restarts", .timeLimit(.minutes(15)))
struct RestartTests {
    @Test(arguments: [PrivatePostgres.Ending.fast, .immediate])
    func aPoolGoesOnWithTheServerThatCameBack(ending: PrivatePostgres.Ending) async throws {
        try await PrivatePostgres.with { server in
            try await TestDatabase.withPool(server.configuration { $0.maximumConnections = 4 }) { pool in
                for _ in 0..<3 {
                    let values = try await withThrowingTaskGroup(of: Int?.self) { group in
                        for number in 0..<12 { group.addTask { try await pool.first(Successor(value: number)) } }
                        return try await group.reduce(into: []) { $0.append($1 ?? -1) }
                    }
                    #expect(values.sorted() == Array(1...12))
                    try await server.restart(ending)
                }
            }
        }
    }

    @Test("A pool that was connected once waits for a server that is away, even one that fails fast")
    func afterTheFirstConnectionThereIsPatience() async throws {
        try await PrivatePostgres.with { server in
            let log = WarningSignal()
            let configuration = server.configuration { $0.failsFast = true }
            let pool = PostgresPool(configuration, logger: log.logger)
            let first = try await pool.query(Successor())
            #expect(first == [2])
            try await server.stop()
            let task = Task { try await pool.query(Successor()) }
            // One attempt has failed.
            await log.next()
            try await server.start()
            let second = try await task.value
            #expect(second == [2])
            await pool.shutdown()
        }
    }

    @Test func aTransactionThatIsCutOffIsRolledBackAndSaysThatItIs() async throws {
        try await PrivatePostgres.with { server in
            try await TestDatabase.withPool(server.configuration()) { pool in
                try await pool.withConnection { try await $0.executeScript("create table entry (id bigint primary key)") }
                for ending in [PrivatePostgres.Ending.fast, .immediate] {
                    let error = try await postgresError {
                        try await pool.transaction { connection in
                            try await connection.execute(InsertEntry(id: 1))
                            try await server.restart(ending)
                            try await connection.execute(InsertEntry(id: 2))
                        }
                    }
                    #expect(error.code == .connectionLost)
                    #expect(!error.isOutcomeUnknown, "nothing was committed")
                    let stored = try await pool.first(CountEntries())
                    #expect(stored == 0)
                }
                let error = try await postgresError {
                    try await pool.transaction { connection in
                        try await connection.execute(InsertEntry(id: 3))
                        try await server.restart(.immediate)
                    }
                }
                #expect(error.code == .connectionLost)
                #expect(error.phase == .commit)
            }
        }
    }

    @Test func theCrashOfAnotherSessionEndsOursAndThePoolGoesOn() async throws {
        try await PrivatePostgres.with { server in
            try await TestDatabase.withPool(server.configuration { $0.maximumConnections = 2 }) { pool in
                try await TestDatabase.withPool(server.configuration { $0.maximumConnections = 1 }) { other in
                    let victim = try #require(try await other.first(Backend()))
                    let pid = try #require(try await pool.first(Backend()))
                    let task = Task { try await pool.execute(SleepForEver()) }
                    try await TestDatabase.eventually(other) { try await other.first(IsAsleep(pid: pid)) == true }
                    kill(pid_t(victim), SIGKILL)
                    let error = try await postgresError { try await task.value }
                    #expect(error.code == .connectionLost)
                    #expect(error.isOutcomeUnknown && error.isTransient)
                    let next = try await pool.query(Successor())
                    #expect(next == [2])
                }
            }
        }
    }

    @Test func aServerThatIsGoingDownTurnsCallersAwayByName() async throws {
        try await PrivatePostgres.with { server in
            try await TestDatabase.withPool(server.configuration()) { pool in
                try await pool.withConnection { connection in
                    try await server.beginSmartShutdown()
                    try await TestDatabase.withPool(server.configuration { $0.failsFast = true }) { late in
                        let error = try await postgresError { try await late.query(Successor()) }
                        #expect(error.code == .connectFailed)
                        #expect(error.sqlstate == SQLState.cannotConnectNow)
                        #expect(error.isTransient && error.isConnectionProblem && !error.isPermanentRefusal)
                    }
                    // The current session runs to its end.
                    let value = try await connection.query(Successor())
                    #expect(value == [2])
                }
                // The pool keeps its idle connection until shutdown, and the server waits for that.
            }
            try await server.waitForEnd()
        }
    }

    @Test("A connection to a hanging server process is closed; the next use gets another one")
    func aBackendThatHangsIsGivenUp() async throws {
        try await PrivatePostgres.with { server in
            let configuration = server.configuration {
                $0.maximumConnections = 1
                $0.statementTimeout = .milliseconds(500)
                $0.cancelGrace = .milliseconds(100)
            }
            try await TestDatabase.withPool(configuration) { pool in
                try await pool.withConnection { try await $0.executeScript("create table entry (id bigint primary key)") }
                try await pool.execute(InsertEntry(id: 1))
                let pid = try #require(try await pool.first(Backend()))
                kill(pid_t(pid), SIGSTOP)
                let error = try await postgresError { try await pool.execute(InsertEntry(id: 2)) }
                #expect(error.code == .timedOut)
                #expect(error.isOutcomeUnknown)
                let other = try #require(try await pool.first(Backend()))
                #expect(other != pid)
                kill(pid_t(pid), SIGCONT)
            }
        }
    }
}
