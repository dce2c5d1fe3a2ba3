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

    case jobTitle
    case directLine
    case professionalMobile
    case legalEntity
    case extendedData

    case listEntries = "extensionUserPropertyListEntries"
    case isMultiple = "isMultivalue"
    case type
    case format
    case key

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
    fileprivate let names: JSONNames

    init(_ properties: LuccaProperty...) {
        self.properties = properties
        names = JSONNames(properties.map(\.rawValue))
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

/// What Lucca's values mean: names come in any letter case, and ids now as numbers, now as texts.
extension JSONValue {
    var rows: [JSONValue]? { elements }

    var flag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .number("1"): true
        case .number("0"): false
        case .text(let text):
            switch text.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        default: nil
        }
    }

    /// A count that may also come as text; nil when negative.
    var count: Int? { text.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }

    /// An id, which comes as a number here and as a text there. nil for what no id looks like: ids go into references, addresses
    /// and texts for people.
    var identifier: String? {
        guard var text, (1...64).contains(text.utf8.count) else { return nil }
        let fits = if case .number = self { Self.isDigit } else { Self.isIdentifierByte }
        return text.withUTF8 { $0.allSatisfy(fits) } ? text : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
