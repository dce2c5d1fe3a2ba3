package import SyncEngine

/// A budget without end.
package struct EndlessBudget: RequestBudget {
    package init() {}

    package func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer { .taken(count) }
    package func block(_ scope: BudgetScope, seconds: Double) async throws {}
}
