import SyncCore

/// A write that the planning rejected.
struct Refusal: Hashable, Sendable {
    let write: EventWrite
    let error: SyncError
}

/// An update that needs another one's time while it occupies what another one needs: one of them must be deleted first.
struct RefusalKnot: Hashable, Sendable {
    let entry: LedgerEntry
    let draft: EventFacts

    /// - Parameter tried: entries that were already tried without success.
    static func first(in refused: [Refusal], except tried: Set<EventReference>) -> RefusalKnot? {
        let knots = refused.compactMap { refusal -> RefusalKnot? in
            if case .ours(.update(let entry, let draft)) = refusal.write { RefusalKnot(entry: entry, draft: draft) } else { nil }
        }
        let standing = Dictionary(grouping: knots, by: \.entry.resource)
        let wanted = Dictionary(grouping: refused.compactMap(Wish.init), by: \.draft.resource)
        return knots.first { knot in
            !tried.contains(knot.entry.reference)
                && (standing[knot.draft.resource] ?? []).contains { $0 != knot && $0.isInTheWay(of: knot.draft) }
                && (wanted[knot.entry.resource] ?? []).contains {
                    $0.row != knot.entry.reference && knot.isInTheWay(of: $0.draft)
                }
        }
    }

    private struct Wish {
        let row: EventReference
        let draft: EventFacts

        init?(_ refusal: Refusal) {
            guard let row = refusal.write.row, let draft = refusal.write.wanted else { return nil }
            (self.row, self.draft) = (row, draft)
        }
    }

    /// On the same resource.
    private func isInTheWay(of draft: EventFacts) -> Bool {
        entry.start < draft.end && draft.start < entry.end
    }
}

/// Distinguishes a single failed write, which is a problem, from a planning that rejects everything, which ends the run.
struct FailureStreak: Hashable, Sendable {
    /// This many consecutive writes without answer are no accident.
    static let silenceLimit = 5
    /// This many consecutive rejections: several events rejected for their own reasons may follow each other.
    static let refusalLimit = 20

    /// The planning has events that an earlier run wrote, so writing is not forbidden in general.
    private let hasWritten: Bool
    private var someWriteWorked = false
    private var forbidden = 0
    private var failed = 0
    private var last: SyncError?
    /// The planning answered a write about its own thing, or showed a write's result.
    private var hasAnswered = false

    /// - Parameter earlier: of the same run's former plan.
    init(hasWritten: Bool, after earlier: FailureStreak? = nil) {
        self.hasWritten = hasWritten
        someWriteWorked = earlier?.someWriteWorked ?? false
        hasAnswered = earlier?.hasAnswered ?? false
    }

    /// Adds a write's result.
    /// - Returns: the error to end the run with, if the limit is reached.
    mutating func note(_ result: WriteResult) -> SyncError? {
        switch result {
        // An event that differs from what was sent, or could not be compared, was still accepted: it says nothing about rights,
        // and is counted elsewhere.
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

    /// A write succeeded or failed for its own reason: the streak ends. This alone does not prove that events may be written.
    mutating func endRow() {
        (forbidden, failed, last) = (0, 0, nil)
        hasAnswered = true
    }

    /// The planning answered, or a read showed what became of a write with a lost answer or why that can't be known: it is not down.
    mutating func noteAnswer() { hasAnswered = true }

    private mutating func note(_ error: SyncError) -> SyncError? {
        if error.endsEverything { return error }
        if !error.isOutage { hasAnswered = true }
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

    /// At the end, if every write failed because the planning could not be reached or failed: it is down, however few they were.
    var outage: SyncError? { failed > 0 && !someWriteWorked && !hasAnswered ? last : nil }

    /// At the end, if no write worked: an outage, or several were forbidden and the planning has no events of ours, or too many
    /// failed for an accident, so that the run is retried.
    var failureOfEverything: SyncError? {
        if let outage { return outage }
        guard !someWriteWorked else { return nil }
        return (forbidden > 1 && !hasWritten) || failed >= Self.silenceLimit ? last : nil
    }
}

/// Problems of writing. They contain a remote's answer only as far as its adapter understood it: never a body, never a name.
extension Problem {
    static func typeRejected(_ accounts: [LeaveAccountID], _ error: SyncError) -> Problem {
        Problem(accounts.isEmpty ? .neutralType : .leaveAccounts(accounts.sorted()), .typeNotCreated(cause: error.failure))
    }

    static func departmentRejected(_ department: DepartmentID, _ error: SyncError) -> Problem {
        Problem(.department(department), .departmentNotCreated(cause: error.failure))
    }

    static func resourceNotCreated(_ creation: ResourceCreation, _ error: SyncError) -> Problem {
        Problem(
            .employee(creation.employee.id, identifier: creation.identifier), .resourceNotCreated(cause: error.failure))
    }

    static func resourceNotUpdated(_ update: ResourceUpdate, _ error: SyncError) -> Problem {
        Problem(
            .employee(update.employeeID, identifier: update.registrationNumber ?? ""),
            .resourceNotChanged(resource: update.key, cause: error.failure))
    }

    static func resourceDisagrees(
        _ key: ResourceKey, _ employee: EmployeeID, identifier: String, _ disagreement: Disagreement
    ) -> Problem {
        Problem(
            .employee(employee, identifier: identifier),
            .resourceDisagrees(
                resource: key, point: disagreement.point, sent: disagreement.sent,
                found: disagreement.found, inDoubt: false))
    }

    static func resourceUnverified(_ key: ResourceKey, _ employee: EmployeeID, identifier: String) -> Problem {
        Problem(.employee(employee, identifier: identifier), .resourceUnverified(resource: key))
    }

    /// - Parameter error: of the planning's: locked, or another rejection.
    static func refusal(_ write: EventWrite, _ error: SyncError) -> Problem {
        if error.code == .planningPMELocked {
            return of(write) { .eventLocked(event: write.eventKey, action: $0) }
        }
        if case .release(let copy) = write {
            return of(write) { _ in .copyNotReleased(event: copy.event.key, cause: error.failure) }
        }
        return of(write) { .eventNotWritten(action: $0, event: write.eventKey, cause: error.failure) }
    }

    static func planningDisagrees(_ write: EventWrite, _ disagreement: Disagreement) -> Problem {
        of(write) { action in
            .eventDisagrees(
                action: action, point: disagreement.point, sent: disagreement.sent,
                found: disagreement.found, inDoubt: false)
        }
    }

    /// For a run that ended in doubt.
    var inDoubt: Problem {
        switch finding {
        case .eventDisagrees(let action, let point, let sent, let found, _):
            Problem(subject, .eventDisagrees(action: action, point: point, sent: sent, found: found, inDoubt: true))
        case .resourceDisagrees(let resource, let point, let sent, let found, _):
            Problem(subject, .resourceDisagrees(resource: resource, point: point, sent: sent, found: found, inDoubt: true))
        default: self
        }
    }

    static func eventUnverified(_ write: EventWrite) -> Problem { of(write) { .eventUnverified(action: $0) } }
    static func eventUnconfirmed(_ write: EventWrite) -> Problem { of(write) { .answerLost(action: $0) } }

    static func absenceNotOnPlanning(_ absence: WantedAbsence, _ tenant: Tenant) -> Problem {
        let zone = tenant.settings.calendar.zone
        return Problem(
            .event(absence.reference, of: absence.employeeID),
            .absenceNotShown(from: absence.start.day(in: zone), to: absence.end.adding(seconds: -1).day(in: zone)))
    }

    private static func of(_ write: EventWrite, _ finding: (EventAction) -> Finding) -> Problem {
        Problem(.event(write.facts.reference, of: write.facts.employeeID), finding(write.action))
    }
}

/// The result of applying a plan so far: valid at any time, also if applying ends by an error.
struct ApplyReport: Hashable, Sendable {
    var created = 0
    var updated = 0
    var deleted = 0
    /// Events that should have been written and were not.
    var failed = 0
    var problems: [Problem] = []
    /// Of extra data.
    var fieldFindings: [FieldFinding] = []
    /// Resources whose extra data was written, or found as wanted.
    var resourcesUpdated = 0
    /// Those of them that got a value, and those of which one was cleared.
    var fieldsWritten = 0
    var fieldsCleared = 0
    /// Whose resources could not be written.
    var fieldsRejected: Set<EmployeeID> = []

    mutating func count(_ action: EventAction) {
        switch action {
        case .create: created += 1
        case .update: updated += 1
        case .delete: deleted += 1
        }
    }

    mutating func count(_ changes: [RunChange]) {
        for change in changes where change.outcome == .done { count(change.action) }
    }
}
