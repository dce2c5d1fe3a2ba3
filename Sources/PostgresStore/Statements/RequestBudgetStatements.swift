internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct TakeRequest: PostgresStatement {
    /// Seconds to wait; nil when the request was taken.
    typealias Row = Double?
    static let sql = "select take_request($1, $2, $3) as seconds"
    let scope: BudgetScope

    var bindings: [PostgresValue] { [.text(scope.name), .int(scope.limit), .int(scope.windowSeconds)] }
    static func decode(_ row: PostgresRow) throws -> Double? { try row.optionalDouble("seconds") }
}

/// Never shortens a block.
struct BlockBudget: PostgresStatement {
    static let sql = """
        insert into request_budget as budget (scope, blocked_at, blocked_until)
        select $1, now, now + make_interval(secs => $2::double precision) from clock_timestamp() as now
        on conflict (scope) do update
        set blocked_at = case when budget.blocked_until > excluded.blocked_until then budget.blocked_at else excluded.blocked_at end,
            blocked_until = greatest(budget.blocked_until, excluded.blocked_until), used_at = excluded.blocked_at
        """
    let scope: BudgetScope
    let seconds: Double

    var bindings: [PostgresValue] { [.text(scope.name), .double(seconds)] }
}

/// The budgets that hold a tenant's id, and those that nobody used for two days, whatever the clock says.
struct DeleteIdleBudgets: PostgresStatement {
    static let sql = """
        delete from request_budget
        where lower(scope) = 'planningpme:' || $1::uuid or used_at < least(clock_timestamp(), surely_past()) - interval '2 days'
        """
    let tenant: TenantID?

    var bindings: [PostgresValue] { [.optional(tenant?.value) { .uuid($0) }] }
}

/// The smallest share left, by kind of remote.
struct SelectBudgetShares: PostgresStatement {
    typealias Row = FleetReading.Budget
    static let sql = "select remote, smallest_share_left, blocked from budget_shares() where remote in ('lucca', 'planningpme')"

    static func decode(_ row: PostgresRow) throws -> FleetReading.Budget {
        FleetReading.Budget(
            remote: try row.stored("remote"), smallestShareLeft: try row.double("smallest_share_left"),
            blocked: try row.int("blocked"))
    }
}
