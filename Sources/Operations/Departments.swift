package import SyncCore
import SyncEngine

/// Lists the departments that runs have met, and the planning's department for each. Names are read on demand, not stored.
package struct ListDepartments: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        /// By Lucca's id.
        package let links: [ReportedLink]
        /// Why names could not be read; then ids are shown.
        package let unread: SyncError?
    }

    package struct ReportedLink: Sendable, Hashable, Encodable {
        package enum Origin: String, Sendable, Hashable, Encodable {
            case `operator`
            case label
        }

        package let departmentID: DepartmentID
        /// nil if Lucca was not read, or does not return it.
        package let name: String?
        package let planningDepartmentKey: PlanningDepartmentKey?
        package let planningDepartment: String?
        package let origin: Origin
    }

    package static let right = Right.viewer
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let links = try await services.registry.departmentLinks(of: tenant.id).sorted { $0.departmentID < $1.departmentID }
        var names: [DepartmentID: String] = [:]
        var counterparts = DepartmentCounterparts()
        var unread: SyncError?
        if !links.isEmpty {
            do {
                let rows = try await services.source(tenant).departments().rows
                names = Dictionary(rows.map { ($0.id, $0.name) }) { first, _ in first }
                counterparts = try await DepartmentCounterparts(links, tenant, services)
            } catch let error as SyncError {
                unread = await services.unread(error)
            }
        }
        return Report(
            tenant: tenant,
            links: links.map {
                ReportedLink(
                    departmentID: $0.departmentID, name: names[$0.departmentID], planningDepartmentKey: $0.planningDepartment,
                    planningDepartment: counterparts[$0.departmentID]?.label, origin: $0.isExplicit ? .operator : .label)
            }, unread: unread)
    }
}

/// The planning's departments that links lead to, with their labels of now.
struct DepartmentCounterparts {
    private var found: [DepartmentID: PlanningDepartment] = [:]

    init() {}

    /// PlanningPME is read only if some link leads there.
    init(_ links: [DepartmentLink], _ tenant: Tenant, _ services: Services) async throws {
        guard links.contains(where: { $0.planningDepartment != nil }) else { return }
        let departments = try await services.target(tenant).departments()
        let known = Dictionary(departments.map { ($0.key, $0) }) { first, _ in first }
        for link in links { found[link.departmentID] = link.planningDepartment.flatMap { known[$0] } }
    }

    subscript(_ department: DepartmentID) -> PlanningDepartment? { found[department] }
}

/// Takes back an operator's link of a department: the next run looks for a counterpart of the same label.
package struct UnmapDepartment: ServiceOperation {
    /// Whether there was such a link.
    package typealias Report = Bool

    package static let right = Right.operator
    package var audit: Audit { .change("department.unmap", .department(of: tenant)) }
    private let tenant: TenantSlug
    private let department: DepartmentID

    package init(_ department: DepartmentID, of tenant: TenantSlug) {
        self.tenant = tenant
        self.department = department
    }

    package func perform(_ services: Services) async throws -> Bool {
        let tenant = try await services.registry.tenant(tenant)
        return try await services.registry.removeDepartmentLink(of: department, tenant.id)
    }
}

/// Sets the planning's department for one of Lucca's; it overrides the label.
package struct MapDepartment: ServiceOperation {
    package struct Report: Sendable {
        package let department: Department
        package let counterpart: PlanningDepartment
    }

    package static let right = Right.operator
    package var audit: Audit { .change("department.map", .department(of: tenant)) }
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
