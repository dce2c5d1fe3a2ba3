/// A department in Lucca.
package struct Department: Hashable, Sendable {
    package let id: DepartmentID
    package var name: String
    /// The path of positions from the root, such as `/1/2/2/`; descendants' paths start with it (`contracts/lucca.md`).
    package var hierarchy: String
    package var isActive: Bool

    package init(id: DepartmentID, name: String, hierarchy: String, isActive: Bool = true) {
        self.id = id
        self.name = name
        self.hierarchy = hierarchy
        self.isActive = isActive
    }
}

/// Which Lucca departments a tenant syncs.
package struct DepartmentScope: Hashable, Sendable {
    package struct Base: Hashable, Sendable {
        package let id: DepartmentID
        package let withDescendants: Bool

        package init(id: DepartmentID, withDescendants: Bool) {
            self.id = id
            self.withDescendants = withDescendants
        }
    }

    package var bases: [Base]

    package init(bases: [Base]) {
        self.bases = bases
    }
}

/// A department and its ancestors, as of when an employee was last seen there: it shows whether a scope covered them then, even
/// if the tree has changed since.
package struct DepartmentLineage: Hashable, Sendable {
    /// From the root to the department itself; never empty.
    package let departments: [DepartmentID]

    /// nil for an empty list.
    package init?(_ departments: [DepartmentID]) {
        guard !departments.isEmpty else { return nil }
        self.departments = departments
    }

    package var department: DepartmentID { departments[departments.count - 1] }
}

extension DepartmentScope {
    /// Whether the current scope covers an employee in the last of these departments.
    package func covers(_ lineage: DepartmentLineage) -> Bool {
        bases.contains { base in
            base.id == lineage.department || (base.withDescendants && lineage.departments.contains(base.id))
        }
    }
}

/// Lucca's departments as a tree of ids: a position in the tree changes when its neighbours do, an id does not.
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

    /// Whether Lucca lists the department and gives its position.
    func places(_ department: DepartmentID) -> Bool { paths[department] != nil }

    /// Only the department itself if Lucca gives no position.
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

/// A scope, resolved against Lucca's current departments.
package struct ResolvedScope: Hashable, Sendable {
    /// Every department in scope. Inactive ones are included: they may still have employees.
    package let departments: Set<DepartmentID>
    /// Base departments no longer in Lucca, in order: their employees seem gone although they did not leave.
    package let missing: [DepartmentID]

    package init(departments: Set<DepartmentID>, missing: [DepartmentID]) {
        self.departments = departments
        self.missing = missing
    }

    package func contains(_ department: DepartmentID) -> Bool { departments.contains(department) }
}

extension DepartmentScope {
    /// The departments in scope: the bases, and the descendants of those with `withDescendants`.
    ///
    /// A descendant's hierarchy starts with its ancestor's whole hierarchy (`contracts/lucca.md`). A base without a hierarchy has
    /// no descendants.
    package func resolve(in departments: [Department]) -> ResolvedScope {
        let known = Dictionary(grouping: departments, by: \.id)
        var inScope: Set<DepartmentID> = []
        var missing: Set<DepartmentID> = []
        var paths: [String] = []
        for base in bases {
            guard let rows = known[base.id] else {
                missing.insert(base.id)
                continue
            }
            inScope.insert(base.id)
            // A department listed twice belongs to both positions.
            if base.withDescendants { paths += rows.compactMap { Self.path($0.hierarchy) } }
        }
        if !paths.isEmpty {
            for department in departments {
                guard let path = Self.path(department.hierarchy) else { continue }
                if paths.contains(where: path.hasPrefix) { inScope.insert(department.id) }
            }
        }
        return ResolvedScope(departments: inScope, missing: missing.sorted())
    }

    /// Ends with a slash, so that `/1/2` is no ancestor of `/1/21/`; nil if blank.
    static func path(_ hierarchy: String) -> String? {
        if hierarchy.allSatisfy(\.isWhitespace) { return nil }
        return hierarchy.hasSuffix("/") ? hierarchy : hierarchy + "/"
    }
}
