import JSONText

/// A property's name as documented: so it is asked for. In an answer it comes in any letter case.
enum LuccaProperty: String, Sendable {
    case data
    case items
    case count
    case next

    case id
    case name
    case isActive

    case firstName
    case lastName
    case mail
    case login
    case employeeNumber
    case departmentID = "departmentId"
    case department
    case contractStart = "dtContractStart"
    case contractEnd = "dtContractEnd"

    case hierarchy

    case date
    case isMorning = "isAm"
    case value
    case cancellationDate
    case leavePeriodID = "leavePeriodId"
    case leavePeriod
    case owner
    case ownerID = "ownerId"
    case isConfirmed
    case leaveAccountID = "leaveAccountId"
    case leaveAccount
    case isRemoteWork
}

/// Properties that are found in one pass over an object: half-days come by the ten thousand.
struct LuccaProperties: Sendable {
    fileprivate let properties: [LuccaProperty]
    fileprivate let names: [JSONName]

    init(_ properties: LuccaProperty...) {
        self.properties = properties
        names = properties.map { JSONName($0.rawValue) }
    }
}

extension JSONValue {
    /// nil when this is not an object or has no such property; the first one that is not null where several spellings came.
    subscript(_ property: LuccaProperty) -> JSONValue? { self[JSONName(property.rawValue)] }

    /// Hands out those properties that this object has and that are not null; nothing when it is no object.
    func forEach(_ wanted: LuccaProperties, _ body: (LuccaProperty, JSONValue) -> Void) {
        members?.forEachValue(named: wanted.names) { body(wanted.properties[$0], $1) }
    }
}
