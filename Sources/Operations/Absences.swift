package import SyncCore
package import SyncEngine

extension ExplainedHalfDay {
    var facts: Facts {
        [
            "halfDay": halfDay, "leavePeriodId": periodID, "leaveAccountId": accountID, "status": status.code, "seconds": seconds,
            "counts": counts,
        ]
    }
}

extension ExplainedAbsence {
    var facts: Facts {
        [
            "reference": reference, "start": start, "end": end, "leave": leave.rawValue, "state": state.rawValue,
            "rule": rule.code, "besides": besides?.code, "event": event?.facts, "problem": problem?.facts,
            "nextRun": nextRun.facts,
        ]
    }
}

extension ExplainedEvent {
    fileprivate var facts: Facts {
        var now: Facts?
        if case .changed(let changed) = found {
            now = ["resourceKeys": changed.resources, "type": changed.type, "start": changed.start, "end": changed.end]
        }
        return [
            "key": key, "found": found.code, "reference": reference, "resourceKey": resource, "type": type, "start": start,
            "end": end, "openWrite": openIntent?.rawValue, "now": now,
        ]
    }
}

extension RecordedProblem {
    fileprivate var facts: Facts { ["code": code, "run": run, "at": at] }
}

extension NextRun {
    fileprivate var facts: Facts {
        [
            "action": action.rawValue, "code": reason.rawValue, "withheldBy": withheldBy, "rejectedAt": declined?.at,
            "rejectedBy": declined?.by,
            "resourceKey": target?.resource.key, "type": target?.type.key, "start": target?.start, "end": target?.end,
            "cause": cause,
        ]
    }
}

extension HalfDayLeave.Status {
    fileprivate var code: String {
        switch self {
        case .approved: "approved"
        case .pending: "pending"
        case .cancelled: "cancelled"
        }
    }
}

extension ResourceReference {
    fileprivate var key: ResourceKey? {
        if case .existing(let key) = self { key } else { nil }
    }
}

extension TypeReference {
    fileprivate var key: UnavailabilityTypeKey? {
        if case .existing(let key) = self { key } else { nil }
    }
}

/// Explains why an employee's absences are on the planning or not, and what the next run does. It writes nothing.
package struct ExplainAbsence: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let tenant: Tenant
        package let explanation: AbsenceExplanation
        /// What runs did on these days, and to the events of these absences.
        package let history: EventHistory

        package func encode(to encoder: any Encoder) throws { try facts.encode(to: encoder) }

        private var facts: Facts {
            let (person, window) = (explanation.person, explanation.window)
            return [
                "tenant": explanation.tenant, "tenantState": tenant.state.rawValue, "employeeId": person.id,
                "identifier": person.identifier.isEmpty ? nil : person.identifier, "employee": person.standing.code,
                "asOf": window.asOf, "window": window, "from": explanation.days?.lowerBound ?? window.readFrom,
                "to": explanation.days?.upperBound ?? window.readThrough, "readsWholePlanning": explanation.readsWholePlanning,
                "reconciliationDue": explanation.reconciliationDue, "liveRun": explanation.liveRun,
                "halfDays": explanation.halfDays.map(\.facts), "absences": explanation.absences.map(\.facts),
            ] + history.facts
        }
    }

    package static let right = Right.viewer
    package var audit: Audit { .read("absence.explain", .employee(of: tenant)) }
    private let employee: EmployeeSelector
    private let tenant: TenantSlug
    private let days: ClosedRange<CalendarDay>?
    private let asOf: CalendarDay?
    private let asksPlanning: Bool
    private let page: HistoryPage

    /// - Parameters:
    ///   - days: nil for everything that a run reads.
    ///   - asOf: the day of the next run; nil for the tenant's today.
    ///   - asksPlanning: read each event from PlanningPME by its key.
    ///   - page: of the history.
    package init(
        of employee: EmployeeSelector, _ tenant: TenantSlug, days: ClosedRange<CalendarDay>? = nil, asOf: CalendarDay? = nil,
        asksPlanning: Bool = true, page: HistoryPage = HistoryPage()
    ) {
        self.employee = employee
        self.tenant = tenant
        self.days = days
        self.asOf = asOf
        self.asksPlanning = asksPlanning
        self.page = page
    }

    package func subject(of report: Report) -> EmployeeID? { report.explanation.person.id }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let day: CalendarDay
        if let asOf { day = asOf } else { day = try await services.today(of: tenant) }
        let wanted = try await services.find(employee, of: tenant)
        let request = ExplanationRequest(employee: wanted, days: days, asOf: day, asksPlanning: asksPlanning)
        let explanation = try await services.sync.explain(request, of: tenant)
        let history = try await services.history(of: explanation, tenant, page)
        return Report(tenant: tenant, explanation: explanation, history: history)
    }
}
