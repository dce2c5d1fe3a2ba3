/// What only keeping the history short needs of the store.
public protocol RunHistory: Sendable {
    /// Removes the history of runs that ended more than that many months ago, by whole months.
    /// - Returns: how many pieces were dropped.
    func pruneHistory(keepMonths: Int) async throws -> Int
}
