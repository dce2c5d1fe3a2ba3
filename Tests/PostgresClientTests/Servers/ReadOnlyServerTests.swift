import Foundation
import PostgresTestKit
import Testing

@testable import PostgresClient

@Suite("Read-only servers", .timeLimit(.minutes(15)))
struct ReadOnlyServerTests {
    /// One that became a replica behind a proxy, or that an administrator made read-only, while others accept writes.
    @Test func aConnectionThatTakesNoWritesIsNotLentAgain() async throws {
        try await PrivatePostgres.with { server in
            try await TestDatabase.withPool(server.configuration { $0.maximumConnections = 1 }) { pool in
                try await pool.withConnection { try await $0.executeScript("create table entry (id bigint primary key)") }
                let first = try await pool.first(Backend())
                try await server.set("default_transaction_read_only", to: "on")
                try await TestDatabase.eventually(pool) { try await pool.first(IsReadOnly()) == true }
                for _ in 0..<2 {
                    let error = try await postgresError { try await pool.execute(InsertEntry(id: 1)) }
                    #expect(error.code == .server)
                    #expect(error.sqlstate == SQLState.readOnlyTransaction)
                    #expect(!error.isOutcomeUnknown)
                }
                let second = try await pool.first(Backend())
                #expect(second != first)
                try await server.set("default_transaction_read_only", to: "off")
                try await TestDatabase.eventually(pool) { try await pool.first(IsReadOnly()) == false }
                let inserted = try await pool.execute(InsertEntry(id: 1))
                #expect(inserted == 1)
            }
        }
    }

    @Test func theHostThatTakesWritesIsFoundAmongSeveralAndAfterAFailover() async throws {
        try await PrivatePostgres.with { primary in
            try await PrivatePostgres.with(replicaOf: primary) { replica in
                let hosts = "host=\(replica.folder.path),\(primary.folder.path) user=postgres dbname=postgres"
                let configuration = PostgresConfiguration(
                    conninfo: "\(hosts) target_session_attrs=read-write", failsFast: true)
                try await TestDatabase.withPool(configuration) { pool in
                    try await pool.withConnection { try await $0.executeScript("create table entry (id bigint primary key)") }
                    let inserted = try await pool.execute(InsertEntry(id: 1))
                    #expect(inserted == 1)
                    try await TestDatabase.withPool(replica.configuration()) { there in
                        try await TestDatabase.eventually(there) {
                            do { return try await there.first(CountEntries()) == 1 } catch { return false }
                        }
                        let error = try await postgresError { try await there.execute(InsertEntry(id: 2)) }
                        #expect(error.sqlstate == SQLState.readOnlyTransaction)
                    }

                    // For a while no server accepts writes: a new pool fails, a connected one waits.
                    try await primary.stop(.immediate)
                    try await TestDatabase.withPool(configuration) { late in
                        let error = try await postgresError { try await late.query(Successor()) }
                        #expect(error.code == .noSuitableServer)
                        #expect(error.isTransient && error.isConnectionProblem)
                    }
                    let task = Task { try await pool.execute(InsertEntry(id: 2)) }
                    try await replica.promote()
                    let after = try await task.value
                    #expect(after == 1)
                    let stored = try await pool.first(CountEntries())
                    #expect(stored == 2)
                }
            }
        }
    }

    private struct IsReadOnly: PostgresStatement {
        static let sql = "select current_setting('transaction_read_only')::boolean as answer"
        static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("answer") }
    }
}
