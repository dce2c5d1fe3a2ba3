/// One half-day as Lucca holds it, for tests that compute what a planning should show.
package struct SimulatedLeave: Codable, Hashable, Sendable {
    package let id: Int
    package let employee: Int
    package let period: Int
    package let account: Int
    package let day: SimulatedDay
    /// False is the afternoon.
    package let isMorning: Bool
    /// Duration in seconds for accounts counted in hours; nil when the half-day is filled.
    package let seconds: Int?
    /// Served as `isActive`.
    package let isActive: Bool
    /// Served as a filled `cancellationDate`. A row counts when it is active and this is false.
    package let hasCancellationDate: Bool
    /// Served as `leavePeriod.isConfirmed`.
    package let isConfirmed: Bool
}

/// A reason of a simulated Lucca.
package struct SimulatedLeaveAccount: Codable, Hashable, Sendable {
    package let id: Int
    package var name: String
    /// Booked like leave, although the employee works.
    package var isRemoteWork: Bool
    /// Its rows carry a duration.
    package var isCountedInHours: Bool
    /// Generation 2 adds what is known of the illness.
    package var isSickLeave = false
}

/// A person of a simulated Lucca.
package struct SimulatedEmployee: Codable, Hashable, Sendable {
    /// Lucca's number for the person.
    package let id: Int
    package var firstName: String
    package var lastName: String
    /// May be empty, and in capitals.
    package var mail: String
    package var login: String
    /// Text: leading zeroes count; may be empty, and may be somebody else's too.
    package var employeeNumber: String
    package var departmentID: Int
    package var legalEntityID: Int
    package var contractStart: SimulatedDay
    /// The last day worked; nil while none is known.
    package var contractEnd: SimulatedDay?
    /// Seconds since 1970-01-01T00:00:00Z.
    package var modifiedAt: Int
    package var jobTitle: String
    package var managerID: Int?
    /// The professional phones; nil for none.
    package var directLine: String?
    package var professionalMobile: String?

    /// First name, then last name.
    package var displayName: String { firstName + " " + lastName }
}

/// A department of a simulated Lucca.
package struct SimulatedDepartment: Codable, Hashable, Sendable {
    /// Lucca's number for it.
    package let id: Int
    /// What people call it.
    package var name: String
    /// May be empty.
    package var code: String
    /// The parent's whole `hierarchy`; nil for the root.
    package var parent: String?
    /// A path of positions such as `/1/2/2/`.
    package var hierarchy: String
    /// Its place among its siblings, from 1.
    package var position: Int
    /// False once the company closed it.
    package var isActive: Bool
    /// The employee who leads it.
    package var headID: Int?

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
