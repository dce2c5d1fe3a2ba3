public import SyncCore
import SyncEngine

/// The departments that runs have met, and the planning's department for each.
public struct ListDepartments: ServiceOperation {
    public struct Report: Sendable {
        public let tenant: Tenant
        /// By Lucca's id.
        public let links: [ReportedLink]
    }

    public struct ReportedLink: Sendable, Hashable, Encodable {
        public enum Origin: String, Sendable, Hashable, Encodable {
            case `operator`
            case label
        }

        public let departmentID: DepartmentID
        public let planningDepartmentKey: PlanningDepartmentKey?
        public let origin: Origin
    }

    public static let right = Right.viewer
    private let tenant: TenantSlug

    public init(of tenant: TenantSlug) { self.tenant = tenant }

    public func perform(_ services: Services) async throws -> Report {
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

/// Sets the planning's department for one of Lucca's; it wins over the label.
public struct MapDepartment: ServiceOperation {
    public struct Report: Sendable {
        public let department: Department
        public let counterpart: PlanningDepartment
    }

    public static let right = Right.operator
    private let tenant: TenantSlug
    private let department: DepartmentID
    private let counterpart: PlanningDepartmentKey

    public init(_ department: DepartmentID, of tenant: TenantSlug, to counterpart: PlanningDepartmentKey) {
        self.tenant = tenant
        self.department = department
        self.counterpart = counterpart
    }

    /// Both must exist.
    public func perform(_ services: Services) async throws -> Report {
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
