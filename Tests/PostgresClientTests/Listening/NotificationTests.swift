import Foundation
import Testing

@testable import PostgresClient

@Suite("LISTEN", .timeLimit(.minutes(15)))
struct NotificationTests {
    private struct Notify: PostgresStatement {
        static let sql = "select pg_notify($1, $2)"
        let channel: String
        let payload: String
        var bindings: [PostgresValue] { [.text(channel), .text(payload)] }
    }

    private struct Listeners: PostgresStatement {
        static let sql = "select pid from pg_stat_activity where application_name = $1 and query like 'listen%'"
        let application: String
        var bindings: [PostgresValue] { [.text(application)] }
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("pid") }
    }

    @Test func notificationsArriveInOrderFromTheChannelsAskedFor() async throws {
        let channel = "odd \"channel\" \(UUID().uuidString)"
        try await TestDatabase.withPool { pool in
            var notifications = pool.listen(to: [channel, "other"]).makeAsyncIterator()
            let first = try await notifications.next()
            #expect(first == .listening)
            try await pool.transaction { connection in
                for payload in ["1", "deux", ""] { try await connection.execute(Notify(channel: channel, payload: payload)) }
                try await connection.execute(Notify(channel: "elsewhere", payload: "x"))
            }
            for payload in ["1", "deux", ""] {
                let next = try await notifications.next()
                #expect(next == .received(channel: channel, payload: payload))
            }
        }
    }

    @Test func aLostConnectionIsMadeAnewAndSaidSo() async throws {
        let application = "listen-\(UUID().uuidString)"
        let channel = application
        try await TestDatabase.withPool({ $0.applicationName = application }) { pool in
            var notifications = pool.listen(to: [channel]).makeAsyncIterator()
            let first = try await notifications.next()
            #expect(first == .listening)
            let pid = try #require(try await pool.first(Listeners(application: application)))
            try await pool.execute(Terminate(pid: pid))
            let second = try await notifications.next()
            #expect(second == .listening)
            try await pool.execute(Notify(channel: channel, payload: "again"))
            let third = try await notifications.next()
            #expect(third == .received(channel: channel, payload: "again"))
        }
    }

    @Test func cancellingTheTaskEndsTheSequenceAndItsConnection() async throws {
        let application = "listen-\(UUID().uuidString)"
        try await TestDatabase.withPool({ $0.applicationName = application }) { pool in
            let (started, report) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                var seen = 0
                for try await _ in pool.listen(to: ["c"]) {
                    seen += 1
                    report.yield()
                }
                return seen
            }
            for await _ in started { break }
            task.cancel()
            let seen = try await task.value
            #expect(seen == 1)
            try await TestDatabase.eventually(pool) { try await pool.query(Listeners(application: application)).isEmpty }
        }
    }

    @Test func whatNoRetryHelpsIsThrown() async throws {
        try await TestDatabase.withPool { pool in
            let unnamed = try await postgresError {
                var notifications = pool.listen(to: [""]).makeAsyncIterator()
                return try await notifications.next()
            }
            #expect(unnamed.code == .invalidValue)
        }
        try await TestDatabase.withPool({ $0.role = "pg_no_such_role" }) { pool in
            let refused = try await postgresError {
                var notifications = pool.listen(to: ["c"]).makeAsyncIterator()
                return try await notifications.next()
            }
            #expect(refused.code == .connectFailed)
        }
    }
}
