import Foundation
import Testing

@testable import PostgresClient

/// A schema for one test, first in `search_path`, dropped after it. For tables that several connections see.
enum Scratch {
    static func withPool<R: Sendable>(
        _ tables: String, _ adjust: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @Sendable (PostgresPool) async throws -> R
    ) async throws -> R {
        let schema = "client_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        var configuration = PostgresConfiguration(conninfo: try TestDatabase.conninfo, applicationName: schema)
        configuration.sessionSettings["search_path"] = schema
        adjust(&configuration)
        let settings = configuration
        return try await TestDatabase.withPool { admin in
            try await admin.withConnection { connection in
                try await connection.executeScript("create schema \(schema); set search_path = \(schema); \(tables)")
            }
            let result: Result<R, any Error>
            do { result = .success(try await TestDatabase.withPool(settings, body)) } catch { result = .failure(error) }
            try await admin.withConnection { try await $0.executeScript("drop schema \(schema) cascade") }
            return try result.get()
        }
    }
}

/// Expects a `PostgresError` and returns it.
func postgresError(
    _ body: () async throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> PostgresError {
    let error = await #expect(throws: PostgresError.self, sourceLocation: sourceLocation) { _ = try await body() }
    return try #require(error, sourceLocation: sourceLocation)
}
