package import Logging
package import SyncCore

/// Tells Alertmanager what needs a person. One worker at a time does it; it says what is open again and again, and that something is
/// over until Alertmanager has accepted that once.
package struct AlertPoster: Sendable {
    /// Annotations of an alert for people, by the store's current time.
    package typealias Wording = @Sendable (TenantAlert, Instant) -> [String: String]

    private let store: any AlertStore
    private let receiver: (any AlertReceiver)?
    private let words: Wording
    private let worker: String
    private let logger: Logger

    /// - Parameters:
    ///   - receiver: nil where no Alertmanager is set: then alerts are only kept.
    ///   - worker: as it holds the right to post.
    package init(
        store: any AlertStore, receiver: (any AlertReceiver)?, words: @escaping Wording, worker: String, logger: Logger
    ) {
        self.store = store
        self.receiver = receiver
        self.words = words
        self.worker = worker
        self.logger = logger
    }

    /// Longer than a post and the pause between two turns, so that one worker keeps it, and short enough that another goes on
    /// before what was posted ends by itself.
    private static let holdSeconds = 120
    private static let batch = 200
    /// With a turn a minute, some ten thousand alerts are repeated before they end by themselves.
    private static let batches = 20

    /// One turn: posts what is due, a batch at a time.
    /// - Throws: `SyncError` if the store fails. That Alertmanager fails is no error: it is recorded, and the next turn tries again.
    package func turn() async throws {
        guard let receiver else { return try await store.refreshSilent() }
        for number in 1...Self.batches {
            guard try await store.hold(worker, seconds: Self.holdSeconds) else { return }
            if number == 1 {
                // What is posted keeps alerts from ending by themselves: nothing may keep it waiting.
                do { try await store.refreshSilent() } catch let error as SyncError {
                    logger.error("Silent tenants could not be looked for", metadata: [LogKey.errorCode: "\(error.code.rawValue)"])
                }
            }
            let batch = try await store.toPost(atMost: Self.batch)
            let posted = batch.alerts.map { PostedAlert($0, at: batch.readAt, words: words($0, batch.readAt)) }
            if let failure = try await Self.deliver(posted, to: receiver) {
                logger.error("Alertmanager accepts no alerts", metadata: [LogKey.errorCode: "\(failure.rawValue)"])
                return try await store.recordDelivery(failure)
            }
            try await store.posted(batch.alerts)
            try await store.recordDelivery(nil)
            guard batch.alerts.count == Self.batch else { return }
        }
    }

    /// One attempt.
    /// - Returns: why they were not accepted; nil if they were.
    package static func deliver(_ alerts: [PostedAlert], to receiver: any AlertReceiver) async throws -> AlertDeliveryFailure? {
        do {
            try await receiver.post(alerts)
            return nil
        } catch let failure as AlertDeliveryFailure {
            return failure
        }
    }
}
