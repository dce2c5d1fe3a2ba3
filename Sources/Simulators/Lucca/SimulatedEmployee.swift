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
