internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct RecordAudit: PostgresStatement {
    static let sql = "select audit_record($1, $2, $3, $4, $5, $6)"
    let note: AuditNote

    var bindings: [PostgresValue] {
        [
            .text(note.kind.rawValue), .text(note.object.kind.rawValue), .optional(note.object.subject) { .text($0) },
            .optional(note.object.tenant) { .text($0.value) }, .optional(note.object.run) { .int($0.value) },
            .optional(note.code) { .text($0) },
        ]
    }
}

struct ListAudit: PostgresStatement {
    typealias Row = AuditEntry
    static let sql = """
        select \(AuditEntry.columns)
        from audit_list($1, $2, $3, $4, $5, $6)
        """
    let filter: AuditFilter

    var bindings: [PostgresValue] {
        [
            .optional(filter.tenant) { .text($0.value) }, .optional(filter.actor) { .text($0) },
            .optional(filter.since) { .instant($0) }, .optional(filter.until) { .instant($0) },
            .optional(filter.before) { .int($0) }, .int(filter.limit),
        ]
    }

    static func decode(_ row: PostgresRow) throws -> AuditEntry { try AuditEntry(row) }
}

/// What people changed of a run, oldest first.
struct ListAuditOfRun: PostgresStatement {
    typealias Row = AuditEntry
    static let sql = """
        select \(AuditEntry.columns)
        from audit_of_run($1)
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> AuditEntry { try AuditEntry(row) }
}

extension AuditEntry {
    fileprivate static let columns = """
        number, recorded_at, login, claimed, kind, operation, object, slug, run, code, release, reason, subject, changes, is_erased,
        is_proven
        """

    fileprivate init(_ row: PostgresRow) throws {
        self.init(
            number: try row.int("number"), at: try row.instant("recorded_at"), login: try row.text("login"),
            claimed: try row.optionalText("claimed"), kind: try row.stored("kind"), operation: try row.optionalText("operation"),
            object: try row.text("object"), tenant: try row.optionalText("slug"),
            run: try row.optionalInt("run").map { RunID($0) }, code: try row.optionalText("code"),
            release: try row.optionalText("release"), reason: try row.optionalText("reason"),
            subject: try row.optionalText("subject"), changes: try row.optionalText("changes"),
            isErased: try row.bool("is_erased"), isProven: try row.bool("is_proven"))
    }
}

/// Entries after a number, in order, as they were hashed.
struct ReadAudit: PostgresStatement {
    typealias Row = AuditRow
    static let sql = """
        select number, microseconds, login, claimed, kind, operation, object, tenant, slug, run, code, release, life, text_digest,
            previous, hash, salt, reason, subject, changes, is_proven
        from audit_read($1, $2)
        """
    let after: Int
    let atMost: Int

    var bindings: [PostgresValue] { [.int(after), .int(atMost)] }

    static func decode(_ row: PostgresRow) throws -> AuditRow {
        AuditRow(
            number: try row.int("number"), microseconds: try row.int("microseconds"), login: try row.text("login"),
            claimed: try row.optionalText("claimed"), kind: try row.text("kind"), operation: try row.optionalText("operation"),
            object: try row.text("object"), tenant: try row.optionalUUID("tenant"), slug: try row.optionalText("slug"),
            run: try row.optionalInt("run"), code: try row.optionalText("code"), release: try row.optionalText("release"),
            life: try row.text("life"), textDigest: try row.text("text_digest"), previous: try row.text("previous"),
            hash: try row.text("hash"), isProven: try row.bool("is_proven"),
            text: AuditText(
                salt: try row.optionalText("salt"), reason: try row.optionalText("reason"),
                subject: try row.optionalText("subject"), changes: try row.optionalText("changes")))
    }
}

/// The last entry, for an anchor; number 0 if there is none. No row: someone removed what the log remembers of its end.
struct SelectAuditHead: PostgresStatement {
    struct Row: Sendable {
        let anchor: AuditAnchor
        /// `database_life()` as the server itself says it: the database's owner can replace that function, and not the server's.
        let life: String
    }

    static let sql = """
        select number, hash, life,
            (select system_identifier from pg_catalog.pg_control_system())::text || '.'
            || (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())::text || '.'
            || (select oid from pg_catalog.pg_class
                where relname = 'unavailability_ledger' and relnamespace = 'public'::pg_catalog.regnamespace)::text || '.'
            || case when pg_catalog.pg_is_in_recovery() then ''
                else pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8) end as server_life
        from audit_last()
        """

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            anchor: AuditAnchor(number: try row.int("number"), hash: try row.text("hash"), life: try row.text("life")),
            life: try row.text("server_life"))
    }
}
