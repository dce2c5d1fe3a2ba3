package import SyncEngine

/// A budget without end.
package struct EndlessBudget: RequestBudget {
    package init() {}

    package func take(_ scope: BudgetScope) async throws -> Double? { nil }
    package func block(_ scope: BudgetScope, seconds: Double) async throws {}
}
