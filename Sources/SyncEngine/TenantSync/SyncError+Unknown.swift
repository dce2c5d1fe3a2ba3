import SyncCore

extension SyncError {
    /// Any error as one that a person can act on. The text of an unknown one is never shown: it may say anything.
    init(of error: any Error) {
        if let known = error as? SyncError {
            self = known
        } else if error is CancellationError {
            self = .stopped
        } else {
            self.init(.defect(.unknownError), .defect, detail: String(reflecting: type(of: error)))
        }
    }

    /// The process was asked to stop.
    static let stopped = SyncError(.run(.interrupted), .cancelled)

    /// Asked to change or delete an event that it lists, the planning said that there is none.
    static let eventSaidToBeGone = SyncError(.planning(.listedAndGone), .rejected)

    /// Whether one write's failure says that no other can work. A single 403 does not: the planning has rights of its own. What
    /// the database refuses, such as a request's place in the budget, is no event's fault.
    var endsEverything: Bool {
        if Self.databaseCodes.contains(code) { return true }
        return switch failureClass {
        case .misconfigured: code != .planningPMEForbidden
        case .throttled, .leaseLost, .cancelled, .defect: true
        case .rejected, .transient: false
        }
    }

    /// Whether an answer about one thing of the planning says nothing of the others.
    var concernsOneThing: Bool {
        failureClass == .rejected || [.planningPMEForbidden, .planningPMEUnreadable].contains(code)
    }

    /// A remote said no. Everything else that is not ambiguous was never sent: no place in the budget, a lease that ended, a database
    /// that could not be asked.
    var isAnswer: Bool {
        guard !Self.databaseCodes.contains(code) else { return false }
        return switch failureClass {
        case .rejected, .misconfigured: true
        case .transient, .throttled, .leaseLost, .cancelled, .defect: false
        }
    }

    private static let databaseCodes: Set<Code> = [
        .databaseUnreachable, .databaseFailed, .databaseReadOnly, .databaseFull, .databaseForbidden,
        .databaseUnsuitable,
    ]
}
