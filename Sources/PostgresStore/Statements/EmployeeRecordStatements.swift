internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct SelectEmployeeEvents: PostgresStatement {
    typealias Row = LedgerEntry
    static let sql = "select \(SelectLedger.columns) from events_of_employee($1)"
    let employee: EmployeeID

    var bindings: [PostgresValue] { [.text(employee.value)] }

    static func decode(_ row: PostgresRow) throws -> LedgerEntry { try SelectLedger.decode(row) }
}

struct SelectEmployeeChanges: PostgresStatement {
    typealias Row = RecordedChange
    static let sql = """
        select number, run_id, recorded_at, \(SelectChanges.columns) from run_change
        where tenant_id = current_tenant() and employee_id = $1 and ($2::bigint is null or number < $2)
        order by number desc limit $3
        """
    let employee: EmployeeID
    let before: Int?
    let limit: Int

    var bindings: [PostgresValue] { [.text(employee.value), .optional(before) { .int($0) }, .int(limit)] }

    static func decode(_ row: PostgresRow) throws -> RecordedChange {
        RecordedChange(
            number: try row.int("number"), run: RunID(try row.int("run_id")), at: try row.instant("recorded_at"),
            change: try SelectChanges.decode(row))
    }
}
