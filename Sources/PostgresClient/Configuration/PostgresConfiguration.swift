internal import CLibPQ
internal import Foundation

/// The connection, limits and timeouts of a database.
package struct PostgresConfiguration: Sendable {
    /// A libpq connection string, `host=db1,db2 dbname=passerelle target_session_attrs=read-write sslmode=verify-full` or a
    /// `postgresql://` URI. All of libpq's options except `connect_timeout`, which `connectTimeout` replaces. May hold a
    /// password: it never prints.
    package var conninfo: String
    /// The role set right after connecting (`SET ROLE`); nil keeps the login's.
    package var role: String?
    /// Shown in `pg_stat_activity`, unless `conninfo` sets another one.
    package var applicationName: String
    /// Connections are opened as needed, up to this number. At least 1.
    package var maximumConnections: Int
    /// Per host of `conninfo`: after this time without answer the next host is tried.
    package var connectTimeout: Duration
    /// How long a caller waits for a connection, whether all are busy or the server is unreachable.
    package var acquireTimeout: Duration
    /// The time limit of a statement, set on the server (`statement_timeout`) and enforced here if the server does not answer.
    /// Scripts may have a longer one, see ``PostgresConnection/executeScript(_:timeout:)``.
    package var statementTimeout: Duration
    /// How long a statement waits for a lock (`lock_timeout`); nil for no separate limit.
    package var lockTimeout: Duration?
    /// How long to wait for the answer to a cancel request before the connection is closed.
    package var cancelGrace: Duration
    /// A connection that was idle for longer is tested with an empty query before it is lent. All are checked for pending server
    /// messages, without a round trip.
    package var idleCheckInterval: Duration
    /// A failed attempt to connect fails all callers without another chance at once, instead of repeating it until
    /// `acquireTimeout`: for commands that a person waits for. Only before the first connection: later callers have work in
    /// progress, and a restarting server is worth waiting for. A rejected login always ends the wait.
    package var failsFast: Bool
    /// Statements are prepared once per connection. Off for a proxy that changes the server connection between transactions
    /// (PgBouncer before 1.21).
    package var preparesStatements: Bool
    /// Run-time parameters of the session, such as `search_path`, in addition to those that this client sets itself (`TimeZone`,
    /// `DateStyle`, `statement_timeout`, …).
    package var sessionSettings: [String: String]

    package init(
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

    /// - Throws: `PostgresError` with code `misconfigured`, listing every problem.
    package func validate() throws(PostgresError) {
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
    package var description: String {
        "PostgresConfiguration(application \(applicationName), role \(role ?? "of the login"), at most \(maximumConnections))"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A parsed connection string. Never printed: it may hold a password.
struct ConnectionParameters: Sendable {
    private(set) var values: [String: String] = [:]

    /// - Throws: `misconfigured`; libpq's own message quotes the string, so it is dropped.
    init(conninfo: String) throws(PostgresError) {
        guard !conninfo.utf8.contains(0), !Self.mistakesPassword(conninfo), let options = PQconninfoParse(conninfo, nil) else {
            throw PostgresError(.misconfigured, phase: .configure, "The database's connection string can't be read.")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
    }

    /// Detects a URI whose password contains an unescaped `@` or `/`: libpq would treat the rest of the password as host, port or
    /// database, and include it in its errors.
    private static func mistakesPassword(_ conninfo: String) -> Bool {
        guard let scheme = ["postgresql://", "postgres://"].first(where: { conninfo.hasPrefix($0) }) else { return false }
        let rest = conninfo.dropFirst(scheme.count)
        guard let at = rest.firstIndex(of: "@") else { return false }
        let isUserInfo = !rest[..<at].contains("/")
        let behind = rest[rest.index(after: at)...].prefix { $0 != "?" }
        return !isUserInfo && !rest[..<at].contains("?") || isUserInfo && behind.contains("@")
    }

    /// The configuration's parameters, completed: keepalives that detect a vanished peer within a minute, and session settings
    /// that this client's readers rely on.
    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        try self.init(conninfo: configuration.conninfo)
        let defaults = [
            "application_name": configuration.applicationName, "keepalives_idle": "20", "keepalives_interval": "10",
            "keepalives_count": "3", "tcp_user_timeout": "30000",
        ]
        values.merge(defaults) { given, _ in given }
        values["client_encoding"] = "UTF8"
        values["connect_timeout"] = nil
    }

    /// Starts a connection attempt; the caller owns it.
    func start() -> OpaquePointer? {
        let pairs = values.sorted { $0.key < $1.key }
        return withCStrings(pairs.map(\.key)) { keywords in
            withCStrings(pairs.map(\.value)) { values in PQconnectStartParams(keywords, values, 0) }
        }
    }

    /// The parameters as libpq completes them from the service file and the environment.
    ///
    /// libpq only completes them when a connection begins. So one is begun with an invalid value, which libpq rejects before it
    /// tries any host.
    func completed() -> [String: String] {
        var refused = self
        refused.values["sslmode"] = "none of them"
        guard let connection = refused.start() else { return values }
        defer { PQfinish(connection) }
        guard PQstatus(connection) == CONNECTION_BAD, let options = PQconninfo(connection) else { return values }
        defer { PQconninfoFree(options) }
        var completed: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { completed[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return completed
    }

    /// The same parameters for these hosts only.
    func naming(_ targets: [ConnectionTargets.Target]) -> ConnectionParameters {
        guard !targets.isEmpty else { return self }
        var named = self
        named.values["host"] = targets.map(\.host).joined(separator: ",")
        named.values["hostaddr"] = targets.map(\.address).joined(separator: ",")
        named.values["port"] = targets.map(\.port).joined(separator: ",")
        return named
    }

    /// The same parameters, with a run-time parameter of the startup message, after those of `completed`.
    func setting(_ name: String, to value: String, after completed: [String: String]) -> ConnectionParameters {
        var changed = self
        let given = values["options"] ?? completed["options"] ?? ""
        changed.values["options"] = "\(given) -c \(name)=\(value)"
        return changed
    }

    /// `text` without this connection string's secrets, on one line.
    func redacting(_ text: String) -> String {
        var text = text
        for keyword in ["password", "sslpassword"] {
            if let secret = values[keyword], !secret.isEmpty { text = text.replacingOccurrences(of: secret, with: "****") }
        }
        return text
    }

    private func withCStrings<Result>(_ texts: [String], _ use: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        let pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { use($0.baseAddress) }
    }
}

extension ConnectionParameters: CustomStringConvertible, CustomReflectable {
    var description: String { "ConnectionParameters(****)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
