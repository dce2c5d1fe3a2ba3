import Foundation
import Logging
import Testing

@testable import PostgresClient

/// The server that the tests use, from the environment variable that `ops/test` sets.
enum TestDatabase {
    static var conninfo: String {
        get throws {
            try #require(
                ProcessInfo.processInfo.environment["PASSERELLE_TEST_DATABASE_URL"],
                "PASSERELLE_TEST_DATABASE_URL names the PostgreSQL server for tests.")
        }
    }

    static var logger: Logger {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }

    /// A pool for one test, closed after it.
    static func withPool<R: Sendable>(
        _ adjust: (inout PostgresConfiguration) -> Void = { _ in }, _ body: @Sendable (PostgresPool) async throws -> R
    ) async throws -> R {
        var configuration = PostgresConfiguration(conninfo: try conninfo, applicationName: "pg-\(UUID().uuidString)")
        adjust(&configuration)
        return try await withPool(configuration, body)
    }

    static func withPool<R: Sendable>(
        _ configuration: PostgresConfiguration, _ body: @Sendable (PostgresPool) async throws -> R
    ) async throws -> R {
        let pool = PostgresPool(configuration, logger: logger)
        let result: Result<R, any Error>
        do { result = .success(try await body(pool)) } catch { result = .failure(error) }
        await pool.shutdown()
        return try result.get()
    }

    /// Waits until `condition` of the server holds: the only clock is the server's own progress.
    static func eventually(_ pool: PostgresPool, _ condition: @Sendable () async throws -> Bool) async throws {
        while !(try await condition()) { try await pool.execute(Pulse()) }
    }

    /// For a pool with a short `acquireTimeout`, which bounds the opening of its first connection too: on a busy machine that
    /// may take longer.
    static func openFirstConnection(of pool: PostgresPool) async throws {
        for _ in 1...1000 {
            do {
                try await pool.execute(Pulse())
                return
            } catch let error as PostgresError where error.code == .poolExhausted {}
        }
        try await pool.execute(Pulse())
    }

    /// Yields the processor for a moment, on the server.
    private struct Pulse: PostgresStatement {
        static let sql = "select pg_sleep(0.002)"
    }
}
