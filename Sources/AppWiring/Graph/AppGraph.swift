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
        if access == .look {
            do {
                return try await withPool(role: Self.reader) { pool in
                    try await Migrator(pool: pool).requireCurrentSchema()
                    return try await withServices(on: pool, body)
                }
            } catch let error as SyncError where error.code == .databaseForbidden {
                logger("passerelle").debug("The login may not become a reader; going on as a worker.")
            }
        }
        return try await withPool(role: Self.worker) { pool in
            try await Migrator(pool: pool).requireCurrentSchema()
            return try await withServices(on: pool, body)
        }
    }

    /// Lets the simulators' journal show which process sent a request; the real remotes do not get our servers' names.
    private var agent: String {
        configuration.allowLoopback ? "\(Release.userAgent) (\(facts.workerName))" : Release.userAgent
    }

    static let worker = "passerelle_worker"
    private static let reader = "passerelle_reader"

    /// A process that is suspended in the middle of a transaction (a suspended machine, SIGSTOP) locks its run's row, and every
    /// claim skips it, even long after its lease has expired. So the server ends such a session: before a lease expires, but late
    /// enough for a process that merely lacks CPU.
    static let sessionSettings = ["idle_in_transaction_session_timeout": "20s"]

    func withServices<Result: Sendable>(
        on pool: PostgresPool, metrics: SyncMetrics = .off, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        let policy = OutboundPolicy(allowLoopback: configuration.allowLoopback)
        let exchange = AsyncHTTPExchange(policy: policy, agent: agent)
        let vault = KeyringVault(pool: pool, keyringPath: configuration.keyringPath)
        let schedules = PostgresScheduleStore(pool: pool)
        let connector = VaultTenantConnector(
            vault: vault, budget: SteadyBudget(PostgresRequestBudget(pool: pool), clock: facts.clock),
            exchange: exchange, policy: policy,
            calls: configuration.development.calls, pacing: Pacing(instant: facts.now), metrics: metrics,
            logger: logger("passerelle.remote"), now: schedules.now, recording: recording)
        let services = Services(
            registry: PostgresTenantRegistry(pool: pool), runs: PostgresRunStore(pool: pool),
            schedules: schedules, fleet: PostgresFleetStore(pool: pool),
            ledger: PostgresEventLedger(pool: pool), vault: vault, connector: connector,
            source: { try await connector.source(of: $0) },
            target: { try await connector.target(of: $0) }, prober: { try await connector.prober(of: $0) },
            checks: connector.checks(of:),
            addresses: addresses, workerName: facts.workerName, now: facts.now, logger: logger("passerelle.sync"),
            lease: configuration.development.lease, faults: configuration.development.faultPoints)
        do {
            let result = try await body(services)
            await exchange.shutdown()
            return result
        } catch {
            await exchange.shutdown()
            throw error
        }
    }

    /// - Parameter role: nil keeps the login's own rights, which only migrations need.
    func withPool<Result: Sendable>(role: String?, _ body: (PostgresPool) async throws -> Result) async throws -> Result {
        // For a waiting person: report an unreachable database at once.
        try await withPool(
            { PostgresConfiguration(conninfo: $0, role: role, failsFast: true, sessionSettings: Self.sessionSettings) }, body)
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

    func keyringFile() throws -> KeyringFile {
        KeyringFile(path: try configuration.requireKeyringPath())
    }
}

/// The schema, as the login itself.
private struct GraphSchema: SchemaAdministration {
    let graph: AppGraph

    func migrate(applied: (String) -> Void) async throws -> [String] {
        try await graph.withPool(role: nil) { pool in try await Migrator(pool: pool).migrate(applied: applied) }
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
        try await withRotation { rotation, _ in try await rotation.rotate(now: graph.facts.now()) }
    }

    func status() async throws -> KeyringStatus {
        try await withRotation { rotation, file in KeyringStatus(path: file.path, keys: try await rotation.status()) }
    }

    private func withRotation<Result: Sendable>(
        _ body: (KeyringRotation, KeyringFile) async throws -> Result
    ) async throws -> Result {
        let file = try graph.keyringFile()
        return try await graph.withPool(role: AppGraph.worker) { pool in
            try await Migrator(pool: pool).requireCurrentSchema()
            return try await body(KeyringRotation(pool: pool, masterKeys: MasterKeys(file: file)), file)
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
