import SyncCore

/// Problems of writing. What a remote said is in them as far as its adapter words it: never a body, never a name.
extension Problem {
    static func eventUnreadable(_ reference: EventReference, _ slug: TenantSlug) -> Problem {
        Problem(
            .eventUnreadable, subject: "\(reference)",
            message: "PlanningPME's answer about this event could not be understood: it stays as it is.",
            remedy: "Open the event in PlanningPME and save it again, then start passerelle run now \(slug) --reconcile.")
    }

    static func typeRejected(_ accounts: [LeaveAccountID], _ error: SyncError) -> Problem {
        let subject =
            accounts.isEmpty ? "neutral type" : "leave account " + accounts.sorted().map(\.value).joined(separator: ", ")
        return Problem(
            .typeRejected, subject: subject,
            message:
                "The unavailability type for it could not be created: \(error.message) Its absences are not on the planning.",
            remedy: error.remedy + " Or make the type in PlanningPME, or map the leave account with passerelle reason set.")
    }

    static func departmentRejected(_ department: DepartmentID, _ error: SyncError) -> Problem {
        Problem(
            .departmentRejected, subject: "department \(department)",
            message:
                "Its counterpart on the planning could not be created: \(error.message) The absences are synced all the same.",
            remedy: error.remedy + " Or make the department in PlanningPME, under the same label.")
    }

    static func resourceNotCreated(_ creation: ResourceCreation, _ error: SyncError) -> Problem {
        Problem(
            .resourceRejected, subject: subject(creation.employee.id, identifier: creation.identifier),
            message: "A resource could not be created: \(error.message) This employee's absences are not on the planning.",
            remedy: error.remedy + " Or make the resource in PlanningPME, with the identifier as registration number.")
    }

    static func resourceNotUpdated(_ update: ResourceUpdate, _ error: SyncError) -> Problem {
        Problem(
            .resourceRejected, subject: subject(update.employeeID, identifier: update.registrationNumber ?? ""),
            message: "Resource \(update.key) could not be changed: \(error.message) The absences are synced all the same.",
            remedy: error.remedy)
    }

    static func resourceDisagrees(
        _ key: ResourceKey, _ employee: EmployeeID, identifier: String, _ disagreement: Disagreement, _ slug: TenantSlug
    ) -> Problem {
        Problem(
            .planningDisagrees, subject: subject(employee, identifier: identifier),
            message:
                "Resource \(key) is not as it was sent. Point \(disagreement.point.rawValue): sent \(disagreement.sent), found "
                + "\(disagreement.found).",
            remedy:
                "The next run reads the resource again, and writes what differs. If this problem is there again, find out how the brand "
                + "speaks: passerelle tenant probe \(slug) --resource \(key)")
    }

    static func resourceUnverified(
        _ key: ResourceKey, _ employee: EmployeeID, identifier: String, _ slug: TenantSlug
    ) -> Problem {
        Problem(
            .eventUnconfirmed, subject: subject(employee, identifier: identifier),
            message: "Resource \(key) was written, and could not be compared with what was sent: PlanningPME did not show it.",
            remedy:
                "Nothing to do: the next run reads it again. If this problem is there again, test the rights of the connector's user: "
                + "passerelle tenant check \(slug)")
    }

    static func eventRefused(_ write: EventWrite, _ error: SyncError) -> Problem {
        let change = write.change(.rejected)
        if case .release(let copy) = write {
            return Problem(
                .eventRefused, subject: "\(change.reference)",
                message:
                    "Event \(copy.event.key) is a copy of an event of employee \(change.employeeID), and its reference could not be "
                    + "taken out of its remark: \(error.message) It stays as it is.",
                remedy: error.remedy + " Or take \(change.reference) out of the remark in PlanningPME.")
        }
        return Problem(
            .eventRefused, subject: "\(change.reference)",
            message: "The \(change.action.rawValue) of an event of employee \(change.employeeID) failed: \(error.message)",
            remedy: error.remedy + (error.code == .planningPMERejected ? forcing : ""))
    }

    /// - Parameter error: of the planning's: locked, or another refusal.
    static func refusal(_ write: EventWrite, _ error: SyncError, _ slug: TenantSlug) -> Problem {
        error.code == .planningPMELocked ? eventLocked(write) : eventRefused(write, error)
    }

    private static func eventLocked(_ write: EventWrite) -> Problem {
        let change = write.change(.rejected)
        let event = write.eventKey.map { "Event \($0)" } ?? "An event"
        return Problem(
            .eventLocked, subject: "\(change.reference)",
            message:
                "\(event) of employee \(change.employeeID) is locked, open, or read-only for the connector's user: its "
                + "\(change.action.rawValue) was not made. It is tried again the next day.",
            remedy:
                "Unlock the event in PlanningPME and close it, or give the group of the connector's user the right to change locked "
                + "events.")
    }

    static func planningDisagrees(_ write: EventWrite, _ disagreement: Disagreement, _ slug: TenantSlug) -> Problem {
        let change = write.change(.rejected)
        return Problem(
            .planningDisagrees, subject: "\(change.reference)",
            message:
                "After its \(change.action.rawValue), an event of employee \(change.employeeID) does not stand as it was sent. Point "
                + "\(disagreement.point.rawValue): sent \(disagreement.sent), found \(disagreement.found).",
            remedy:
                "The next run writes it again. If it is there again, find out how the brand speaks: passerelle tenant probe \(slug) "
                + "--resource KEY, then passerelle run now \(slug) --reconcile.")
    }

    /// The same, of a run that ended in doubt.
    func inDoubt(_ slug: TenantSlug) -> Problem {
        Problem(
            code, subject: subject, message: message,
            remedy:
                "No run writes before it was found out again how the brand speaks: passerelle tenant probe \(slug) --resource KEY, then "
                + "passerelle run now \(slug) --reconcile.")
    }

    static func eventUnverified(_ write: EventWrite, _ slug: TenantSlug) -> Problem {
        let change = write.change(.unconfirmed)
        return Problem(
            .eventUnconfirmed, subject: "\(change.reference)",
            message:
                "After its \(change.action.rawValue), an event of employee \(change.employeeID) could not be compared with what was "
                + "sent: PlanningPME did not show it.",
            remedy:
                "Nothing to do: the next run writes it again. If it is there again, test the rights of the connector's user: passerelle "
                + "tenant check \(slug).")
    }

    static func viewLimited(_ view: ViewEvidence, _ slug: TenantSlug) -> Problem {
        Problem(
            .viewLimited, subject: "tenant \(slug)",
            message:
                "PlanningPME's lists do not show the connector's user everything: \(view.shownByKey) events that it made are missing "
                + "from them and were found by their keys. Nothing is lost, and each such event costs a request a week.",
            remedy: "\(SyncError.viewRight). This is told once.")
    }

    static func viewLimited(_ refusal: SyncError, _ slug: TenantSlug) -> Problem {
        Problem(.viewLimited, subject: "tenant \(slug)", message: refusal.message, remedy: refusal.remedy)
    }

    static func probeEventLeft(_ lost: [LostProbeEvent], _ slug: TenantSlug) -> Problem {
        Problem(
            .probeEventLeft, subject: "tenant \(slug)",
            message:
                "A probe was stopped while it created an event, whose key is not known and which PlanningPME's lists do not show.",
            remedy: "\(lost.remedy) This is told once.")
    }

    static func createBeyondView(_ reference: EventReference, _ slug: TenantSlug) -> Problem {
        Problem(
            .eventUnconfirmed, subject: "\(reference)",
            message:
                "The answer to the create of this event was lost, and it lies further ahead than PlanningPME's lists show to the "
                + "connector's user: it may be there. It is not made again before they show its day.",
            remedy:
                "\(SyncError.viewRight), then start passerelle run now \(slug) --reconcile.")
    }

    static func eventUnconfirmed(_ write: EventWrite) -> Problem {
        let change = write.change(.unconfirmed)
        return Problem(
            .eventUnconfirmed, subject: "\(change.reference)",
            message: "The answer to the \(change.action.rawValue) of an event of employee \(change.employeeID) was lost, and the "
                + "planning shows no effect of it so far.",
            remedy: "Nothing to do: the next run looks for the event before it writes anything.")
    }

    static func absenceNotOnPlanning(_ absence: WantedAbsence, _ tenant: Tenant) -> Problem {
        let zone = tenant.settings.calendar.zone
        let (first, last) = (absence.start.day(in: zone), absence.end.adding(seconds: -1).day(in: zone))
        let days = first == last ? "on \(first)" : "from \(first) to \(last)"
        return Problem(
            .absenceNotOnPlanning, subject: "\(absence.reference)",
            message:
                "The planning does not show all of an absence of employee \(absence.employeeID) \(days), although no write failed.",
            remedy:
                "Read the planning again with passerelle run now \(tenant.slug) --reconcile. If this problem is there again, enter "
                + "the absence in PlanningPME by hand and report this message.")
    }

    static func copiesWithheld(_ count: Int, _ slug: TenantSlug) -> Problem {
        Problem(
            .deletionsWithheld, subject: "tenant \(slug)",
            message: "\(count) events carry the reference of another event: more copies than the brake lets pass. They stay.",
            remedy:
                "Delete the copies in PlanningPME, or raise the brake for one run: passerelle tenant edit \(slug) --brake-count N."
        )
    }

    private static let forcing =
        " If the absence lies over a task, a constraint or an allowance, give the group of the connector's user the rights to force "
        + "them in PlanningPME, or make room there."

    private static func subject(_ employee: EmployeeID, identifier: String) -> String {
        identifier.isEmpty ? "employee \(employee)" : "employee \(employee) (\(identifier))"
    }
}
