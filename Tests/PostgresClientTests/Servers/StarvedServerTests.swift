import Foundation
import PostgresTestKit
import Testing

@testable import PostgresClient

@Suite("A server that runs out of connections or disk", .timeLimit(.minutes(15)))
struct StarvedServerTests {
    @Test func aPoolGoesOnWithTheConnectionsThatTheServerGrants() async throws {
        try await PrivatePostgres.with(["max_connections": "3", "superuser_reserved_connections": "0", "max_wal_senders": "0"]) {
            server in
            try await TestDatabase.withPool(server.configuration { $0.maximumConnections = 8 }) { pool in
                let values = try await withThrowingTaskGroup(of: Int?.self) { group in
                    for number in 0..<20 { group.addTask { try await pool.first(Successor(value: number)) } }
                    return try await group.reduce(into: []) { $0.append($1 ?? -1) }
                }
                #expect(values.sorted() == Array(1...20))
                #expect(pool.openConnections <= 3)
            }
        }
    }

    @Test func aServerWithoutAConnectionLeftIsNamed() async throws {
        try await PrivatePostgres.with(["max_connections": "2", "superuser_reserved_connections": "0", "max_wal_senders": "0"]) {
            server in
            try await TestDatabase.withPool(server.configuration()) { greedy in
                try await greedy.withConnection { _ in
                    try await greedy.withConnection { _ in
                        for failsFast in [true, false] {
                            let configuration = server.configuration {
                                $0.failsFast = failsFast
                                $0.acquireTimeout = .seconds(2)
                            }
                            try await TestDatabase.withPool(configuration) { late in
                                let error = try await postgresError { try await late.query(Successor()) }
                                #expect(error.code == .connectFailed)
                                #expect(error.sqlstate == SQLState.tooManyConnections)
                                #expect(error.isTransient && !error.isPermanentRefusal)
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func aPoolThatGetsNoFurtherConnectionSaysWhy() async throws {
        try await PrivatePostgres.with(["max_connections": "1", "superuser_reserved_connections": "0", "max_wal_senders": "0"]) {
            server in
            try await TestDatabase.withPool(server.configuration { $0.acquireTimeout = .milliseconds(200) }) { pool in
                try await TestDatabase.openFirstConnection(of: pool)
                try await pool.withConnection { _ in
                    let error = try await postgresError { try await pool.query(Successor()) }
                    #expect(error.sqlstate == SQLState.tooManyConnections)
                }
            }
        }
    }

    @Test(.enabled("no small disk can be mounted here") { await PrivatePostgres.triesDisks() })
    func aDiskThatIsFullRefusesWritesUntilThereIsRoom() async throws {
        try await PrivatePostgres.with(disk: .tablespaces(megabytes: 4)) { server in
            let place = try #require(await server.diskFolder)
            try await TestDatabase.withPool(server.configuration { $0.maximumConnections = 1 }) { pool in
                try await pool.withConnection { try await $0.executeScript("create tablespace tight location '\(place.path)'") }
                try await pool.withConnection {
                    try await $0.executeScript("create table entry (id bigint primary key) tablespace tight")
                }
                try await server.fillDisk()
                let error = try await postgresError { try await pool.execute(InsertEntry(id: 1)) }
                #expect(error.code == .server)
                #expect(error.sqlstate == SQLState.diskFull)
                #expect(error.isTransient && !error.isConnectionProblem && !error.isOutcomeUnknown)
                try await server.freeDisk()
                let inserted = try await pool.execute(InsertEntry(id: 1))
                #expect(inserted == 1)
            }
        }
    }

    @Test(.enabled("no small disk can be mounted here") { await PrivatePostgres.triesDisks() })
    func aFullDiskUnderTheLogEndsTheServerAndThePoolFindsItAgain() async throws {
        try await PrivatePostgres.with(disk: .everythingWritten(megabytes: 16)) { server in
            try await TestDatabase.withPool(server.configuration { $0.maximumConnections = 1 }) { pool in
                try await pool.withConnection {
                    try await $0.executeScript("create table entry (id bigint primary key, text text)")
                }
                try await server.fillDisk()
                let error = try await postgresError {
                    for number in 1...100_000 { try await pool.execute(InsertLong(id: number)) }
                }
                #expect(error.isTransient)
                #expect(error.code == .connectionLost || error.code == .server)
                // Recovery fails too, for lack of room.
                try await server.waitForEnd()
                try await server.freeDisk()
                try await server.start()
                let stored = try await pool.first(CountEntries())
                #expect((stored ?? 0) > 0)
            }
        }
    }

    private struct InsertLong: PostgresStatement {
        static let sql = "insert into entry (id, text) select $1, string_agg(md5(n::text), '') from generate_series(1, 500) n"
        let id: Int
        var bindings: [PostgresValue] { [.int(id)] }
    }
}
