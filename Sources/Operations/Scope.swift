package import SyncCore
import SyncEngine

/// Shows Lucca's departments in tree order, with head counts and the scope.
package struct ScopeTree: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let rows: [Row]
        /// Bases of the scope that no longer exist in Lucca.
        package let missing: [DepartmentID]
        /// Why the planning's departments could not be read; then they are not shown.
        package let unread: SyncError?
    }

    package struct Row: Sendable, Hashable, Encodable {
        package let id: DepartmentID
        package let name: String
        package let depth: Int
        package let isActive: Bool
        /// Of the department itself.
        package let employees: Int
        package let employeesWithDescendants: Int
        package let inScope: Bool
        package let isBase: Bool
        /// Its counterpart on the planning, if a run or an operator found one.
        package let planningDepartmentKey: PlanningDepartmentKey?
        package let planningDepartment: String?
    }

    package static let right = Right.viewer
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let lucca = try await services.source(tenant)
        let departments = try await lucca.departments().rows
        let today = try await services.today(of: tenant)
        let employees = try await lucca.employees(in: nil).rows.filter { ($0.contractEnd ?? today) >= today }
        let resolved = tenant.scope.resolve(in: departments)
        var counterparts = DepartmentCounterparts()
        var unread: SyncError?
        do {
            let links = try await services.registry.departmentLinks(of: tenant.id)
            counterparts = try await DepartmentCounterparts(links, tenant, services)
        } catch let error as SyncError where error.failureClass != .cancelled {
            unread = await services.unread(error)
        }
        return Report(
            tenant: tenant,
            rows: Self.rows(departments, employees: employees, scope: tenant.scope, resolved, counterparts),
            missing: resolved.missing, unread: unread)
    }

    private static func rows(
        _ departments: [Department], employees: [Employee], scope: DepartmentScope, _ resolved: ResolvedScope,
        _ counterparts: DepartmentCounterparts
    ) -> [Row] {
        let bases = Set(scope.bases.map(\.id))
        let counts = Dictionary(employees.map { ($0.departmentID, 1) }, uniquingKeysWith: +)
        let paths = departments.map { (department: $0, path: path($0.hierarchy)) }
            .sorted { left, right in
                left.path == right.path
                    ? left.department.id < right.department.id : left.path.lexicographicallyPrecedes(right.path)
            }
        return paths.map { item in
            let ancestors = paths.filter { other in
                !other.path.isEmpty && other.path.count < item.path.count && item.path.starts(with: other.path)
            }
            let below = paths.filter { other in
                other.department.id == item.department.id
                    || (!item.path.isEmpty && other.path.count > item.path.count && other.path.starts(with: item.path))
            }
            return Row(
                id: item.department.id, name: item.department.name, depth: ancestors.count, isActive: item.department.isActive,
                employees: counts[item.department.id] ?? 0,
                employeesWithDescendants: below.reduce(0) { $0 + (counts[$1.department.id] ?? 0) },
                inScope: resolved.contains(item.department.id), isBase: bases.contains(item.department.id),
                planningDepartmentKey: counterparts[item.department.id]?.key,
                planningDepartment: counterparts[item.department.id]?.label)
        }
    }

    /// Positions from the root, compared as numbers if they are numeric.
    private static func path(_ hierarchy: String) -> [Int] {
        hierarchy.split(separator: "/").map { Int($0) ?? Int.max }
    }
}

/// Sets which of Lucca's departments are synced; it replaces the previous scope.
package struct SetScope: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        /// The number of departments in the scope.
        package let departments: Int
    }

    package static let right = Right.operator
    package var audit: Audit { .change("scope.set", .tenant(tenant)) }
    private let tenant: TenantSlug
    private let scope: DepartmentScope

    package init(_ scope: DepartmentScope, of tenant: TenantSlug) {
        self.tenant = tenant
        self.scope = scope
    }

    /// Lucca must have every department.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let resolved = scope.resolve(in: try await services.source(tenant).departments().rows)
        guard resolved.missing.isEmpty else {
            throw Refused(resolved.missing.map { .departmentHidden($0, tenant.slug, tenant.settings.luccaAPI) })
        }
        try await services.registry.setScope(scope, of: tenant.id)
        return Report(tenant: tenant, departments: resolved.departments.count)
    }
}
