/// A stretch of leave of one employee, one leave period and one leave account, without a gap.
public struct Absence: Hashable, Sendable {
    public let employeeID: EmployeeID
    public let periodID: LeavePeriodID
    public let accountID: LeaveAccountID
    public let first: HalfDay
    public let last: HalfDay
    public let start: Instant
    public let end: Instant
    /// Nothing worked lies between the first day that was read and this absence: it may have begun earlier.
    public let beginsAtReadEdge: Bool
    /// Counted in hours: it stands alone and joins no other.
    public let isHourly: Bool

    public init(
        employeeID: EmployeeID, periodID: LeavePeriodID, accountID: LeaveAccountID, first: HalfDay, last: HalfDay, start: Instant,
        end: Instant, beginsAtReadEdge: Bool, isHourly: Bool
    ) {
        self.employeeID = employeeID
        self.periodID = periodID
        self.accountID = accountID
        self.first = first
        self.last = last
        self.start = start
        self.end = end
        self.beginsAtReadEdge = beginsAtReadEdge
        self.isHourly = isHourly
    }
}
