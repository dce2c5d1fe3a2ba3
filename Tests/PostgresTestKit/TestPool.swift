import Logging
package import PostgresClient

/// A pool for the length of `body`.
package func withPool<Result: Sendable>(
    _ configuration: PostgresConfiguration, _ body: (PostgresPool) async throws -> Result
) async throws -> Result {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let pool = PostgresPool(configuration, logger: logger)
    do {
        let result = try await body(pool)
        await pool.shutdown()
        return result
    } catch {
        await pool.shutdown()
        throw error
    }
}

/// - Parameter role: nil for the login's own.
func withPool<Result: Sendable>(
    _ conninfo: String, role: String?, connections: Int, _ body: (PostgresPool) async throws -> Result
) async throws -> Result {
    try await withPool(
        PostgresConfiguration(conninfo: conninfo, role: role, maximumConnections: connections, failsFast: true), body)
}
