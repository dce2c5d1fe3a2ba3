internal import PostgresClient
internal import SyncCore

struct InsertChanges: PostgresStatement {
    static let sql = """
        insert into run_change
            (tenant_id, run_id, action, outcome, reference, employee_id, resource_key, type_key, starts_at, ends_at)
        select current_tenant(), $1::bigint, action, outcome, reference, employee_id, resource_key, type_key, starts_at, ends_at
        from unnest(
                $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::timestamptz[], $9::timestamptz[])
            with ordinality as change
                (action, outcome, reference, employee_id, resource_key, type_key, starts_at, ends_at, position)
        order by position
        """
    let run: RunID
    let changes: [RunChange]

    var bindings: [PostgresValue] {
        [
            .int(run.value), .texts(changes.map(\.action.rawValue)), .texts(changes.map(\.outcome.rawValue)),
            .texts(changes.map(\.reference.description)), .texts(changes.map(\.employeeID.value)),
            .ints(changes.map(\.resource.value)), .ints(changes.map(\.type.value)), .instants(changes.map(\.start)),
            .instants(changes.map(\.end)),
        ]
    }
}

struct SelectChanges: PostgresStatement {
    typealias Row = RunChange
    static let sql = """
        select action, outcome, reference, employee_id, resource_key, type_key, starts_at, ends_at from run_change
        where tenant_id = current_tenant() and run_id = $1 order by number
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> RunChange {
        RunChange(
            action: try row.stored("action"), outcome: try row.stored("outcome"), reference: try row.reference("reference"),
            employeeID: EmployeeID(try row.text("employee_id")), resource: ResourceKey(try row.int("resource_key")),
            type: UnavailabilityTypeKey(try row.int("type_key")), start: try row.instant("starts_at"),
            end: try row.instant("ends_at"))
    }
}

struct DeleteRunChanges: PostgresStatement {
    static let sql = "delete from run_change where tenant_id = current_tenant()"
}
