internal import PostgresClient
internal import SyncCore

struct InsertChanges: PostgresStatement {
    static let sql = """
        insert into run_change (tenant_id, run_id, action, outcome, \(EventColumns.names))
        select current_tenant(), $1::bigint, action, outcome, \(EventColumns.names)
        from unnest($2::text[], $3::text[], \(EventColumns.arrays(from: 4)))
            with ordinality as change (action, outcome, \(EventColumns.names), position)
        order by position
        """
    let run: RunID
    let changes: [RunChange]

    var bindings: [PostgresValue] {
        [.int(run.value), .texts(changes.map(\.action.rawValue)), .texts(changes.map(\.outcome.rawValue))]
            + EventColumns.values(changes.map(\.event))
    }
}

struct SelectChanges: PostgresStatement {
    typealias Row = RunChange
    static let sql = """
        select action, outcome, \(EventColumns.names) from run_change
        where tenant_id = current_tenant() and run_id = $1 order by number
        """
    let run: RunID

    var bindings: [PostgresValue] { [.int(run.value)] }

    static func decode(_ row: PostgresRow) throws -> RunChange {
        RunChange(try row.stored("action"), try row.stored("outcome"), try row.event())
    }
}

struct DeleteRunChanges: PostgresStatement {
    static let sql = "delete from run_change where tenant_id = current_tenant()"
}
