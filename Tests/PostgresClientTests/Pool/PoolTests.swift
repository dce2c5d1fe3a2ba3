import Foundation
import Testing

@testable import PostgresClient

@Suite("Pool", .timeLimit(.minutes(15)))
struct PoolTests {
    @Test func manyTasksShareFewConnections() async throws {
        let settings: (inout PostgresConfiguration) -> Void = {
            $0.maximumConnections = 4
            // Two hundred at once wait long on a slow machine, as under ThreadSanitizer.
            $0.acquireTimeout = .seconds(100)
        }
        try await TestDatabase.withPool(settings) { pool in
            let results = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await pool.transaction { connection in
                            let value = try await connection.first(Successor(value: number)) ?? 0
                            return (value - number, await connection.backendID)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count == 200)
            #expect(results.allSatisfy { $0.0 == 1 })
            #expect(Set(results.map(\.1)).count <= 4)
            #expect(pool.openConnections <= 4)
        }
    }

    private struct Lock: PostgresStatement {
        static let sql = "select pg_advisory_xact_lock($1)"
        let key: Int
        var bindings: [PostgresValue] { [.int(key)] }
    }

    private struct Blocked: PostgresStatement {
        static let sql = """
            select count(*) as n from pg_locks
            where locktype = 'advisory' and not granted and objid = $1::bigint::oid and database = (
                select oid from pg_database where datname = current_database())
            """
        let key: Int
        var bindings: [PostgresValue] { [.int(key)] }
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    /// More statements than the machine has cores wait for a lock, while other tasks compute: if waits blocked threads of the
    /// cooperative pool, none would be left to release the lock.
    @Test func waitingStatementsHoldNoThreadOfTheCooperativePool() async throws {
        let waiting = ProcessInfo.processInfo.activeProcessorCount * 2 + 2
        let key = Int.random(in: 1...1_000_000_000)
        try await TestDatabase.withPool { admin in
            try await TestDatabase.withPool({ $0.maximumConnections = waiting }) { pool in
                let tasks = try await admin.transaction { holder in
                    try await holder.execute(Lock(key: key))
                    let tasks = (0..<waiting).map { _ in
                        Task { try await pool.transaction { try await $0.execute(Lock(key: key)) } }
                    }
                    try await TestDatabase.eventually(admin) { try await admin.first(Blocked(key: key)) == waiting }
                    let sums = await withTaskGroup(of: Int.self) { sums in
                        for number in 0..<waiting { sums.addTask { (1...1000).reduce(number, +) } }
                        return await sums.reduce(0, +)
                    }
                    #expect(sums == waiting * 500_500 + waiting * (waiting - 1) / 2)
                    return tasks
                }
                for task in tasks {
                    let rows = try await task.value
                    #expect(rows == 1)
                }
            }
        }
    }

    @Test func theBodyRunsOnTheConnectionsThread() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                #expect(connection.isOnItsThread)
                try await connection.execute(Successor())
                #expect(connection.isOnItsThread)
            }
            let isOnThread = try await pool.transaction { $0.isOnItsThread }
            #expect(isOnThread)
        }
    }

    @Test @MainActor func callersOnAnActorOfTheirOwnAreServedAsWell() async throws {
        try await TestDatabase.withPool { pool in
            let wasOnThread = try await pool.withConnection { $0.isOnItsThread }
            let value = try await pool.withConnection { connection in
                try await Task { @MainActor in try await connection.query(Successor(value: 5)) }.value
            }
            #expect(wasOnThread)
            #expect(value == [6])
        }
    }

    @Test func aConnectionIsRefusedAfterItsUse() async throws {
        try await TestDatabase.withPool { pool in
            let kept = try await pool.withConnection { $0 }
            let error = try await postgresError { try await kept.query(Successor()) }
            #expect(error.code == .misuse)
            let backend = await kept.backendID
            #expect(backend == 0)
            let value = try await pool.query(Successor())
            #expect(value == [2])
        }
    }

    @Test func waitingHasAnEnd() async throws {
        try await TestDatabase.withPool({
            $0.maximumConnections = 1
            $0.acquireTimeout = .milliseconds(30)
        }) { pool in
            try await TestDatabase.openFirstConnection(of: pool)
            try await pool.withConnection { _ in
                let error = try await postgresError { try await pool.query(Successor()) }
                #expect(error.code == .poolExhausted)
                #expect(error.description == "All 1 database connections were busy for 0.03 seconds.")
                #expect(error.isTransient)
            }
        }
    }

    @Test func callsAtTheSameTimeOnOneConnectionTakeTurns() async throws {
        try await TestDatabase.withPool({ $0.maximumConnections = 1 }) { pool in
            let values = try await pool.withConnection { connection in
                async let one = connection.first(Successor(value: 1))
                async let two = connection.first(Successor(value: 2))
                let three = Task.detached { try await connection.first(Successor(value: 3)) }
                return [try await one, try await two, try await three.value]
            }
            #expect(values == [2, 3, 4])
        }
    }

    @Test func shutdownWaitsForBorrowersAndRefusesNewOnes() async throws {
        let application = "shutdown-\(UUID().uuidString)"
        try await TestDatabase.withPool { watcher in
            let pool = PostgresPool(
                PostgresConfiguration(conninfo: try TestDatabase.conninfo, applicationName: application),
                logger: TestDatabase.logger)
            let (borrowed, reportBorrowed) = AsyncStream.makeStream(of: Void.self)
            let (release, giveBack) = AsyncStream.makeStream(of: Void.self)
            let borrower = Task {
                try await pool.withConnection { connection in
                    reportBorrowed.yield()
                    for await _ in release { break }
                    return try await connection.first(Successor())
                }
            }
            for await _ in borrowed { break }
            let shutdown = Task { await pool.shutdown() }
            while !pool.isShutDown { await Task.yield() }
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .shutDown)
            giveBack.yield()
            let value = try await borrower.value
            #expect(value == 2)
            await shutdown.value
            await pool.shutdown()
            #expect(pool.openConnections == 0)
            try await TestDatabase.eventually(watcher) { try await watcher.first(Connections(application: application)) == 0 }
        }
    }

    @Test func aForgottenPoolClosesItsConnections() async throws {
        let application = "forgotten-\(UUID().uuidString)"
        try await TestDatabase.withPool { watcher in
            do {
                let pool = PostgresPool(
                    PostgresConfiguration(conninfo: try TestDatabase.conninfo, applicationName: application),
                    logger: TestDatabase.logger)
                try await pool.execute(Successor())
            }
            try await TestDatabase.eventually(watcher) { try await watcher.first(Connections(application: application)) == 0 }
        }
    }

    private struct Connections: PostgresStatement {
        static let sql = "select count(*) as n from pg_stat_activity where application_name = $1"
        let application: String
        var bindings: [PostgresValue] { [.text(application)] }
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    @Test func tasksThatComeAndGoLeaveThePoolWhole() async throws {
        try await TestDatabase.withPool({ $0.maximumConnections = 3 }) { pool in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let task = Task { try await pool.transaction { try await $0.query(Successor(value: number)) } }
                        if number.isMultiple(of: 2) { task.cancel() }
                        _ = await task.result
                    }
                }
            }
            #expect(pool.waiterCount == 0)
            #expect(pool.openConnections <= 3)
            let value = try await pool.query(Successor())
            #expect(value == [2])
        }
    }
}
