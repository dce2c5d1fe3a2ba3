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

/// A person or a machine on the planning.
public struct Resource: Hashable, Sendable {
    public let key: ResourceKey
    public var label: String
    public var email: String
    /// The matricule. May be blank.
    public var registrationNumber: String
    public var departments: [PlanningDepartmentKey]
    /// Whether its registration number could be read, or it has none.
    public var isReadable: Bool
    /// Whether it was archived (`notValid`): no absence can be shown on it.
    public var isArchived: Bool

    /// A row of a list whose key could not be read: it may be any resource that the list seems to lack.
    public static let withoutKey = Resource(key: 0, isReadable: false)
    public var isWithoutKey: Bool { key == Self.withoutKey.key }

    public init(
        key: ResourceKey, label: String = "", email: String = "", registrationNumber: String = "",
        departments: [PlanningDepartmentKey] = [], isReadable: Bool = true, isArchived: Bool = false
    ) {
        self.isArchived = isArchived
        self.isReadable = isReadable
        self.key = key
        self.label = label
        self.email = email
        self.registrationNumber = registrationNumber
        self.departments = departments
    }
}

/// A department of the planning.
public struct PlanningDepartment: Hashable, Sendable {
    public let key: PlanningDepartmentKey
    public var label: String
    /// Whether its label could be read, or it has none.
    public var isReadable: Bool

    public init(key: PlanningDepartmentKey, label: String, isReadable: Bool = true) {
        self.isReadable = isReadable
        self.key = key
        self.label = label
    }
}

/// A kind of unavailability of the planning (Congés, Maladie…).
public struct UnavailabilityType: Hashable, Sendable {
    public let key: UnavailabilityTypeKey
    public var label: String
    /// Whether its label could be read, or it has none.
    public var isReadable: Bool

    public init(key: UnavailabilityTypeKey, label: String, isReadable: Bool = true) {
        self.isReadable = isReadable
        self.key = key
        self.label = label
    }
}

/// The lasting tie between an employee and a resource, with what the last comparison of the two was made of.
public struct ResourceLink: Hashable, Sendable {
    public let employeeID: EmployeeID
    /// nil while no resource was found: the facts below say for which employee's facts the search was in vain.
    public var resource: ResourceKey?
    /// A keyed digest of the identifier and e-mail that were compared: tells a change without storing them.
    public var identityDigest: String
    /// The Lucca department whose counterpart the resource was given; nil when it could not be (`department_unmapped`).
    public var department: DepartmentID?
    /// Where the employee was when they were last seen in scope; nil when that was never noted.
    public var lineage: DepartmentLineage?

    public init(
        employeeID: EmployeeID, resource: ResourceKey?, identityDigest: String, department: DepartmentID?,
        lineage: DepartmentLineage? = nil
    ) {
        self.employeeID = employeeID
        self.resource = resource
        self.identityDigest = identityDigest
        self.department = department
        self.lineage = lineage
    }
}
