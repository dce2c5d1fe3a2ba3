/// A department and those above it, as Lucca's tree was when somebody was last seen there: it says whether a scope covered them
/// then, whatever became of the tree since.
public struct DepartmentLineage: Hashable, Sendable {
    /// From the root down to the department itself; never empty.
    public let departments: [DepartmentID]

    /// nil for no department at all.
    public init?(_ departments: [DepartmentID]) {
        guard !departments.isEmpty else { return nil }
        self.departments = departments
    }

    /// The department itself.
    public var department: DepartmentID { departments[departments.count - 1] }
}

extension DepartmentScope {
    /// Whether the scope, as it is set today, covers somebody who is in the last of these departments.
    public func covers(_ lineage: DepartmentLineage) -> Bool {
        bases.contains { base in
            base.id == lineage.department || (base.withDescendants && lineage.departments.contains(base.id))
        }
    }
}

/// Lucca's departments as a tree of ids: positions in the tree change whenever a neighbour comes or goes, ids do not.
struct DepartmentTree {
    private var paths: [DepartmentID: Set<String>] = [:]
    private var departments: [String: Set<DepartmentID>] = [:]

    init(_ all: [Department]) {
        for department in all {
            guard let path = DepartmentScope.path(department.hierarchy) else { continue }
            paths[department.id, default: []].insert(path)
            departments[path, default: []].insert(department.id)
        }
    }

    /// Whether Lucca lists the department and says where it is.
    func places(_ department: DepartmentID) -> Bool { paths[department] != nil }

    /// Of a department that Lucca does not place, it alone is known.
    func lineage(of department: DepartmentID) -> DepartmentLineage? {
        var above: Set<DepartmentID> = []
        var order: [(depth: Int, id: DepartmentID)] = []
        for path in (paths[department] ?? []).sorted() {
            var (prefix, depth) = ("", 0)
            for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
                prefix += part + "/"
                depth += 1
                for id in (departments[prefix] ?? []).sorted() where id != department && above.insert(id).inserted {
                    order.append((depth, id))
                }
            }
        }
        return DepartmentLineage(order.sorted { ($0.depth, $0.id) < ($1.depth, $1.id) }.map(\.id) + [department])
    }
}
