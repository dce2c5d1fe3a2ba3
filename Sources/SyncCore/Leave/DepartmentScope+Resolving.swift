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
