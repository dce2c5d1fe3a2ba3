internal import PostgresClient
internal import SyncCore

/// Whether that ended run withheld deletions, and no later run has performed or reviewed them, and nobody rejected them. No row: the
/// tenant has no such run. Of an approval and a rejection at once, the second one waits for the first.
struct SelectApproval: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        select is_open_review(state, approved_by, rejected_at)
            and not exists (
                select from run_history newer
                where newer.tenant_id = current_tenant() and newer.id > run_history.id
                    and newer.state in ('succeeded', 'partial', 'needs_review')) as is_open
        from run_history
        where tenant_id = current_tenant() and id = $1
        for no key update
        """
    let id: RunID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("is_open") }
}

struct MarkApproved: PostgresStatement {
    static let sql = """
        update run_history set approved_by = $2
        where tenant_id = current_tenant() and id = $1 and is_open_review(state, approved_by, rejected_at)
        """
    let id: RunID
    let approvedBy: RunID

    var bindings: [PostgresValue] { [.int(id.value), .int(approvedBy.value)] }
}

/// The trigger says when and who, and declines the deletions.
struct MarkRejected: PostgresStatement {
    static let sql = "update run_history set rejected_at = clock_timestamp() where tenant_id = current_tenant() and id = $1"
    let id: RunID

    var bindings: [PostgresValue] { [.int(id.value)] }
}

/// What a person declined, unless a later run wrote the event or deleted it.
struct SelectDeclined: PostgresStatement {
    typealias Row = (reference: EventReference, decline: Decline)
    static let sql = """
        select distinct on (change.reference) change.reference, change.declined_at, change.declined_by from run_change change
        where change.tenant_id = current_tenant() and change.declined_at is not null and not exists (
            select from run_change later
            where later.tenant_id = change.tenant_id and later.employee_id = change.employee_id and later.number > change.number
                and later.reference = change.reference and later.outcome = 'done')
        order by change.reference, change.number desc
        """

    static func decode(_ row: PostgresRow) throws -> Row {
        (
            try row.reference("reference"),
            Decline(at: try row.instant("declined_at"), by: try row.optionalText("declined_by"))
        )
    }
}
