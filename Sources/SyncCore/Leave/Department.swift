/// A department in Lucca.
public struct Department: Hashable, Sendable {
    public let id: DepartmentID
    public var name: String
    /// The path of positions from the root, such as `/1/2/2/`; descendants' paths start with it (`contracts/lucca.md`).
    public var hierarchy: String
    public var isActive: Bool

    public init(id: DepartmentID, name: String, hierarchy: String, isActive: Bool = true) {
        self.id = id
        self.name = name
        self.hierarchy = hierarchy
        self.isActive = isActive
    }
}

/// Which Lucca departments a tenant syncs.
public struct DepartmentScope: Hashable, Sendable {
    public struct Base: Hashable, Sendable {
        public let id: DepartmentID
        public let withDescendants: Bool

        public init(id: DepartmentID, withDescendants: Bool) {
            self.id = id
            self.withDescendants = withDescendants
        }
    }

    public var bases: [Base]

    public init(bases: [Base]) {
        self.bases = bases
    }
}

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

/// A scope, laid over the departments that Lucca has today.
public struct ResolvedScope: Hashable, Sendable {
    /// Every department in scope. Inactive ones stay in it: people may still be in them.
    public let departments: Set<DepartmentID>
    /// Base departments that Lucca has no more, in order: their employees look gone although nobody left.
    public let missing: [DepartmentID]

    /// - Parameters: as the properties say.
    public init(departments: Set<DepartmentID>, missing: [DepartmentID]) {
        self.departments = departments
        self.missing = missing
    }

    /// Whether a department is in scope.
    public func contains(_ department: DepartmentID) -> Bool { departments.contains(department) }
}

extension DepartmentScope {
    /// The departments in scope: the bases, and the descendants of those that ask for them.
    ///
    /// A descendant's hierarchy starts with its ancestor's whole hierarchy (`contracts/lucca.md`). A base without a hierarchy has
    /// no descendants, rather than everyone.
    public func resolve(in departments: [Department]) -> ResolvedScope {
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
            // Listed twice, in two places, it is in both.
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

    /// Closed by a slash, so that `/1/2` is no ancestor of `/1/21/`; nil when blank.
    static func path(_ hierarchy: String) -> String? {
        if hierarchy.allSatisfy(\.isWhitespace) { return nil }
        return hierarchy.hasSuffix("/") ? hierarchy : hierarchy + "/"
    }
}
