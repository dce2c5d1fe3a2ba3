/// Requests per rolling window, counted across runs, workers and servers.
public protocol RequestBudget: Sendable {
    /// Takes one request of `scope`'s budget.
    /// - Returns: nil when taken; else the number of seconds until asking again makes sense.
    func take(_ scope: BudgetScope) async throws -> Double?
    /// The remote said 429: nobody asks before `seconds` have passed.
    func block(_ scope: BudgetScope, seconds: Double) async throws
}

public struct BudgetScope: Sendable, Hashable {
    /// Names the counter: a Lucca host, or a tenant's AppKey plan. Holds no secret.
    public let name: String
    public let limit: Int
    public let windowSeconds: Int

    public init(name: String, limit: Int, windowSeconds: Int) {
        self.name = name
        self.limit = limit
        self.windowSeconds = windowSeconds
    }
}
