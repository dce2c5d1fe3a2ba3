/// The run-time parameters that every session sets for itself right after it connects, whatever the server's configuration, the
/// database, the role, `PGOPTIONS`, a service file or a pooler said before. The list with its reasons is in `docs/operations.md`.
enum PinnedSettings {
    struct Setting {
        let name: String
        let value: String
        /// Not every server version knows it: then it is passed over.
        var isOptional = false
    }

    /// In the order in which they are set. `sessionSettings` of the configuration replace those that the readers of this client do
    /// not rely on; the role comes last, since it may not set what the login may.
    static func all(_ configuration: PostgresConfiguration) -> [Setting] {
        let given = Dictionary(
            configuration.sessionSettings.map { ($0.key.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        let replaceable = replaceable.filter { given[$0.name] == nil }
        let own = given.values.sorted { $0.key < $1.key }.map { Setting(name: $0.key, value: $0.value) }
        let limits = [
            Setting(name: "statement_timeout", value: "\(max(1, configuration.statementTimeout.milliseconds))ms"),
            Setting(name: "lock_timeout", value: configuration.lockTimeout.map { "\(max(1, $0.milliseconds))ms" } ?? "0"),
        ]
        // The login's own rights first: a role that it was given may not set what it may.
        return [Setting(name: "role", value: "none")] + replaceable + own + reading + limits
            + [Setting(name: "role", value: configuration.role ?? "none")]
    }

    private static let replaceable = [
        // Names mean our own schema's, and a temporary table never stands before one of ours.
        Setting(name: "search_path", value: "public, pg_temp"),
        // For single statements: a transaction names its isolation itself.
        Setting(name: "default_transaction_isolation", value: "read committed"),
        Setting(name: "default_transaction_deferrable", value: "off"),
        // Off, a statement fails that row-level security would narrow to one tenant.
        Setting(name: "row_security", value: "on"),
        // A session in the pool rests for as long as nobody needs it; the listener always does.
        Setting(name: "idle_session_timeout", value: "0", isOptional: true),
        Setting(name: "idle_in_transaction_session_timeout", value: "0"),
        // Migrations and first syncs take longer than any limit meant for interactive work.
        Setting(name: "transaction_timeout", value: "0", isOptional: true),
        // The store reads through views.
        Setting(name: "restrict_nonsystem_relation_kind", value: "", isOptional: true),
        // A flood of debug messages at each statement.
        Setting(name: "client_min_messages", value: "notice"),
        Setting(name: "plan_cache_mode", value: "auto"),
    ]

    /// What the readers and writers of values rely on.
    private static let reading = [
        Setting(name: "client_encoding", value: "UTF8"),
        Setting(name: "TimeZone", value: "UTC"),
        Setting(name: "DateStyle", value: "ISO, YMD"),
        Setting(name: "IntervalStyle", value: "iso_8601"),
        Setting(name: "bytea_output", value: "hex"),
        Setting(name: "extra_float_digits", value: "1"),
        Setting(name: "standard_conforming_strings", value: "on"),
        // Off, a null within an array arrives as the text NULL.
        Setting(name: "array_nulls", value: "on"),
        Setting(name: "transform_null_equals", value: "off"),
    ]

    /// One statement for all of them: `$1` the first name, `$2` its value, and so on. Everything in it is qualified, since it runs
    /// under whatever path the server gave. Its last column is the server process that answered.
    ///
    /// `synchronous_commit` may not be off: an intent that the server forgets when it crashes would be written twice. Any stronger
    /// choice of the operator stays. With `session_replication_role = replica` no foreign key would hold.
    static func sql(_ settings: [Setting]) -> String {
        var calls = settings.enumerated().map { index, setting in
            let (name, value) = (index * 2 + 1, index * 2 + 2)
            let call = "pg_catalog.set_config($\(name), $\(value), false)"
            return setting.isOptional ? "case when pg_catalog.current_setting($\(name), true) is not null then \(call) end" : call
        }
        // Before the role is taken, and after the one that was given was left.
        calls.insert(unless("synchronous_commit", isNot: "off", "on"), at: 1)
        calls.insert(unless(replication, isNot: "replica", "origin"), at: 1)
        return "select \(calls.joined(separator: ", ")), pg_catalog.pg_backend_pid()"
    }

    /// Only a superuser may set it.
    static let replication = "session_replication_role"

    private static func unless(_ name: String, isNot bad: String, _ good: String) -> String {
        """
        case when pg_catalog.current_setting('\(name)') operator(pg_catalog.=) '\(bad)' \
        then pg_catalog.set_config('\(name)', '\(good)', false) end
        """
    }

    /// The limit that ended a session before it could set it, by the error that says so. It then travels with the next connection's
    /// startup, where it outweighs every setting of the server, but where some poolers refuse it.
    static func hasty(_ error: PostgresError) -> String? {
        switch (error.code, error.sqlstate) {
        case (.cancelled, _), (.timedOut, _), (.unsuitableSession, _): nil
        case (_, SQLState.queryCanceled): "statement_timeout"
        case (_, SQLState.idleSessionTimeout): "idle_session_timeout"
        // The server's reason may be lost with the connection, when this side was just about to say something.
        case (.connectionLost, nil): "idle_session_timeout"
        case (_, SQLState.transactionTimeout): "transaction_timeout"
        default: nil
        }
    }
}
