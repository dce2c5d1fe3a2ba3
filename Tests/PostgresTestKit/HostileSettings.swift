/// Run-time parameters at the values that harm most a program that assumes the defaults.
package enum HostileSettings {
    package struct Setting: Sendable, CustomStringConvertible {
        package let name: String
        package let value: String
        /// The server's configuration may contain it.
        package var isServerWide = true

        package var description: String { "\(name)=\(value)" }

        package func altering(_ target: String) -> String {
            "alter \(target) set \(name) = \(name == "search_path" ? value : "'\(value)'")"
        }
    }

    /// A schema that precedes all others, with tables of our names, and functions and operators that lie.
    package static let schema = """
        create schema evil;
        create table evil.tenant (id int);
        create table evil.run (id int);
        create table evil.schema_migration (number int);
        create function evil.set_config(text, text, boolean) returns text language sql as $$ select 'evil' $$;
        create function evil.current_setting(text) returns text language sql as $$ select 'evil' $$;
        create function evil.pg_backend_pid() returns int language sql as $$ select 0 $$;
        create function evil.clock_timestamp() returns timestamptz language sql as $$ select 'epoch'::timestamptz $$;
        create function evil.never(text, text) returns boolean language sql as $$ select false $$;
        create operator evil.= (leftarg = text, rightarg = text, function = evil.never);
        create role stranger;
        """

    /// As written in `PGOPTIONS` and a connection string's `options`.
    package static var options: String { all.map { "-c \($0)" }.joined(separator: " ") }

    /// As written in `alter database` and `alter role`.
    package static func altering(_ target: String) -> String { all.map { $0.altering(target) }.joined(separator: "; ") }

    package static let all: [Setting] = [
        Setting(name: "search_path", value: "evil,pg_catalog,nowhere"),
        Setting(name: "default_transaction_isolation", value: "serializable"),
        Setting(name: "default_transaction_deferrable", value: "on"),
        Setting(name: "TimeZone", value: "Pacific/Kiritimati"),
        Setting(name: "DateStyle", value: "SQL,DMY"),
        Setting(name: "IntervalStyle", value: "sql_standard"),
        Setting(name: "standard_conforming_strings", value: "off"),
        Setting(name: "bytea_output", value: "escape"),
        Setting(name: "extra_float_digits", value: "-15"),
        Setting(name: "array_nulls", value: "off"),
        Setting(name: "transform_null_equals", value: "on"),
        Setting(name: "client_encoding", value: "LATIN1"),
        Setting(name: "client_min_messages", value: "debug5"),
        Setting(name: "plan_cache_mode", value: "force_generic_plan"),
        Setting(name: "row_security", value: "off"),
        Setting(name: "statement_timeout", value: "1ms"),
        Setting(name: "lock_timeout", value: "1ms"),
        Setting(name: "idle_session_timeout", value: "1ms"),
        Setting(name: "idle_in_transaction_session_timeout", value: "1ms"),
        Setting(name: "synchronous_commit", value: "off"),
        Setting(name: "session_replication_role", value: "replica"),
        Setting(name: "role", value: "stranger", isServerWide: false),
    ]
}
