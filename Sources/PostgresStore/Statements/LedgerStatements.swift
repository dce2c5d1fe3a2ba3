internal import PostgresClient
internal import SyncCore

struct SelectLedger: PostgresStatement {
    typealias Row = LedgerEntry
    static let columns = "event_key, open_intent, pending_reference, \(EventColumns.names)"
    static let sql = "select \(columns) from unavailability_ledger where tenant_id = current_tenant()"

    static func decode(_ row: PostgresRow) throws -> LedgerEntry {
        LedgerEntry(
            try row.event(), key: try row.optionalInt("event_key").map { EventKey($0) },
            openIntent: try row.optionalStored("open_intent"), pendingReference: try row.optionalReference("pending_reference"))
    }
}

/// Adds a row for each event to be created.
struct OpenCreates: PostgresStatement {
    static let sql = """
        insert into unavailability_ledger (tenant_id, open_intent, \(EventColumns.names))
        select current_tenant(), 'create', * from unnest(\(EventColumns.arrays(from: 1)))
        """
    let events: [EventFacts]

    var bindings: [PostgresValue] { EventColumns.values(events) }
}

/// Marks the rows of events to be changed, except open creates, which have no key yet. Returns their number.
struct OpenUpdates: PostgresStatement {
    typealias Row = Int
    static let sql = """
        with marked as (
            update unavailability_ledger ledger
            set open_intent = 'update', pending_reference = nullif(intent.pending, ledger.reference)
            from unnest($1::text[], $2::text[]) as intent (reference, pending)
            where tenant_id = current_tenant() and ledger.reference = intent.reference and ledger.event_key is not null
            returning 1)
        select count(*) as marked from marked
        """
    let updates: [(EventReference, EventReference)]

    var bindings: [PostgresValue] {
        [.texts(updates.map(\.0.description)), .texts(updates.map(\.1.description))]
    }

    static func decode(_ row: PostgresRow) throws -> Int { try row.int("marked") }
}

/// The same for events to be deleted.
struct OpenDeletes: PostgresStatement {
    typealias Row = Int
    static let sql = """
        with marked as (
            update unavailability_ledger set open_intent = 'delete', pending_reference = null
            where tenant_id = current_tenant() and reference = any ($1::text[]) and event_key is not null
            returning 1)
        select count(*) as marked from marked
        """
    let references: [EventReference]

    var bindings: [PostgresValue] { [.texts(references.map(\.description))] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("marked") }
}

/// Writes rows as found on the planning, without open intents. Returns the number of new ones.
struct WriteLedgerEntries: PostgresStatement {
    typealias Row = Int
    static let sql = """
        with known as (
            select count(*) as rows from unavailability_ledger
            where tenant_id = current_tenant() and reference = any ($2::text[])),
        written as (
            insert into unavailability_ledger (tenant_id, event_key, \(EventColumns.names))
            select current_tenant(), * from unnest($1::bigint[], \(EventColumns.arrays(from: 2)))
            on conflict (tenant_id, reference) do update
            set (event_key, \(EventColumns.names)) = (excluded.event_key, \(EventColumns.excluded)), open_intent = null,
                pending_reference = null
            returning 1)
        select (select count(*) from written) - known.rows as added from known
        """
    let entries: [LedgerEntry]

    /// - Parameter entries: of two with the same reference, the later one counts.
    init(_ entries: [LedgerEntry]) {
        let last = Dictionary(entries.map { ($0.reference, $0) }) { _, later in later }
        self.entries = last.values.sorted { $0.reference < $1.reference }
    }

    var bindings: [PostgresValue] { [.ints(entries.map { $0.eventKey?.value })] + EventColumns.values(entries.map(\.event)) }

    static func decode(_ row: PostgresRow) throws -> Int { try row.int("added") }
}

struct RemoveLedgerEntries: PostgresStatement {
    static let sql = "delete from unavailability_ledger where tenant_id = current_tenant() and reference = any ($1::text[])"
    let references: [EventReference]

    var bindings: [PostgresValue] { [.texts(references.map(\.description))] }
}

/// Removes creates that certainly did not happen.
struct DropOpenCreates: PostgresStatement {
    static let sql = """
        delete from unavailability_ledger
        where tenant_id = current_tenant() and reference = any ($1::text[]) and open_intent = 'create'
        """
    let references: [EventReference]

    var bindings: [PostgresValue] { [.texts(references.map(\.description))] }
}

/// Closes updates and deletes that certainly did not happen: the rows are otherwise unchanged.
struct CloseIntents: PostgresStatement {
    static let sql = """
        update unavailability_ledger set open_intent = null, pending_reference = null
        where tenant_id = current_tenant() and reference = any ($1::text[]) and open_intent in ('update', 'delete')
        """
    let references: [EventReference]

    var bindings: [PostgresValue] { [.texts(references.map(\.description))] }
}

struct DeleteLedger: PostgresStatement {
    static let sql = "delete from unavailability_ledger where tenant_id = current_tenant()"
}

/// The columns of an event in the ledger and in a run's changes, each written as an array.
enum EventColumns {
    static let names = all.map(\.name).joined(separator: ", ")

    /// `excluded.reference, …`: the values of a conflicting insert.
    static let excluded = all.map { "excluded.\($0.name)" }.joined(separator: ", ")

    /// `$2::text[], …`, for `unnest`.
    static func arrays(from first: Int) -> String {
        all.enumerated().map { "$\(first + $0)::\($1.type)[]" }.joined(separator: ", ")
    }

    static func values(_ events: [EventFacts]) -> [PostgresValue] { all.map { $0.write(events) } }

    private static let all: [(name: String, type: String, write: @Sendable ([EventFacts]) -> PostgresValue)] = [
        ("reference", "text", { .texts($0.map(\.reference.description)) }),
        ("employee_id", "text", { .texts($0.map(\.employeeID.value)) }),
        ("resource_key", "bigint", { .ints($0.map(\.resource.value)) }),
        ("type_key", "bigint", { .ints($0.map(\.type.value)) }),
        ("starts_at", "timestamptz", { .instants($0.map(\.start)) }),
        ("ends_at", "timestamptz", { .instants($0.map(\.end)) }),
    ]
}

extension PostgresRow {
    func event() throws -> EventFacts {
        EventFacts(
            reference: try reference("reference"), employeeID: EmployeeID(try text("employee_id")),
            resource: ResourceKey(try int("resource_key")), type: UnavailabilityTypeKey(try int("type_key")),
            start: try instant("starts_at"), end: try instant("ends_at"))
    }
}
