import JSONText

/// A row of `/api/v3/leaves`, as sent: one half-day.
struct LeaveWire: Sendable, Equatable {
    let id: String?
    let date: LuccaDate
    let isMorning: Bool?
    let value: LuccaHours
    let isActive: Bool?
    /// nil when what says so can't be read.
    let isCancelled: Bool?
    let periodID: String?
    let ownerID: String?
    let isConfirmed: Bool?
    let accountID: String?
    let accountName: String?
    let isRemoteWork: Bool?

    static let fields =
        [LuccaProperty.id, .date, .isMorning, .value, .isActive, .cancellationDate, .leavePeriodID, .leaveAccountID]
        .map(\.name).joined(separator: ",")
        + ",leavePeriod[id,ownerId,isConfirmed],leaveAccount[id,name,isRemoteWork]"

    init(_ row: JSONValue) {
        let period = row[.leavePeriod]
        let account = row[.leaveAccount]
        id = row[.id]?.identifier
        date = LuccaDate(row[.date])
        isMorning = row[.isMorning]?.flag
        value = LuccaHours(row[.value])
        isActive = row[.isActive]?.flag
        switch row[.cancellationDate] {
        case nil, .null, .text(""): isCancelled = false
        case .text: isCancelled = true
        default: isCancelled = nil
        }
        periodID = row[.leavePeriodID]?.identifier ?? period?[.id]?.identifier
        ownerID = period?[.ownerID]?.identifier ?? period?[.owner]?[.id]?.identifier
        isConfirmed = period?[.isConfirmed]?.flag
        accountID = row[.leaveAccountID]?.identifier ?? account?[.id]?.identifier
        accountName = account?[.name]?.text
        isRemoteWork = account?[.isRemoteWork]?.flag
    }
}
