public import PostgresClient
public import SyncEngine

/// Requests per rolling window, counted in PostgreSQL by its clock. A window is counted in sixtieths, each whole for as long as
/// a part of it is inside: never more than the limit in any window, and at most a sixtieth of the window later than possible.
public struct PostgresRequestBudget: RequestBudget {
    private let database: StoreDatabase

    /// - Parameter pool: its connections act as `passerelle_worker`.
    public init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    public func take(_ scope: BudgetScope) async throws -> Double? {
        // One that is counted twice is sent once: the limit holds.
        try await database.repeatableQuery(TakeRequest(scope: scope)).first ?? nil
    }

    /// What is left of all accounts' budgets, by kind of remote.
    public func shares() async throws -> [FleetReading.Budget] {
        try await database.query(SelectBudgetShares())
    }

    public func block(_ scope: BudgetScope, seconds: Double) async throws {
        try await database.execute(BlockBudget(scope: scope, seconds: seconds))
    }
}
