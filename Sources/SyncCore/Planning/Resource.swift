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
