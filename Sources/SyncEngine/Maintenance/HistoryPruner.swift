public import Logging

/// How long what is over is remembered (`docs/contracts/sync.md`, Privacy).
public enum Retention {
    /// By the ledger, of an absence that has ended; and by history, unless PASSERELLE_HISTORY_MONTHS says otherwise.
    public static let months = 13
}

/// Removes the details of old runs.
public struct HistoryPruner: Sendable {
    private let history: any RunHistory
    private let keepMonths: Int
    private let logger: Logger

    public init(history: any RunHistory, keepMonths: Int = Retention.months, logger: Logger) {
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
