/// One half-day as Lucca holds it, for tests that compute what a planning should show.
public struct SimulatedLeave: Codable, Hashable, Sendable {
    public let id: Int
    public let employee: Int
    public let period: Int
    public let account: Int
    public let day: SimulatedDay
    /// False is the afternoon.
    public let isMorning: Bool
    /// Duration in seconds for accounts counted in hours; nil when the half-day is filled.
    public let seconds: Int?
    /// Served as `isActive`.
    public let isActive: Bool
    /// Served as a filled `cancellationDate`. A row counts when it is active and this is false.
    public let hasCancellationDate: Bool
    /// Served as `leavePeriod.isConfirmed`.
    public let isConfirmed: Bool
}

/// A reason of a simulated Lucca.
public struct SimulatedLeaveAccount: Codable, Hashable, Sendable {
    public let id: Int
    public var name: String
    /// Booked like leave, although the employee works.
    public var isRemoteWork: Bool
    /// Its rows carry a duration.
    public var isCountedInHours: Bool
}

/// A person of a simulated Lucca.
public struct SimulatedEmployee: Codable, Hashable, Sendable {
    /// Lucca's number for the person.
    public let id: Int
    public var firstName: String
    public var lastName: String
    /// May be empty, and in capitals.
    public var mail: String
    public var login: String
    /// Text: leading zeroes count; may be empty, and may be somebody else's too.
    public var employeeNumber: String
    public var departmentID: Int
    public var legalEntityID: Int
    public var contractStart: SimulatedDay
    /// The last day worked; nil while none is known.
    public var contractEnd: SimulatedDay?
    /// Seconds since 1970-01-01T00:00:00Z.
    public var modifiedAt: Int
    public var jobTitle: String
    public var managerID: Int?

    /// First name, then last name.
    public var displayName: String { firstName + " " + lastName }
}

/// A department of a simulated Lucca.
public struct SimulatedDepartment: Codable, Hashable, Sendable {
    /// Lucca's number for it.
    public let id: Int
    /// What people call it.
    public var name: String
    /// May be empty.
    public var code: String
    /// The parent's whole `hierarchy`; nil for the root.
    public var parent: String?
    /// A path of positions such as `/1/2/2/`.
    public var hierarchy: String
    /// Its place among its siblings, from 1.
    public var position: Int
    /// False once the company closed it.
    public var isActive: Bool
    /// The employee who leads it.
    public var headID: Int?

    init(id: Int, name: String, code: String, parent: String? = nil, hierarchy: String, position: Int = 1) {
        self.id = id
        self.name = name
        self.code = code
        self.parent = parent
        self.hierarchy = hierarchy
        self.position = position
        isActive = true
    }
}
