package import SyncCore
import SyncEngine

/// What is recorded of one employee: the ledger's events, and what runs did to them. It needs neither the keyring nor a remote system,
/// and so does not know what Lucca says today.
package struct ShowRecordedEmployee: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let tenant: Tenant
        package let employee: EmployeeID
        /// By start.
        package let events: [LedgerEntry]
        package let history: EventHistory

        package func encode(to encoder: any Encoder) throws { try facts.encode(to: encoder) }

        private var facts: Facts {
            [
                "tenant": tenant.slug, "tenantState": tenant.state.rawValue, "employeeId": employee,
                "events": events.map(\.facts),
            ] + history.facts
        }
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .recordedRead("employee.recorded", .employee(of: tenant)) }
    private let employee: EmployeeID
    private let tenant: TenantSlug
    private let page: HistoryPage

    /// - Parameters:
    ///   - employee: by Lucca's id.
    ///   - page: of the history.
    package init(_ employee: EmployeeID, of tenant: TenantSlug, page: HistoryPage = HistoryPage()) {
        self.employee = employee
        self.tenant = tenant
        self.page = page
    }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        return Report(
            tenant: tenant, employee: employee, events: try await services.records.events(of: employee, in: tenant.id),
            history: try await services.history(of: employee, tenant, page))
    }
}
