import SyncCore

/// Lucca's departments in the order of their tree, with head counts and the scope.
struct DepartmentTree {
    struct Row: Equatable {
        let department: Department
        let depth: Int
        /// Employees of the department itself, and with everything below it.
        let employees: Int
        let employeesBelow: Int
        let isInScope: Bool
        let isBase: Bool
    }

    let rows: [Row]
    /// Bases of the scope that Lucca has no more.
    let missing: [DepartmentID]

    init(_ departments: [Department], employees: [Employee], scope: DepartmentScope) {
        let resolved = scope.resolve(in: departments)
        let bases = Set(scope.bases.map(\.id))
        let counts = Dictionary(employees.map { ($0.departmentID, 1) }, uniquingKeysWith: +)
        let paths = departments.map { (department: $0, path: Self.path($0.hierarchy)) }
            .sorted { left, right in
                left.path == right.path
                    ? left.department.id < right.department.id : left.path.lexicographicallyPrecedes(right.path)
            }
        rows = paths.map { item in
            let ancestors = paths.filter { other in
                !other.path.isEmpty && other.path.count < item.path.count && item.path.starts(with: other.path)
            }
            let below = paths.filter { other in
                other.department.id == item.department.id
                    || (!item.path.isEmpty && other.path.count > item.path.count && other.path.starts(with: item.path))
            }
            return Row(
                department: item.department, depth: ancestors.count, employees: counts[item.department.id] ?? 0,
                employeesBelow: below.reduce(0) { $0 + (counts[$1.department.id] ?? 0) },
                isInScope: resolved.contains(item.department.id), isBase: bases.contains(item.department.id))
        }
        missing = resolved.missing
    }

    /// Positions from the root, compared as numbers where they are numbers.
    private static func path(_ hierarchy: String) -> [Int] {
        hierarchy.split(separator: "/").map { Int($0) ?? Int.max }
    }
}
