import SyncCore

/// Tells a write that failed from a planning that refuses everything: the first is a problem, the second ends the run.
struct FailureStreak: Hashable, Sendable {
    /// So many in a row are no accident.
    static let limit = 5

    private var forbidden = 0
    private var unreachable = 0
    private var someWriteWorked = false
    private var everythingForbidden: SyncError?

    /// Takes note of a write's result.
    /// - Returns: the error to end the run with, if it is time.
    mutating func note(_ result: WriteResult) -> SyncError? {
        switch result {
        case .done, .eventIsGone:
            self = FailureStreak()
            someWriteWorked = true
            return nil
        case .notSent:
            return nil
        case .refused(let error), .unconfirmed(let error):
            return note(error)
        }
    }

    private mutating func note(_ error: SyncError) -> SyncError? {
        if error.endsEverything { return error }
        switch error.failureClass {
        case .misconfigured:
            forbidden += 1
            unreachable = 0
            everythingForbidden = error
            return forbidden >= Self.limit ? error : nil
        case .transient:
            unreachable += 1
            forbidden = 0
            return unreachable >= Self.limit ? error : nil
        default:
            let worked = someWriteWorked
            self = FailureStreak()
            someWriteWorked = worked
            return nil
        }
    }

    /// At the end: several writes, and a 403 for each of them.
    var refusalOfEverything: SyncError? { !someWriteWorked && forbidden > 1 ? everythingForbidden : nil }
}
