import JSONText

/// A property's name: as documented, for asking, and in any letter case, for finding it in an answer.
struct LuccaProperty: Sendable, Hashable {
    let name: String
    let folded: JSONName

    init(_ name: String) {
        self.name = name
        folded = JSONName(name)
    }
}

extension LuccaProperty {
    static let data = LuccaProperty("data")
    static let items = LuccaProperty("items")
    static let count = LuccaProperty("count")
    static let next = LuccaProperty("next")

    static let id = LuccaProperty("id")
    static let name = LuccaProperty("name")
    static let isActive = LuccaProperty("isActive")

    static let firstName = LuccaProperty("firstName")
    static let lastName = LuccaProperty("lastName")
    static let mail = LuccaProperty("mail")
    static let login = LuccaProperty("login")
    static let employeeNumber = LuccaProperty("employeeNumber")
    static let departmentID = LuccaProperty("departmentId")
    static let department = LuccaProperty("department")
    static let contractStart = LuccaProperty("dtContractStart")
    static let contractEnd = LuccaProperty("dtContractEnd")

    static let hierarchy = LuccaProperty("hierarchy")

    static let date = LuccaProperty("date")
    static let isMorning = LuccaProperty("isAm")
    static let value = LuccaProperty("value")
    static let cancellationDate = LuccaProperty("cancellationDate")
    static let leavePeriodID = LuccaProperty("leavePeriodId")
    static let leavePeriod = LuccaProperty("leavePeriod")
    static let owner = LuccaProperty("owner")
    static let ownerID = LuccaProperty("ownerId")
    static let isConfirmed = LuccaProperty("isConfirmed")
    static let leaveAccountID = LuccaProperty("leaveAccountId")
    static let leaveAccount = LuccaProperty("leaveAccount")
    static let isRemoteWork = LuccaProperty("isRemoteWork")
}
