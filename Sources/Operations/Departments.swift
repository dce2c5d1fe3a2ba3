package import SyncCore
import SyncEngine

/// Lists the departments that runs have met, and the planning's department for each.
package struct ListDepartments: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        /// By Lucca's id.
        package let links: [ReportedLink]
    }

    package struct ReportedLink: Sendable, Hashable, Encodable {
        package enum Origin: String, Sendable, Hashable, Encodable {
            case `operator`
            case label
        }

        package let departmentID: DepartmentID
        package let planningDepartmentKey: PlanningDepartmentKey?
        package let origin: Origin
    }

    package static let right = Right.viewer
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let links = try await services.registry.departmentLinks(of: tenant.id).sorted { $0.departmentID < $1.departmentID }
        return Report(
            tenant: tenant,
            links: links.map {
                ReportedLink(
                    departmentID: $0.departmentID, planningDepartmentKey: $0.planningDepartment,
                    origin: $0.isExplicit ? .operator : .label)
            })
    }
}

/// Sets the planning's department for one of Lucca's; it overrides the label.
package struct MapDepartment: ServiceOperation {
    package struct Report: Sendable {
        package let department: Department
        package let counterpart: PlanningDepartment
    }

    package static let right = Right.operator
    private let tenant: TenantSlug
    private let department: DepartmentID
    private let counterpart: PlanningDepartmentKey

    package init(_ department: DepartmentID, of tenant: TenantSlug, to counterpart: PlanningDepartmentKey) {
        self.tenant = tenant
        self.department = department
        self.counterpart = counterpart
    }

    /// Both must exist.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let departments = try await services.source(tenant).departments().rows
        let counterparts = try await services.target(tenant).departments()
        let found = departments.first { $0.id == department }
        let match = counterparts.first { $0.key == counterpart }
        guard let found, let match else {
            throw Refused(
                (found == nil ? [.departmentUnknown(department, tenant.slug)] : [])
                    + (match == nil ? [.planningDepartmentUnknown(counterpart, among: counterparts)] : []))
        }
        try await services.registry.setDepartmentLink(
            DepartmentLink(departmentID: found.id, planningDepartment: match.key, isExplicit: true), of: tenant.id)
        return Report(department: found, counterpart: match)
    }
}
