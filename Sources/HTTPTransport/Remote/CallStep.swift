import SyncCore

/// What one attempt came to.
enum AttemptResult: Sendable {
    case answered(HTTPResponse)
    case failed(ExchangeFailure)
}

/// What to do after an attempt.
enum CallStep: Sendable {
    /// - Parameter blockSeconds: how long everyone who shares the budget has to wait before the next request.
    case finish(HTTPResponse, blockSeconds: Double? = nil)
    /// - Parameter blocks: everyone who shares the budget has to wait, not this call alone.
    case retry(afterSeconds: Double, blocks: Bool)
    case fail(SyncError, blockSeconds: Double?)
}
