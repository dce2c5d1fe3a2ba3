public import SyncCore
public import SyncEngine

/// Why an employee's absences are on the planning or not, and what the next run does. It writes nothing.
public struct ExplainAbsence: ServiceOperation {
    public struct Report: Sendable, Encodable {
        public let tenant: Tenant
        public let explanation: AbsenceExplanation

        private enum CodingKeys: CodingKey {
            case tenant, tenantState, employeeID, identifier, employee, asOf, window, from, to, readsWholePlanning
            case reconciliationDue, liveRun, halfDays, absences
        }

        public func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            let person = explanation.person
            try members.encode(explanation.tenant, forKey: .tenant)
            try members.encode(tenant.state.rawValue, forKey: .tenantState)
            try members.encode(person.id, forKey: .employeeID)
            try members.encodeIfPresent(person.identifier.isEmpty ? nil : person.identifier, forKey: .identifier)
            try members.encode(person.standing.code, forKey: .employee)
            try members.encode(explanation.window.asOf, forKey: .asOf)
            try members.encode(explanation.window, forKey: .window)
            try members.encode(explanation.days?.lowerBound ?? explanation.window.readFrom, forKey: .from)
            try members.encode(explanation.days?.upperBound ?? explanation.window.readThrough, forKey: .to)
            try members.encode(explanation.readsWholePlanning, forKey: .readsWholePlanning)
            try members.encodeIfPresent(explanation.reconciliationDue, forKey: .reconciliationDue)
            try members.encodeIfPresent(explanation.liveRun, forKey: .liveRun)
            try members.encode(explanation.halfDays, forKey: .halfDays)
            try members.encode(explanation.absences, forKey: .absences)
        }
    }

    public static let right = Right.viewer
    private let employee: String
    private let tenant: TenantSlug
    private let days: ClosedRange<CalendarDay>?
    private let asOf: CalendarDay?
    private let asksPlanning: Bool

    /// - Parameters:
    ///   - employee: Lucca's id, or the identifier that the tenant matches by.
    ///   - days: nil for everything that a run reads.
    ///   - asOf: the day of the next run; nil for the tenant's today.
    ///   - asksPlanning: ask PlanningPME for each event by its key.
    public init(
        of employee: String, _ tenant: TenantSlug, days: ClosedRange<CalendarDay>? = nil, asOf: CalendarDay? = nil,
        asksPlanning: Bool = true
    ) {
        self.employee = employee
        self.tenant = tenant
        self.days = days
        self.asOf = asOf
        self.asksPlanning = asksPlanning
    }

    public func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let day: CalendarDay
        if let asOf { day = asOf } else { day = try await services.today(of: tenant) }
        let request = ExplanationRequest(employee: employee, days: days, asOf: day, asksPlanning: asksPlanning)
        return Report(tenant: tenant, explanation: try await services.sync.explain(request, of: tenant))
    }
}
