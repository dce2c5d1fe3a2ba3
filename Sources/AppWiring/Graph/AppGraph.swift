import HTTPTransport
package import Logging
package import Operations
import PostgresClient
import PostgresStore
import SQLMigrations
package import SyncCore
package import SyncEngine

/// The only place that creates the concrete types. Each use opens only what it needs, and always closes it.
package struct AppGraph: Sendable {
    let configuration: AppConfiguration
    let facts: ProcessFacts
    let writeLog: @Sendable (String) -> Void

    /// - Parameter writeLog: gets whole log lines.
    package init(configuration: AppConfiguration, facts: ProcessFacts, writeLog: @escaping @Sendable (String) -> Void) {
        self.configuration = configuration
        self.facts = facts
        self.writeLog = writeLog
    }

    /// Records every exchange with both systems; nil for none.
    private var recording: ExchangeRecording?
    /// Why the operator does it, for the audit log.
    private var reason: String?

    package func logger(_ label: String) -> Logger {
        Logger(label: label) { label in
            LineLogHandler(
                label: label, level: configuration.logLevel, format: configuration.logFormat, now: facts.now, write: writeLog)
        }
    }

    /// Opens the ports for the duration of `body`. Needs an up-to-date database; the keyring and the remotes are opened on first
    /// use.
    package func withServices<Result: Sendable>(
        _ access: Access = .work, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        try await withServices(access, for: nil, body)
    }

    package func withServices<Result: Sendable>(
        _ access: Access, for operation: String?, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        let audit = operation.map { self.audit($0) }
        return try await withReadyPool(access) { pool in try await withServices(on: pool, audit: audit, body) }
    }

    /// A pool on an up-to-date database, in the first role that the login may set. A person's login may set none of them, and has its
    /// rights without.
    func withReadyPool<Result: Sendable>(
        _ access: Access, _ body: (PostgresPool) async throws -> Result
    ) async throws -> Result {
        for role in access == .work ? [Self.worker] : [Self.reader, Self.worker] {
            do {
                return try await withPool(role: role, access) { pool in
                    do {
                        try await Migrator(pool: pool).requireCurrentSchema()
                    } catch let error as SyncError where error.failure == .database(.rightMissing) {
                        throw RoleDenied()
                    }
                    return try await body(pool)
                }
            } catch is RoleDenied {
                logger("passerelle").debug("The login may not act as \(role); going on without.")
            }
        }
        return try await withPool(role: nil, access) { pool in
            try await Migrator(pool: pool).requireCurrentSchema()
            return try await body(pool)
        }
    }

    /// The login may not set that role.
    private struct RoleDenied: Error {}

    /// What the audit log records of an operation of a person at this machine.
    func audit(_ operation: String) -> AuditContext {
        AuditContext(operation: operation, reason: reason, claimed: facts.person)
    }

    /// Lets the simulators' journal show which process sent a request; the real remotes do not get our servers' names.
    private var agent: String {
        configuration.allowLoopback ? "\(Release.userAgent) (\(facts.workerName))" : Release.userAgent
    }

    static let worker = "passerelle_worker"
    private static let reader = "passerelle_reader"

    /// A process that is suspended in the middle of a transaction (a suspended machine, SIGSTOP) locks its run's row, and every
    /// claim skips it, even long after its lease has expired. So the server ends such a session: before a lease expires, but late
    /// enough for a process that merely lacks CPU. Statements are short: to compile one (`jit`) takes longer than to run it.
    static let sessionSettings = ["idle_in_transaction_session_timeout": "20s", "jit": "off"]

    func withServices<Result: Sendable>(
        on pool: PostgresPool, metrics: SyncMetrics = .off, audit: AuditContext?, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        try await withExchange(exchange) { try await body(services(on: pool, $0, metrics: metrics, audit: audit)) }
    }

    /// For both remote systems.
    var exchange: AsyncHTTPExchange { AsyncHTTPExchange(policy: outbound, agent: agent) }
    private var outbound: OutboundPolicy { OutboundPolicy(allowLoopback: configuration.allowLoopback) }

    /// Shuts the exchange down after `body`.
    func withExchange<Result: Sendable>(
        _ exchange: AsyncHTTPExchange, _ body: (AsyncHTTPExchange) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(exchange)
            await exchange.shutdown()
            return result
        } catch {
            await exchange.shutdown()
            throw error
        }
    }

    /// The ports of every process. Each port that leaves entries in the audit log gets the same context.
    func services(
        on pool: PostgresPool, _ exchange: AsyncHTTPExchange, metrics: SyncMetrics = .off, audit: AuditContext?
    ) -> Services {
        let tokenURL = configuration.development.tokenURL
        let vault = KeyringVault(pool: pool, keyringPath: configuration.keyringPath, tokenURL: tokenURL, audit: audit)
        let schedules = PostgresScheduleStore(pool: pool)
        let registry = PostgresTenantRegistry(pool: pool, audit: audit)
        let connector = VaultTenantConnector(
            vault: vault, budget: SteadyBudget(PostgresRequestBudget(pool: pool), clock: facts.clock),
            exchange: exchange, policy: outbound,
            calls: configuration.development.calls, tokenURL: tokenURL, pacing: Pacing(instant: facts.now), metrics: metrics,
            logger: logger("passerelle.remote"), now: schedules.now, fieldRules: registry.fieldRules, recording: recording)
        return Services(
            registry: registry, runs: PostgresRunStore(pool: pool, audit: audit),
            schedules: schedules, fleet: PostgresFleetStore(pool: pool, audit: audit),
            ledger: PostgresEventLedger(pool: pool), records: PostgresEmployeeRecords(pool: pool, audit: audit), vault: vault,
            connector: connector,
            source: { try await connector.source(of: $0) },
            target: { try await connector.target(of: $0) }, prober: { try await connector.prober(of: $0) },
            checks: { await connector.checks(of: $0, notices: $1) }, notices: PostgresAPINoticeStore(pool: pool),
            alerts: PostgresAlertStore(pool: pool),
            audit: PostgresAuditLog(pool: pool, audit: audit), operators: PostgresOperatorStore(pool: pool, audit: audit),
            batches: PostgresBatchStore(pool: pool, audit: audit), queue: PostgresWorkQueue(pool: pool, audit: audit),
            sessions: PostgresConsoleSessionStore(pool: pool, audit: audit), console: PostgresConsoleReading(pool: pool),
            addresses: addresses, workerName: facts.workerName, now: facts.now,
            logger: logger("passerelle.sync"), alertReceiver: singleReceiver,
            lease: configuration.development.lease, faults: configuration.development.faultPoints,
            trying: { await connector.trying($1).checks(of: $0, notices: APINotices()) })
    }

    /// - Parameter role: nil keeps the login's own rights, which only migrations need.
    func withPool<Result: Sendable>(
        role: String?, _ access: Access = .work, _ body: (PostgresPool) async throws -> Result
    ) async throws -> Result {
        var settings = Self.sessionSettings
        if access == .inspect { settings["default_transaction_read_only"] = "on" }
        // For a waiting person: report an unreachable database at once.
        return try await withPool(
            { PostgresConfiguration(conninfo: $0, role: role, failsFast: true, sessionSettings: settings) }, body)
    }

    /// - Parameter settings: of the pool, from the connection string.
    func withPool<Result: Sendable>(
        _ settings: (String) -> PostgresConfiguration, _ body: (PostgresPool) async throws -> Result
    ) async throws -> Result {
        let settings = try configuration.requireDatabaseURL().reveal(settings)
        do {
            try settings.validate()
        } catch {
            throw ConfigurationError(issues: [.init(ConfigurationKey.databaseURL.variable, .connectionString)])
        }
        let pool = PostgresPool(settings, logger: logger("passerelle.postgres"))
        do {
            let result = try await body(pool)
            await pool.shutdown()
            return result
        } catch {
            await pool.shutdown()
            throw error
        }
    }
}

// MARK: - Installation

extension AppGraph: Installation {
    package var addresses: any AddressReading { TenantAddresses(allowLoopback: configuration.allowLoopback) }
    package var schema: any SchemaAdministration { GraphSchema(graph: self) }
    package var keyring: any KeyringAdministration { GraphKeyring(graph: self) }

    package func recording(
        into path: String
    ) throws -> (installation: any Installation, recording: any SupportRecording) {
        let recording = try RecordingFile(path: path)
        var graph = self
        graph.recording = recording.exchanges
        return (graph, recording)
    }

    package func giving(_ reason: String) -> any Installation {
        var graph = self
        graph.reason = reason
        return graph
    }

    func keyringFile() throws -> KeyringFile {
        KeyringFile(path: try configuration.requireKeyringPath())
    }
}

/// The schema, as the login itself.
private struct GraphSchema: SchemaAdministration {
    let graph: AppGraph

    func migrate(applied: (String) -> Void) async throws -> [String] {
        try await graph.withPool(role: nil) { pool in
            try await Migrator(pool: pool, audit: graph.audit("db.migrate")).migrate(applied: applied)
        }
    }

    func status() async throws -> SchemaStatus {
        try await graph.withPool(role: nil) { pool in
            let status = try await Migrator(pool: pool).status()
            let pending = status.pendingFunctions.map { "functions/\($0.name)" }
            let inForce = status.functions.map { SchemaStatus.Step(name: "functions/\($0.name)", appliedAt: $0.appliedAt) }
            return SchemaStatus(
                steps: status.applied.map { .init(name: $0.name, appliedAt: $0.appliedAt) }
                    + status.pending.map { .init(name: $0.name, appliedAt: nil) } + inForce.filter { !pending.contains($0.name) }
                    + pending.map { .init(name: $0, appliedAt: nil) },
                isOpenToEveryLogin: status.isOpenToEveryLogin, database: status.database)
        }
    }
}

/// The keyring of the configuration.
private struct GraphKeyring: KeyringAdministration {
    let graph: AppGraph

    func create() async throws -> String {
        let file = try graph.keyringFile()
        try file.initialize(now: graph.facts.now())
        return file.path
    }

    func rotate() async throws -> KeyringRotationReport {
        try await withRotation { rotation, _ in
            try await requireAdmin()
            return try await rotation.rotate(now: graph.facts.now())
        }
    }

    func publish() async throws -> String? {
        try await withRotation("keyring.publish") { rotation, _ in
            try await requireAdmin("keyring.publish")
            return try await rotation.publish()
        }
    }

    /// The database would refuse it too, without naming the right.
    private func requireAdmin(_ operation: String = "keyring.rotate") async throws {
        try await graph.withReadyPool(.work) { pool in
            guard try await !PostgresOperatorStore(pool: pool).current().has(.admin) else { return }
            let refused = SyncError(.database(.personLacks(right: .admin)), .misconfigured)
            try await PostgresAuditLog(pool: pool, audit: graph.audit(operation))
                .record(.refusal(.keyring, code: refused.code.rawValue))
            throw refused
        }
    }

    func status() async throws -> KeyringStatus {
        try await withRotation { rotation, file in
            KeyringStatus(
                path: file.path, keys: try await rotation.status(), sealingKeys: try await rotation.sealingKeys())
        }
    }

    private func withRotation<Result: Sendable>(
        _ operation: String = "keyring.rotate", _ body: (KeyringRotation, KeyringFile) async throws -> Result
    ) async throws -> Result {
        let file = try graph.keyringFile()
        return try await graph.withReadyPool(.work) { pool in
            let audit = graph.audit(operation)
            return try await body(KeyringRotation(pool: pool, masterKeys: MasterKeys(file: file), audit: audit), file)
        }
    }
}

/// Parses the addresses that operators paste, under this process's outbound policy.
package struct TenantAddresses: AddressReading {
    private let policy: OutboundPolicy

    /// - Parameter allowLoopback: development only.
    package init(allowLoopback: Bool) {
        policy = OutboundPolicy(allowLoopback: allowLoopback)
    }

    package func luccaURL(pasted: String) throws -> String {
        try RemoteAddress.lucca(pasted: pasted, policy: policy).origin
    }

    package func planningPMEURL(pasted: String) throws -> String {
        try RemoteAddress.planningPME(pasted: pasted, policy: policy).baseURL
    }

    package func isVendorsOwn(_ host: CredentialHost) -> Bool {
        switch host.system {
        // No other host is accepted, except this machine.
        case .lucca: !host.isThisMachine && (try? RemoteAddress.lucca(pasted: host.origin, policy: policy)) != nil
        case .luccaAccounts:
            host.origin == CredentialHost(.luccaAccounts, url: LuccaTokenAddress.standard).origin
                && isVendorsOwn(CredentialHost(.lucca, url: host.account ?? ""))
        case .planningPME: RemoteAddress.isPlanningPMEOrigin(host.origin)
        }
    }
}

/// A file that records the exchanges with both systems, for support: without names, texts and credentials (`ExchangeRecording`).
package struct RecordingFile: SupportRecording {
    let exchanges: ExchangeRecording

    /// Creates the file, readable by its owner only. It never replaces one.
    /// - Throws: `SyncError` `invalid_input`.
    package init(path: String) throws(SyncError) {
        do throws(ExchangeRecording.Refusal) {
            exchanges = try ExchangeRecording(path: path)
        } catch {
            throw SyncError(
                .process(
                    error.exists
                        ? .recordingExists(path: ShownText(path))
                        : .recordingNotCreated(path: ShownText(path), reason: ShownText("\(error.cause)"))), .rejected)
        }
    }

    package var path: String { exchanges.path }
    package var count: Int { exchanges.count }
    package var failure: String? { exchanges.failure }

    package func close() { exchanges.close() }
}
