import JSONText

/// A row of `/api/v3/leaves`, as sent: one half-day.
struct LeaveWire: Sendable, Equatable {
    var id: String?
    private(set) var date = LuccaDate.none
    private(set) var isMorning: Bool?
    private(set) var value = LuccaHours.none
    private(set) var isActive: Bool?
    /// nil when what says so can't be read.
    private(set) var isCancelled: Bool? = false
    private(set) var periodID: String?
    private(set) var ownerID: String?
    private(set) var isConfirmed: Bool?
    private(set) var accountID: String?
    private(set) var accountName: String?
    private(set) var isRemoteWork: Bool?
    private(set) var unknown: Set<LuccaProperty> = []

    static let fields =
        [LuccaProperty.id, .date, .isMorning, .value, .isActive, .cancellationDate, .leavePeriodID, .leaveAccountID]
        .map(\.rawValue).joined(separator: ",")
        + ",leavePeriod[id,ownerId,isConfirmed],leaveAccount[id,name,isRemoteWork]"

    private static let row = LuccaProperties(
        .id, .date, .isMorning, .value, .isActive, .cancellationDate, .leavePeriodID, .leaveAccountID, .leavePeriod, .leaveAccount
    )
    private static let period = LuccaProperties(.id, .ownerID, .isConfirmed, .owner)
    private static let account = LuccaProperties(.id, .name, .isRemoteWork)

    init(_ row: JSONValue) {
        // What stands within the leave period and the leave account counts where the row itself does not say it.
        var (innerPeriodID, innerAccountID): (String?, String?)
        var innerOwnerID: String?
        row.forEach(Self.row) { property, value in
            switch property {
            case .id: id = value.identifier
            case .date: date = LuccaDate(value)
            case .isMorning: isMorning = known(value.flag, property)
            case .value: self.value = LuccaHours(value)
            case .isActive: isActive = known(value.flag, property)
            case .cancellationDate:
                let text: String? = if case .text(let text) = value { text } else { nil }
                isCancelled = known(text, property).map { !$0.isEmpty }
            case .leavePeriodID: periodID = known(value.identifier, property)
            case .leaveAccountID: accountID = known(value.identifier, property)
            case .leavePeriod:
                value.forEach(Self.period) { property, value in
                    switch property {
                    case .id: innerPeriodID = value.identifier
                    case .ownerID: ownerID = known(value.identifier, property)
                    case .isConfirmed: isConfirmed = known(value.flag, property)
                    case .owner: innerOwnerID = value[.id]?.identifier
                    default: break
                    }
                }
            case .leaveAccount:
                value.forEach(Self.account) { property, value in
                    switch property {
                    case .id: innerAccountID = value.identifier
                    case .name: accountName = value.text
                    case .isRemoteWork: isRemoteWork = known(value.flag, property)
                    default: break
                    }
                }
            default: break
            }
        }
        periodID = periodID ?? innerPeriodID
        ownerID = ownerID ?? innerOwnerID
        accountID = accountID ?? innerAccountID
        if date == .unreadable { unknown.insert(.date) }
        if value == .unreadable { unknown.insert(.value) }
    }

    /// Remembers the property of a value that could not be read.
    private mutating func known<Value>(_ value: Value?, _ property: LuccaProperty) -> Value? {
        if value == nil { unknown.insert(property) }
        return value
    }
}

/// A row of `/api/v3/users`, as sent.
struct EmployeeWire: Sendable, Hashable {
    var id: String?
    let firstName: String
    let lastName: String
    let mail: String
    let login: String
    let employeeNumber: String
    let departmentID: String?
    let contractStart: LuccaDate
    let contractEnd: LuccaDate
    let unknown: Set<LuccaProperty>

    static let fields = [
        LuccaProperty.id, .firstName, .lastName, .mail, .login, .employeeNumber, .departmentID, .contractStart, .contractEnd,
    ].map(\.rawValue).joined(separator: ",")

    init(_ row: JSONValue) {
        id = row[.id]?.identifier
        firstName = row[.firstName]?.text ?? ""
        lastName = row[.lastName]?.text ?? ""
        mail = row[.mail]?.text ?? ""
        login = row[.login]?.text ?? ""
        employeeNumber = row[.employeeNumber]?.text ?? ""
        switch row[.departmentID] {
        case nil, .null: departmentID = row[.department]?[.id]?.identifier
        case .some(let department): departmentID = department.identifier
        }
        contractStart = LuccaDate(row[.contractStart])
        contractEnd = LuccaDate(row[.contractEnd])
        var unknown: Set<LuccaProperty> = []
        if let department = row[.departmentID], department != .null, departmentID == nil { unknown.insert(.departmentID) }
        if contractStart == .unreadable { unknown.insert(.contractStart) }
        if contractEnd == .unreadable { unknown.insert(.contractEnd) }
        self.unknown = unknown
    }
}

/// A row of the departments, as sent.
struct DepartmentWire: Sendable, Hashable {
    var id: String?
    let name: String
    let hierarchy: String?
    let isActive: Bool
    let unknown: Set<LuccaProperty>

    init(_ row: JSONValue) {
        id = row[.id]?.identifier
        name = row[.name]?.text ?? ""
        hierarchy = row[.hierarchy]?.text
        isActive = row[.isActive]?.flag ?? LuccaAssumptions.departmentIsActiveByDefault
        var unknown: Set<LuccaProperty> = []
        if let active = row[.isActive], active != .null, active.flag == nil { unknown.insert(.isActive) }
        if let hierarchy = row[.hierarchy], hierarchy != .null, hierarchy.text == nil { unknown.insert(.hierarchy) }
        self.unknown = unknown
    }
}

/// One page of a list: v3's `{"data": {"items", "count"}}` or v4's `{"items", "count", "next"}`.
struct LuccaPage: Sendable, Equatable {
    let rows: [JSONValue]
    /// Of the whole list; nil when it was not served.
    let count: Int?
    let hasNext: Bool

    /// nil when there is no list in the document.
    init?(_ document: JSONValue) {
        let envelope: JSONValue
        switch document[.data] {
        case nil, .null: envelope = document
        case .some(let data): envelope = data
        }
        guard let rows = envelope[.items]?.rows ?? envelope.rows else { return nil }
        self.rows = rows
        count = envelope[.count]?.count
        switch envelope[.next] {
        case nil, .null: hasNext = false
        default: hasNext = true
        }
    }

    init(rows: [JSONValue], count: Int?, hasNext: Bool = false) {
        self.rows = rows
        self.count = count
        self.hasNext = hasNext
    }
}
