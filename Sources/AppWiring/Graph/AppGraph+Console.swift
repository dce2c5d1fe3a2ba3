import Logging
package import Operations
import PostgresClient
import PostgresStore
import SyncCore
import SyncEngine

extension AppGraph {
    static let console = "passerelle_console"
    /// Includes the other: it may also name people by a reverse proxy's word.
    static let consoleProxy = "passerelle_console_proxy"

    /// A page that takes longer tells the person so, and does not keep the database busy.
    private static let pageSettings = ["statement_timeout": "2s"].merging(sessionSettings) { page, _ in page }
    /// Of the console's own: workers' connections are not used up by browsers.
    private static let pageConnections = 4

    package func serveConsole<Result: Sendable>(
        byProxy: Bool, _ body: (ConsolePorts) async throws -> Result
    ) async throws -> Result {
        var served = configuration
        if !served.isLogLevelSet { served.logLevel = .info }
        // Whatever the configuration names: the console opens no secret.
        served.keyringPath = nil
        let graph = AppGraph(configuration: served, facts: facts, writeLog: writeLog)
        return try await graph.withPool({
            PostgresConfiguration(
                conninfo: $0, role: byProxy ? Self.consoleProxy : Self.console, applicationName: "passerelle console",
                maximumConnections: Self.pageConnections, acquireTimeout: .seconds(5), failsFast: true,
                sessionSettings: Self.pageSettings)
        }) { pool in
            try await Migrator(pool: pool).requireCurrentSchema()
            return try await graph.withExchange(graph.exchange) { exchange in
                try await body(
                    ConsolePorts(logger: graph.logger("passerelle.console")) { operation, reason, actor in
                        // Reads that leave an entry need the person too.
                        let audit = AuditContext(operation: operation ?? "console", reason: reason, session: actor?.secret)
                        var services = graph.services(on: pool, exchange, audit: audit)
                        if let actor { services.operators = actor.operators(over: services.operators) }
                        return services
                    })
            }
        }
    }
}
