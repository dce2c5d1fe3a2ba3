/// What stands on the planning beside events, as read in one go.
public struct Directory: Hashable, Sendable {
    public var resources: [Resource]
    public var departments: [PlanningDepartment]
    public var types: [UnavailabilityType]
    /// Remembered resources that the list lacks and that are there by their keys: our user is not shown them.
    public var hidden: Set<ResourceKey>

    /// Those on which no absence can be shown, but whose employees must not be given another one.
    public var withheld: Set<ResourceKey> { hidden.union(resources.filter(\.isArchived).map(\.key)) }

    /// Kinds of which one can't be told by its label or number, and how many: it may be any that seems to be missing, so none is made.
    public var unreadable: [TenantSettings.Creatable: Int] {
        let counts: [TenantSettings.Creatable: Int] = [
            .resources: resources.count { !$0.isReadable }, .departments: departments.count { !$0.isReadable },
            .types: types.count { !$0.isReadable },
        ]
        return counts.filter { $0.value > 0 }
    }

    /// - Parameters: everything that the planning has, whoever made it.
    public init(
        resources: [Resource] = [], departments: [PlanningDepartment] = [], types: [UnavailabilityType] = [],
        hidden: Set<ResourceKey> = []
    ) {
        self.hidden = hidden
        self.resources = resources
        self.departments = departments
        self.types = types
    }
}
