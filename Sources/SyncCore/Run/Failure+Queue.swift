/// Failures of what is queued for the fleet.
extension Failure {
    package enum Queue: Hashable, Sendable, Codable {
        case unknown(operation: OperationID)
        /// Neither its kind nor its parameters are this release's: typed by hand, or queued by a newer release.
        case workUnreadable(operation: OperationID)
        /// - Parameter waiting: how many of the tenant may wait, as many as do.
        case tenantFull(waiting: Int)
        /// - Parameter waiting: how many of one login may wait, as many as do.
        case loginFull(waiting: Int)
        /// No worker took it in time.
        case expired(operation: OperationID)
        case keepsDying(operation: OperationID, deaths: Int)
        /// Its lease has ended: another worker performs it.
        case leaseLost(operation: OperationID)
        /// Recorded by a newer release.
        case resultUnreadable(operation: OperationID)
        case notFollowed(operation: OperationID)
        /// What was approved is not what the run withholds.
        case reviewDiffers(run: RunID)

        var code: SyncError.Code {
            switch self {
            case .unknown: .operationUnknown
            case .workUnreadable: .operationInvalid
            case .tenantFull, .loginFull: .operationLimit
            case .expired: .operationExpired
            case .keepsDying: .operationKeepsDying
            case .leaseLost: .leaseLost
            case .resultUnreadable: .operationUnreadable
            case .notFollowed: .cancelled
            case .reviewDiffers: .reviewDiffers
            }
        }
    }
}
