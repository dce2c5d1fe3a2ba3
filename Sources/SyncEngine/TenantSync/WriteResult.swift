import SyncCore

/// What became of one remote write.
enum WriteResult: Sendable {
    /// With the key of the event that a create made.
    case done(EventKey?)
    /// The planning says that there is no such event any more: nothing was written.
    case eventIsGone
    /// Surely not written.
    case refused(SyncError)
    /// Nobody knows.
    case unconfirmed(SyncError)
    /// Never sent.
    case notSent

    /// - Parameter error: what the write threw.
    init(failure error: any Error) {
        let known = SyncError(of: error)
        switch known.failureClass {
        // Cut off on its way, or by something nobody foresaw: it may have arrived.
        case .cancelled, .defect: self = .unconfirmed(known)
        default: self = known.isAmbiguous ? .unconfirmed(known) : .refused(known)
        }
    }

    /// The 403 that it was refused with, which says nothing of other writes.
    var prohibition: SyncError? {
        guard case .refused(let error) = self, error.failureClass == .misconfigured, !error.endsEverything else { return nil }
        return error
    }

    var isNotSent: Bool {
        if case .notSent = self { true } else { false }
    }
}
