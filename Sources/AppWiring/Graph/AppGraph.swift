import HTTPTransport
public import Logging
import PostgresClient
import PostgresStore
import SQLMigrations
import SyncCore
import SyncEngine

/// The one place where the concrete types meet. Each use opens what it needs and no more, and closes it however the use ends.
public struct AppGraph: Sendable {
    /// What a command does with the ports.
    public enum Access: Sendable, Hashable {
        /// As `passerelle_worker`.
        case work
        /// As `passerelle_reader`, or as `passerelle_worker` when the login may not take that role.
        case look
    }

    let configuration: AppConfiguration
    let facts: ProcessFacts
    let writeLog: @Sendable (String) -> Void

    /// - Parameter writeLog: takes whole log lines.
    public init(configuration: AppConfiguration, facts: ProcessFacts, writeLog: @escaping @Sendable (String) -> Void) {
        self.configuration = configuration
        self.facts = facts
        self.writeLog = writeLog
    }

    public var addresses: TenantAddresses { TenantAddresses(allowLoopback: configuration.allowLoopback) }

    public func logger(_ label: String) -> Logger {
        Logger(label: label) { label in
            LineLogHandler(
                label: label, level: configuration.logLevel, format: configuration.logFormat, now: facts.now, write: writeLog)
        }
    }

    /// Opens the ports for the length of `body`. Needs a database that is up to date; the keyring and the remotes are
    /// opened when they are first used.
    /// - Parameter recording: takes every exchange with both systems.
    public func withServices<Result: Sendable>(
        _ access: Access = .work, recording: SupportRecording? = nil, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        if access == .look {
            do {
                return try await withPool(role: Self.reader) { pool in
                    try await Migrator(pool: pool).requireCurrentSchema()
                    return try await withServices(on: pool, recording: recording, body)
                }
            } catch let error as SyncError where error.code == .databaseForbidden {
                logger("passerelle").debug("The login may not become a reader; going on as a worker.")
            }
        }
        return try await withPool(role: Self.worker) { pool in
            try await Migrator(pool: pool).requireCurrentSchema()
            return try await withServices(on: pool, recording: recording, body)
        }
    }

    /// The simulators' journal shows by it which process sent what; the real remotes need not know how our servers are called.
    private var agent: String {
        configuration.allowLoopback ? "\(Release.userAgent) (\(facts.workerName))" : Release.userAgent
    }

    static let worker = "passerelle_worker"
    private static let reader = "passerelle_reader"

    /// A process that stands still in the midst of a transaction (a machine that is suspended, SIGSTOP) holds its run's row, and every
    /// claim passes over it, however long its lease has ended. So the server ends such a session: sooner than a lease ends, and later
    /// than a process that merely lacks CPU comes back.
    static let sessionSettings = ["idle_in_transaction_session_timeout": "20s"]

    func withServices<Result: Sendable>(
        on pool: PostgresPool, metrics: SyncMetrics = .off, recording: SupportRecording? = nil,
        _ body: (Services) async throws -> Result
    ) async throws -> Result {
        let policy = OutboundPolicy(allowLoopback: configuration.allowLoopback)
        let exchange = AsyncHTTPExchange(policy: policy, agent: agent)
        let vault = KeyringVault(pool: pool, keyringPath: configuration.keyringPath)
        let schedules = PostgresScheduleStore(pool: pool)
        let connector = VaultTenantConnector(
            vault: vault, budget: SteadyBudget(PostgresRequestBudget(pool: pool), clock: facts.clock),
            exchange: exchange, policy: policy,
            calls: configuration.development.calls, pacing: Pacing(instant: facts.now), metrics: metrics,
            logger: logger("passerelle.remote"), now: schedules.now, recording: recording?.exchanges)
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
        // A person waits: a database that is away is told at once.
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

// MARK: - The database's schema

extension AppGraph {
    /// Applies what is pending, as the login itself.
    /// - Parameter applied: called with each step's name once it is committed.
    /// - Returns: the names of the steps that this call applied.
    public func migrate(applied: (String) -> Void = { _ in }) async throws -> [String] {
        try await withPool(role: nil) { pool in try await Migrator(pool: pool).migrate(applied: applied) }
    }

    /// Which migrations and functions are applied and which are pending.
    public func schemaReport() async throws -> SchemaReport {
        try await withPool(role: nil) { pool in
            let status = try await Migrator(pool: pool).status()
            return SchemaReport(
                steps: status.applied.map { .init(name: $0.name, appliedAt: $0.appliedAt) }
                    + status.pending.map { .init(name: $0.name, appliedAt: nil) } + Self.functions(status),
                isOpenToEveryLogin: status.isOpenToEveryLogin, database: status.database)
        }
    }
}

extension AppGraph {
    private static func functions(_ status: MigrationStatus) -> [SchemaReport.Step] {
        let pending = status.pendingFunctions.map(\.name)
        return status.functions.filter { !pending.contains($0.name) }
            .map { .init(name: "functions/\($0.name)", appliedAt: $0.appliedAt) }
            + pending.map { .init(name: "functions/\($0)", appliedAt: nil) }
    }
}

// MARK: - The keyring

extension AppGraph {
    func keyringFile() throws -> KeyringFile {
        KeyringFile(path: try configuration.requireKeyringPath())
    }

    /// Makes the keyring file. Needs no database. - Returns: its path.
    public func createKeyring() throws -> String {
        let file = try keyringFile()
        try file.initialize(now: facts.now())
        return file.path
    }

    /// Adds a master key, or brings an interrupted rotation to its end, and wraps the data keys with the newest one.
    public func rotateKeyring() async throws -> KeyringTurn {
        let file = try keyringFile()
        return try await withPool(role: Self.worker) { pool in
            try await Migrator(pool: pool).requireCurrentSchema()
            let report = try await KeyringRotation(pool: pool, masterKeys: MasterKeys(file: file)).rotate(now: facts.now())
            return KeyringTurn(currentKeyID: report.currentKeyID, addedKey: report.addedKey, rewrapped: report.rewrapped)
        }
    }

    /// The master keys and what hangs on each.
    public func keyringReport() async throws -> KeyringReport {
        let file = try keyringFile()
        return try await withPool(role: Self.worker) { pool in
            try await Migrator(pool: pool).requireCurrentSchema()
            let usage = try await KeyringRotation(pool: pool, masterKeys: MasterKeys(file: file)).status()
            return KeyringReport(
                path: file.path,
                keys: usage.map { .init(id: $0.id, createdAt: $0.createdAt, isCurrent: $0.isCurrent, tenants: $0.tenants) })
        }
    }
}
