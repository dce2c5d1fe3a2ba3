import SyncCore

/// Problems of writing. What a remote said is in them as far as its adapter understood it: never a body, never a name.
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
                resource: key, point: disagreement.point, sent: ShownText(disagreement.sent),
                found: ShownText(disagreement.found), inDoubt: false))
    }

    static func resourceUnverified(_ key: ResourceKey, _ employee: EmployeeID, identifier: String) -> Problem {
        Problem(.employee(employee, identifier: identifier), .resourceUnverified(resource: key))
    }

    /// - Parameter error: of the planning's: locked, or another refusal.
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
                action: action, point: disagreement.point, sent: ShownText(disagreement.sent),
                found: ShownText(disagreement.found), inDoubt: false)
        }
    }

    /// The same, of a run that ended in doubt.
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
        // Whether it was done does not matter here.
        let change = write.change(.rejected)
        return Problem(.event(change.reference, of: change.employeeID), finding(change.action))
    }
}
