import SyncCore

/// Tells a write that failed from a planning that refuses or fails everything: the first is a problem, the second ends the run.
struct FailureStreak: Hashable, Sendable {
    /// So many in a row that no answer came to are no accident.
    static let silenceLimit = 5
    /// So many in a row that were answered: some events that are refused for themselves may well stand one after the other.
    static let refusalLimit = 20

    /// Something that an earlier run wrote stands on the planning: writing is not forbidden as such.
    private let hasWritten: Bool
    private var someWriteWorked = false
    private var forbidden = 0
    private var failed = 0
    private var last: SyncError?

    init(hasWritten: Bool) {
        self.hasWritten = hasWritten
    }

    /// Takes note of a write's result.
    /// - Returns: the error to end the run with, if it is time.
    mutating func note(_ result: WriteResult) -> SyncError? {
        switch result {
        // One that does not stand as it was sent, or that nobody could compare, was taken all the same: it says nothing of rights, and is
        // counted elsewhere.
        case .done, .disagrees, .unverified, .eventIsGone:
            someWriteWorked = true
            endRow()
            return nil
        case .notSent:
            return nil
        case .refused(let error), .unconfirmed(let error):
            return note(error)
        }
    }

    /// Something worked, or failed for itself: what comes next is a new row. On its own it does not say that events may be written.
    mutating func endRow() {
        (forbidden, failed, last) = (0, 0, nil)
    }

    private mutating func note(_ error: SyncError) -> SyncError? {
        if error.endsEverything { return error }
        switch error.failureClass {
        case .misconfigured:
            (forbidden, failed) = (forbidden + 1, 0)
        case .transient:
            (forbidden, failed) = (0, failed + 1)
        default:
            endRow()
            return nil
        }
        last = error
        let limit = error.code == .planningPMEUnreachable ? Self.silenceLimit : Self.refusalLimit
        return forbidden + failed >= limit ? error : nil
    }

    /// At the end, when no write worked: several that were forbidden where nothing of ours stands, or more that failed than are an
    /// accident, so that the run is tried again.
    var failureOfEverything: SyncError? {
        guard !someWriteWorked else { return nil }
        return (forbidden > 1 && !hasWritten) || failed >= Self.silenceLimit ? last : nil
    }
}
