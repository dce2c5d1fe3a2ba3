public import Logging

/// Removes the details of old runs (`contracts/sync.md`, Privacy).
public struct HistoryPruner: Sendable {
    public static let standardMonths = 13

    private let history: any RunHistory
    private let keepMonths: Int
    private let logger: Logger

    public init(history: any RunHistory, keepMonths: Int = standardMonths, logger: Logger) {
        self.history = history
        self.keepMonths = keepMonths
        self.logger = logger
    }

    /// - Returns: how many pieces were dropped.
    /// - Throws: `SyncError`.
    @discardableResult
    public func prune() async throws -> Int {
        let dropped = try await history.pruneHistory(keepMonths: keepMonths)
        if dropped > 0 { logger.info("Old history was removed", metadata: [LogKey.count: "\(dropped)"]) }
        return dropped
    }
}
