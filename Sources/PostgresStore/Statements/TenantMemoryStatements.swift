internal import PostgresClient
internal import SyncCore

/// One row always, for the clock. What a database remembers that was restored since is old: then it counts as never reconciled.
struct SelectTenantMemory: PostgresStatement {
    struct Row: Sendable {
        let loadedAt: Instant
        let surelyPast: Instant?
        let neutralType: UnavailabilityTypeKey?
        let reconciledAt: Instant?
        let recordedEntries: Int
        let directoryReadAt: Instant?
        let isMaking: Bool
    }

    static let sql = """
        select clock_timestamp() as loaded_at, neutral_type_key, directory_read_at, coalesce(is_making, false) as is_making,
            case when reconciled_in = database_life() then reconciled_at end as reconciled_at,
            coalesce(recorded_entries, 0) as recorded_entries,
            nullif(surely_past(), '-infinity') as surely_past
        from (select) one left join tenant_memory on tenant_id = current_tenant()
        """

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            loadedAt: try row.instant("loaded_at"), surelyPast: try row.optionalInstant("surely_past"),
            neutralType: try row.optionalInt("neutral_type_key").map { UnavailabilityTypeKey($0) },
            reconciledAt: try row.optionalInstant("reconciled_at"), recordedEntries: try row.int("recorded_entries"),
            directoryReadAt: try row.optionalInstant("directory_read_at"), isMaking: try row.bool("is_making"))
    }
}

/// After a whole read the entries are counted; from then on each write counts what it adds (`CountEntries`).
struct RememberPlanning: PostgresStatement {
    static let sql = """
        insert into tenant_memory as memory
            (tenant_id, neutral_type_key, reconciled_at, reconciled_in, recorded_entries, directory_read_at, is_making)
        values (
            current_tenant(), $1::bigint, case when $2::boolean then clock_timestamp() end,
            case when $2::boolean then database_life() end,
            case when $2::boolean
                then (select count(*) from unavailability_ledger where tenant_id = current_tenant()) else 0 end,
            case when $3::boolean then clock_timestamp() end, coalesce($4::boolean, false))
        on conflict (tenant_id) do update
        set neutral_type_key = coalesce(excluded.neutral_type_key, memory.neutral_type_key),
            reconciled_at = coalesce(excluded.reconciled_at, memory.reconciled_at),
            reconciled_in = coalesce(excluded.reconciled_in, memory.reconciled_in),
            recorded_entries = case when $2::boolean then excluded.recorded_entries else memory.recorded_entries end,
            directory_read_at = coalesce(excluded.directory_read_at, memory.directory_read_at),
            is_making = coalesce($4::boolean, memory.is_making)
        """
    var neutralType: UnavailabilityTypeKey?
    var wasReconciled = false
    var directoryWasRead = false
    var isMaking: Bool?

    var bindings: [PostgresValue] {
        [
            .optional(neutralType?.value) { .int($0) }, .bool(wasReconciled), .bool(directoryWasRead),
            .optional(isMaking) { .bool($0) },
        ]
    }
}

/// In the transaction that adds or removes entries: fewer than were counted means that some were lost.
struct CountEntries: PostgresStatement {
    static let sql = """
        update tenant_memory set recorded_entries = recorded_entries + $1::bigint where tenant_id = current_tenant()
        """
    /// Less than 0: removed.
    let added: Int

    var bindings: [PostgresValue] { [.int(added)] }
}

/// Also has the directory read again: that is where the new one is.
struct ForgetNeutralType: PostgresStatement {
    static let sql = """
        update tenant_memory set neutral_type_key = null, directory_read_at = null where tenant_id = current_tenant()
        """
}

/// Has the next run read the planning whole before it writes.
struct ForgetReconciliation: PostgresStatement {
    static let sql = "update tenant_memory set reconciled_at = null where tenant_id = current_tenant()"
}

struct DeleteTenantMemory: PostgresStatement {
    static let sql = "delete from tenant_memory where tenant_id = current_tenant()"
}
