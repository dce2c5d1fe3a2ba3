/// How to reach a database and how patient to be with it.
public struct PostgresConfiguration: Sendable {
    /// A libpq connection string, `host=db1,db2 dbname=passerelle target_session_attrs=read-write sslmode=verify-full` or a
    /// `postgresql://` URI, with everything libpq understands but `connect_timeout`, which `connectTimeout` replaces.
    /// May hold a password: it never prints.
    public var conninfo: String
    /// The role taken right after connecting (`SET ROLE`); nil keeps the login's.
    public var role: String?
    /// Shown in `pg_stat_activity`, unless `conninfo` says otherwise.
    public var applicationName: String
    /// Connections are opened as needed, at most this many. At least 1.
    public var maximumConnections: Int
    /// Per host of `conninfo`: a silent one is left for the next after this long.
    public var connectTimeout: Duration
    /// How long a caller waits for a connection, be it that all are busy or that the server is away.
    public var acquireTimeout: Duration
    /// The longest a statement may take, set on the server (`statement_timeout`) and watched here in case the server can't
    /// answer. Statements of a script may be given longer, see ``PostgresConnection/executeScript(_:timeout:)``.
    public var statementTimeout: Duration
    /// The longest a statement waits for a lock (`lock_timeout`); nil for as long as the statement may take.
    public var lockTimeout: Duration?
    /// How long after asking the server to cancel a statement, the answer is awaited before the connection is given up.
    public var cancelGrace: Duration
    /// A connection that was idle for longer is tried with an empty query before it is lent. All are looked at, without a
    /// round trip, for what the server may have said.
    public var idleCheckInterval: Duration
    /// A failed attempt to connect ends the wait of those who have no other hope at once, rather than being repeated until
    /// `acquireTimeout`: for a command that a person waits for. Only until the first connection is made: whoever had one has
    /// work under way, and a server that restarts is worth waiting for. A refused login ends the wait always.
    public var failsFast: Bool
    /// Statements are prepared once per connection. Off for a proxy that gives each transaction another server connection
    /// (PgBouncer before 1.21).
    public var preparesStatements: Bool
    /// Run-time parameters of the session, such as `search_path`, beside those that this client needs for itself
    /// (`TimeZone`, `DateStyle`, `statement_timeout`, …).
    public var sessionSettings: [String: String]

    public init(
        conninfo: String, role: String? = nil, applicationName: String = "passerelle", maximumConnections: Int = 8,
        connectTimeout: Duration = .seconds(5), acquireTimeout: Duration = .seconds(30),
        statementTimeout: Duration = .seconds(60), lockTimeout: Duration? = nil, cancelGrace: Duration = .seconds(5),
        idleCheckInterval: Duration = .seconds(30), failsFast: Bool = false, preparesStatements: Bool = true,
        sessionSettings: [String: String] = [:]
    ) {
        self.conninfo = conninfo
        self.role = role
        self.applicationName = applicationName
        self.maximumConnections = maximumConnections
        self.connectTimeout = connectTimeout
        self.acquireTimeout = acquireTimeout
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.cancelGrace = cancelGrace
        self.idleCheckInterval = idleCheckInterval
        self.failsFast = failsFast
        self.preparesStatements = preparesStatements
        self.sessionSettings = sessionSettings
    }

    /// - Throws: `PostgresError` with code `misconfigured`, naming everything that can't work.
    public func validate() throws(PostgresError) {
        var faults: [String] = []
        if maximumConnections < 1 { faults.append("maximumConnections must be at least 1") }
        if connectTimeout < .milliseconds(1) { faults.append("connectTimeout must be at least 1 ms") }
        if acquireTimeout < .milliseconds(1) { faults.append("acquireTimeout must be at least 1 ms") }
        if statementTimeout < .milliseconds(1) || statementTimeout > .seconds(2_000_000) {
            faults.append("statementTimeout must be between 1 ms and 23 days")
        }
        if let lockTimeout, lockTimeout < .milliseconds(1) || lockTimeout > .seconds(2_000_000) {
            faults.append("lockTimeout must be between 1 ms and 23 days")
        }
        if cancelGrace < .milliseconds(1) { faults.append("cancelGrace must be at least 1 ms") }
        if idleCheckInterval < .zero { faults.append("idleCheckInterval must not be negative") }
        if let role, role.isEmpty || role.utf8.contains(0) { faults.append("role must not be empty") }
        if applicationName.utf8.contains(0) { faults.append("applicationName must not contain NUL") }
        if sessionSettings.contains(where: { $0.key.isEmpty || $0.key.utf8.contains(0) || $0.value.utf8.contains(0) }) {
            faults.append("sessionSettings must have names and no NUL")
        }
        do { _ = try ConnectionParameters(conninfo: conninfo) } catch {
            faults.append("conninfo is not a libpq connection string")
        }
        if !faults.isEmpty {
            throw PostgresError(
                .misconfigured, phase: .configure, "The database configuration can't work: \(faults.joined(separator: "; ")).")
        }
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the connection string, which may hold a password.
    public var description: String {
        "PostgresConfiguration(application \(applicationName), role \(role ?? "of the login"), at most \(maximumConnections))"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
