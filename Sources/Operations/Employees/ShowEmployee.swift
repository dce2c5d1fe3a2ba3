package import SyncCore
package import SyncEngine

/// One employee's whole strip: each absence with what is on the planning and the rule that decides, the state of the extra data, and
/// what runs did. It reads both systems as a preview does, and writes nothing.
package struct ShowEmployee: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let tenant: Tenant
        package let absences: AbsenceExplanation
        package let fields: FieldExplanation
        package let strip: EmployeeStrip
        package let history: EventHistory

        package func encode(to encoder: any Encoder) throws { try facts.encode(to: encoder) }

        private var facts: Facts {
            let (person, window) = (absences.person, absences.window)
            return [
                "tenant": absences.tenant, "tenantState": tenant.state.rawValue, "employeeId": person.id,
                "identifier": person.identifier.isEmpty ? nil : person.identifier, "employee": person.standing.code,
                "resourceKey": fields.resource, "asOf": window.asOf, "window": window, "from": strip.days.lowerBound,
                "to": strip.days.upperBound, "readsWholePlanning": absences.readsWholePlanning,
                "reconciliationDue": absences.reconciliationDue, "liveRun": absences.liveRun, "strip": strip.facts,
                "absences": absences.absences.map { $0.facts + ["mark": EmployeeStrip.Mark($0).rawValue] },
                "fields": fields.fields.map(\.facts),
            ] + history.facts
        }
    }

    package static let right = Right.viewer
    /// How many months a strip may have.
    package static let monthLimits = 1...24

    package var audit: Audit { .read("employee.show", .employee(of: tenant)) }
    private let employee: EmployeeSelector
    private let tenant: TenantSlug
    private let from: CalendarDay?
    private let months: Int?
    private let asOf: CalendarDay?
    private let asksPlanning: Bool
    private let page: HistoryPage

    /// - Parameters:
    ///   - from: the first day; nil for the day of the next run.
    ///   - months: nil for as many as the tenant syncs; brought within `monthLimits`.
    ///   - asOf: the day of the next run; nil for the tenant's today.
    ///   - asksPlanning: read each event from PlanningPME by its key.
    ///   - page: of the history.
    package init(
        of employee: EmployeeSelector, _ tenant: TenantSlug, from: CalendarDay? = nil, months: Int? = nil,
        asOf: CalendarDay? = nil,
        asksPlanning: Bool = true, page: HistoryPage = HistoryPage()
    ) {
        self.employee = employee
        self.tenant = tenant
        self.from = from
        self.months = months.map { min(max($0, Self.monthLimits.lowerBound), Self.monthLimits.upperBound) }
        self.asOf = asOf
        self.asksPlanning = asksPlanning
        self.page = page
    }

    package func subject(of report: Report) -> EmployeeID? { report.absences.person.id }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let wanted = try await services.find(employee, of: tenant)
        let day: CalendarDay
        if let asOf { day = asOf } else { day = try await services.today(of: tenant) }
        let first = from ?? day
        let last = first.adding(months: months ?? tenant.settings.horizonMonths).adding(days: -1)
        let days = first...max(first, last)
        let request = ExplanationRequest(employee: wanted, days: days, asOf: day, asksPlanning: asksPlanning)
        let (absences, fields) = try await services.sync.explainPerson(request, of: tenant)
        return Report(
            tenant: tenant, absences: absences, fields: fields,
            strip: EmployeeStrip(absences.absences, days, tenant.settings.calendar),
            history: try await services.history(of: absences, tenant, page))
    }
}
