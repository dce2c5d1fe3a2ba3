import Logging
import PostgresClient

extension PrivatePostgres {
    /// Polls until `condition` holds.
    package static func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(60))
        while try await !condition() {
            guard ContinuousClock.now < end else { throw ServerProcess.TooSlow(description: "\(what) did not come in time") }
            try await Task.sleep(for: .milliseconds(4))
        }
    }

    /// How often the server logged that text.
    package func count(of text: String) -> Int { log.ranges(of: text).count }

    private func withSession<Result: Sendable>(
        _ database: String, connections: Int = 1, _ body: (PostgresPool) async throws -> Result
    ) async throws -> Result {
        try await withPool(
            PostgresConfiguration(
                conninfo: conninfo(database: database), applicationName: "test", maximumConnections: connections), body)
    }

    /// Runs SQL as a superuser.
    package func sql(_ script: String, database: String = "postgres") async throws {
        try await withSession(database) { pool in try await pool.withConnection { try await $0.executeScript(script) } }
    }

    /// Writes to the log until its disk is full, which ends the server.
    package func exhaustLog() async {
        let message = "pg_logical_emit_message(false, 'test', repeat('x', 200000))"
        // The server's end is the purpose.
        try? await sql("select \(message) from generate_series(1, 5000)")
    }

    /// Holds a lock on a table that makes all other statements wait.
    package func withLock<Result: Sendable>(
        on table: String, database: String, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withSession(database) { pool in
            try await pool.transaction { connection in
                try await connection.executeScript("lock table \(table) in access exclusive mode")
                return try await body()
            }
        }
    }

    /// Takes every connection of a server that has that many, for the length of `body`. Waits for those that others are closing,
    /// so that none becomes free during `body`.
    package func withEveryConnectionTaken(of count: Int, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withSession("postgres", connections: count) { pool in try await Self.take(count, of: pool, body) }
    }

    private static func take(
        _ count: Int, of pool: PostgresPool, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        guard count > 0 else { return try await body() }
        try await pool.withConnection { _ in try await take(count - 1, of: pool, body) }
    }
}
