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
