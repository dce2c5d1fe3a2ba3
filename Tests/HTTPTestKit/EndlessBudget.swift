public import SyncEngine

/// A budget without end.
public struct EndlessBudget: RequestBudget {
    public init() {}

    public func take(_ scope: BudgetScope) async throws -> Double? { nil }
    public func block(_ scope: BudgetScope, seconds: Double) async throws {}
}
