internal import CLibPQ
internal import Foundation
internal import Logging

extension Session {
    /// Connects, address after address, and configures the session: settings, role. Blocks; call it on `thread`.
    static func open(
        _ configuration: PostgresConfiguration, thread: ConnectionThread, wake: WakePipe, interrupt: Interrupt, logger: Logger
    ) throws(PostgresError) -> Session {
        let opening = Opening(configuration: configuration, thread: thread, wake: wake, interrupt: interrupt, logger: logger)
        var parameters = try ConnectionParameters(configuration)
        let completed = parameters.completed()
        // Settings that ended a session before it could change them: at most one retry for each.
        var hasty: Set<String> = []
        var ended: PostgresError?
        while true {
            let session: Session
            do { session = try opening.connect(parameters, completed) } catch {
                // A pooler also rejects the setting at startup: report what ended the session.
                if error.isRefusedByPooler, let ended { throw ended }
                throw error
            }
            do {
                try session.setUp(interrupt)
                if session.isProxied {
                    let besides = { () throws(PostgresError) -> Session in
                        try opening.connect(parameters, completed)
                    }
                    try session.requireOwnServerSession(besides: besides, interrupt)
                }
                return session
            } catch {
                session.close()
                guard let name = PinnedSettings.hasty(error), hasty.insert(name).inserted else { throw error }
                parameters = parameters.setting(name, to: "0", after: completed)
                ended = error
            }
        }
    }

    static func connectError(_ message: String, sqlstate: String? = nil) -> PostgresError {
        PostgresError(.connectFailed, phase: .connect, message, sqlstate: sqlstate)
    }

    /// The settings that this client relies on, then the configuration's; the role last.
    private func setUp(_ interrupt: Interrupt) throws(PostgresError) {
        let settings = PinnedSettings.all(configuration)
        var exchange = Exchange(.connect, timeout: configuration.connectTimeout, interrupt: interrupt)
        let parameters: ParameterBuffer
        do { parameters = try ParameterBuffer(settings.flatMap { [.text($0.name), .text($0.value)] }) } catch {
            throw exchange.error(.misconfigured, "A setting of the session \(error.reason).")
        }
        let result: PostgresResult
        do {
            result = try self.exchange(&exchange) { connection in
                parameters.withPointers { count, values, lengths, formats in
                    PQsendQueryParams(connection, PinnedSettings.sql(settings), count, nil, values, lengths, formats, 0)
                }
            }
        } catch {
            guard error.code == .server else { throw error }
            if error.sqlstate == SQLState.insufficientPrivilege, error.message.contains(PinnedSettings.replication) {
                throw exchange.error(
                    .unsuitableSession,
                    "The server sets \(PinnedSettings.replication) to replica for this login, under which no foreign key holds.",
                    sqlstate: error.sqlstate)
            }
            // Such as: role "x" does not exist; permission denied to set role "x".
            let role = configuration.role.map { " or its role \($0)" } ?? ""
            throw Self.connectError("PostgreSQL refused the session's settings\(role).", sqlstate: error.sqlstate)
        }
        let process = result.value(row: 0, column: result.columnCount - 1).map { String(decoding: $0, as: UTF8.self) }
        isProxied = process != "\(backendID)"
        isBroken = false
    }

    /// Whether the server is still connected. Without a round trip, unless it sent something, or `thoroughly`.
    func isAlive(thoroughly: Bool) -> Bool {
        guard !isBroken, isIdle, PQstatus(connection) == CONNECTION_OK else { return false }
        if hasInput {
            guard PQconsumeInput(connection) == 1 else { return false }
        } else if !thoroughly, !isProxied {
            return true
        }
        var exchange = Exchange(.acquire, timeout: configuration.connectTimeout, interrupt: nil)
        do {
            if isProxied {
                try requireMark(nil)
                return true
            }
            _ = try self.exchange(&exchange) { PQsendQuery($0, "") }
            return true
        } catch {
            return false
        }
    }

    /// Resets the session for the next user: no transaction, no remaining state.
    /// - Returns: false if it must be closed instead.
    func makeReturnable() -> Bool {
        if !isBroken, !isIdle {
            logger.warning("A connection came back within a transaction, which is rolled back")
            rollback()
        }
        return !isBroken && !mustDiscard && isIdle
    }
}

/// The run-time parameters that every session sets right after connecting, whatever the server's configuration, the database, the
/// role, `PGOPTIONS`, a service file or a pooler set before. `docs/operations.md` lists them with reasons.
enum PinnedSettings {
    struct Setting {
        let name: String
        let value: String
        /// Not every server version has it: then it is skipped.
        var isOptional = false
    }

    /// In the order of setting. The configuration's `sessionSettings` replace those that this client's readers do not rely on;
    /// the role comes last, because it may lack the login's rights to set them.
    static func all(_ configuration: PostgresConfiguration) -> [Setting] {
        let given = Dictionary(
            configuration.sessionSettings.map { ($0.key.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        let replaceable = replaceable.filter { given[$0.name] == nil }
        let own = given.values.sorted { $0.key < $1.key }.map { Setting(name: $0.key, value: $0.value) }
        let limits = [
            Setting(name: "statement_timeout", value: "\(max(1, configuration.statementTimeout.milliseconds))ms"),
            Setting(name: "lock_timeout", value: configuration.lockTimeout.map { "\(max(1, $0.milliseconds))ms" } ?? "0"),
        ]
        // The login's own rights first: the configured role may lack its rights to change settings.
        return [Setting(name: "role", value: "none")] + replaceable + own + reading + limits
            + [Setting(name: "role", value: configuration.role ?? "none")]
    }

    private static let replaceable = [
        // Names refer to our own schema, and a temporary table never hides one of ours.
        Setting(name: "search_path", value: "public, pg_temp"),
        // For single statements: a transaction sets its own isolation.
        Setting(name: "default_transaction_isolation", value: "read committed"),
        Setting(name: "default_transaction_deferrable", value: "off"),
        // When off, a statement that row-level security would filter fails.
        Setting(name: "row_security", value: "on"),
        // A session may be idle in the pool for long; the listener always is.
        Setting(name: "idle_session_timeout", value: "0", isOptional: true),
        Setting(name: "idle_in_transaction_session_timeout", value: "0"),
        // Migrations and first syncs take longer than limits for interactive use.
        Setting(name: "transaction_timeout", value: "0", isOptional: true),
        // The store reads through views.
        Setting(name: "restrict_nonsystem_relation_kind", value: "", isOptional: true),
        // Otherwise every statement may cause many debug messages.
        Setting(name: "client_min_messages", value: "notice"),
        Setting(name: "plan_cache_mode", value: "auto"),
    ]

    /// The settings that the readers and writers of values rely on.
    private static let reading = [
        Setting(name: "client_encoding", value: "UTF8"),
        Setting(name: "TimeZone", value: "UTC"),
        Setting(name: "DateStyle", value: "ISO, YMD"),
        Setting(name: "IntervalStyle", value: "iso_8601"),
        Setting(name: "bytea_output", value: "hex"),
        Setting(name: "extra_float_digits", value: "1"),
        Setting(name: "standard_conforming_strings", value: "on"),
        // When off, a null within an array arrives as the text NULL.
        Setting(name: "array_nulls", value: "on"),
        Setting(name: "transform_null_equals", value: "off"),
    ]

    /// One statement for all of them: `$1` the first name, `$2` its value, and so on. All names are qualified, because it runs
    /// under the server's search path. Its last column is the answering server process.
    ///
    /// `synchronous_commit` may not be off: an intent that the server loses in a crash would be written twice. A stronger choice
    /// of the operator stays. With `session_replication_role = replica`, foreign keys would not be checked.
    static func sql(_ settings: [Setting]) -> String {
        var calls = settings.enumerated().map { index, setting in
            let (name, value) = (index * 2 + 1, index * 2 + 2)
            let call = "pg_catalog.set_config($\(name), $\(value), false)"
            return setting.isOptional ? "case when pg_catalog.current_setting($\(name), true) is not null then \(call) end" : call
        }
        // Before the role is set, and after the previous one was reset.
        calls.insert(unless("synchronous_commit", isNot: "off", "on"), at: 1)
        calls.insert(unless(replication, isNot: "replica", "origin"), at: 1)
        return "select \(calls.joined(separator: ", ")), pg_catalog.pg_backend_pid()"
    }

    /// Only superusers may set it.
    static let replication = "session_replication_role"

    private static func unless(_ name: String, isNot bad: String, _ good: String) -> String {
        """
        case when pg_catalog.current_setting('\(name)') operator(pg_catalog.=) '\(bad)' \
        then pg_catalog.set_config('\(name)', '\(good)', false) end
        """
    }

    /// The limit that ended a session before it could be set, by its error. It is then sent with the next connection's startup
    /// message, which overrides every server setting, but which some poolers reject.
    static func hasty(_ error: PostgresError) -> String? {
        switch (error.code, error.sqlstate) {
        case (.cancelled, _), (.timedOut, _), (.unsuitableSession, _): nil
        case (_, SQLState.queryCanceled): "statement_timeout"
        case (_, SQLState.idleSessionTimeout): "idle_session_timeout"
        // The server's reason may be lost with the connection if this side was about to send.
        case (.connectionLost, nil): "idle_session_timeout"
        case (_, SQLState.transactionTimeout): "transaction_timeout"
        default: nil
        }
    }
}

/// Poolers between us and the server, such as PgBouncer. One that changes the server session between transactions cannot serve
/// this client: settings, role, prepared statements and LISTEN would apply to another session. One that keeps the session is
/// fine.
///
/// A pooler is detected by the server process: it differs from the one that the connection reported. Its kind is detected by a
/// mark in the session's settings: no other session may see it, and it must remain.
extension Session {
    private static let setting = "passerelle.session"

    /// - Parameter besides: opens another session that has not sent any statement.
    /// - Throws: `unsuitableSession`.
    func requireOwnServerSession(
        besides: () throws(PostgresError) -> Session, _ interrupt: Interrupt
    ) throws(PostgresError) {
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        _ = try ask("select pg_catalog.set_config('\(Self.setting)', '\(mark)', false)", interrupt)
        self.mark = mark
        if try isSeenByAnother(besides, interrupt) { throw refuse() }
        try requireMark(interrupt)
        // A session that cannot be marked would also fail later.
        if let refusal { throw refusal }
    }

    /// A pooler without another free session does not answer, which shows that this one is ours.
    private func isSeenByAnother(
        _ besides: () throws(PostgresError) -> Session, _ interrupt: Interrupt
    ) throws(PostgresError) -> Bool {
        do {
            let other = try besides()
            defer { other.close() }
            return try other.ask("select pg_catalog.current_setting('\(Self.setting)', true)", interrupt) == mark
        } catch {
            if error.code == .cancelled { throw error }
            return false
        }
    }

    /// Checks that this is still the marked session, and rejects all further use if not.
    func requireMark(_ interrupt: Interrupt?) throws(PostgresError) {
        guard let mark, try ask("select pg_catalog.current_setting('\(Self.setting)', true)", interrupt) != mark else { return }
        _ = refuse()
    }

    /// Makes the error after resetting the server session, because other clients use it too.
    private func refuse() -> PostgresError {
        var tidying = Exchange(.connect, timeout: configuration.connectTimeout, interrupt: nil)
        _ = try? exchange(&tidying) { PQsendQuery($0, "discard all") }
        let error = Self.pooled
        refusal = error
        mustDiscard = true
        return error
    }

    private func ask(_ sql: String, _ interrupt: Interrupt?) throws(PostgresError) -> String? {
        var exchange = Exchange(.connect, timeout: configuration.connectTimeout, interrupt: interrupt)
        let result = try self.exchange(&exchange) { PQsendQuery($0, sql) }
        return result.value(row: 0, column: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// An error that only a pooler explains: a statement that this session prepared is unknown, or already exists.
    func poolerError(_ sqlstate: String?, _ message: String?) -> PostgresError? {
        let isForeign =
            isProxied && (sqlstate == SQLState.unknownPreparedStatement || sqlstate == SQLState.duplicatePreparedStatement)
        guard isForeign || message?.hasSuffix("in statement pooling mode") == true else { return nil }
        refusal = Self.pooled
        mustDiscard = true
        return Self.pooled
    }

    private static let pooled = PostgresError(
        .unsuitableSession, phase: .connect,
        "A pooler such as PgBouncer stands before PostgreSQL, and gives each transaction another server session.")
}
