/// One row of Lucca's leaves: a half-day of one employee, for one reason.
public struct HalfDayLeave: Hashable, Sendable {
    public enum Status: Sendable, Hashable {
        case approved
        case pending
        /// Cancelled or inactive: such rows do come back and never count.
        case cancelled
    }

    public let id: LeaveID
    public let employeeID: EmployeeID
    public let periodID: LeavePeriodID
    public let accountID: LeaveAccountID
    public let halfDay: HalfDay
    /// How long the leave lasts, for accounts counted in hours; nil when it fills its half-day.
    public let seconds: Int?
    public let status: Status

    public init(
        id: LeaveID, employeeID: EmployeeID, periodID: LeavePeriodID, accountID: LeaveAccountID, halfDay: HalfDay,
        seconds: Int? = nil, status: Status = .approved
    ) {
        self.id = id
        self.employeeID = employeeID
        self.periodID = periodID
        self.accountID = accountID
        self.halfDay = halfDay
        self.seconds = seconds
        self.status = status
    }
}

/// A reason of Lucca (Congés payés, RTT, Maladie…).
public struct LeaveAccount: Hashable, Sendable {
    public let id: LeaveAccountID
    /// Sensitive: never stored, never logged.
    public var name: String
    public var isRemoteWork: Bool

    public init(id: LeaveAccountID, name: String, isRemoteWork: Bool = false) {
        self.id = id
        self.name = name
        self.isRemoteWork = isRemoteWork
    }
}
