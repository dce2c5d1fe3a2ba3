package import SyncCore
package import SyncEngine

extension ExplainedField {
    var facts: Facts {
        [
            "field": rule.field.id, "target": rule.target, "form": rule.form, "clearWhenEmpty": rule.clearsWhenEmpty,
            "replace": rule.replaces, "lucca": lucca.rawValue, "recorded": remembered?.state, "hasWritten": remembered?.isOurs,
            "equalsLucca": remembered?.equalsLucca, "nextRun": next.rawValue,
        ]
    }
}

/// Explains why an employee's extra data is on the planning or not, and what the next run does. It writes nothing.
package struct ExplainField: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let tenant: Tenant
        package let explanation: FieldExplanation
        /// The day of the next run.
        package let asOf: CalendarDay

        package func encode(to encoder: any Encoder) throws { try facts.encode(to: encoder) }

        private var facts: Facts {
            let person = explanation.person
            return [
                "tenant": explanation.tenant, "tenantState": tenant.state.rawValue, "employeeId": person.id,
                "identifier": person.identifier.isEmpty ? nil : person.identifier, "employee": person.standing.code,
                "resourceKey": explanation.resource, "asOf": asOf, "readsWholePlanning": explanation.readsWholePlanning,
                "liveRun": explanation.liveRun, "fields": explanation.fields.map(\.facts),
            ]
        }
    }

    package static let right = Right.viewer
    package var audit: Audit { .read("field.explain", .employee(of: tenant)) }
    private let employee: EmployeeSelector
    private let tenant: TenantSlug
    private let asOf: CalendarDay?

    /// - Parameter asOf: the day of the next run; nil for the tenant's today.
    package init(of employee: EmployeeSelector, _ tenant: TenantSlug, asOf: CalendarDay? = nil) {
        self.employee = employee
        self.tenant = tenant
        self.asOf = asOf
    }

    package func subject(of report: Report) -> EmployeeID? { report.explanation.person.id }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let day: CalendarDay
        if let asOf { day = asOf } else { day = try await services.today(of: tenant) }
        let wanted = try await services.find(employee, of: tenant)
        return Report(
            tenant: tenant, explanation: try await services.sync.explainFields(of: wanted, tenant, asOf: day), asOf: day)
    }
}
