import SyncCore

/// A leave as requested: half-days on working days from the first to the last.
struct LeaveRequest: Hashable, Sendable {
    var period: LeavePeriodID
    var employee: EmployeeID
    var account: LeaveAccountID
    var first: HalfDay
    var last: HalfDay

    /// - Parameters: days since the fixture's first day of sync.
    init(_ period: LeavePeriodID, _ employee: EmployeeID, _ account: LeaveAccountID, from: Int, to: Int) {
        self.period = period
        self.employee = employee
        self.account = account
        first = HalfDay(SyncBench.today.adding(days: from), .morning)
        last = HalfDay(SyncBench.today.adding(days: to), .afternoon)
    }

    var rows: [HalfDayLeave] {
        var rows: [HalfDayLeave] = []
        var next = first
        while next <= last {
            if next.day.weekday != .saturday, next.day.weekday != .sunday {
                rows.append(
                    HalfDayLeave(
                        employeeID: employee, periodID: period, accountID: account,
                        halfDay: next))
            }
            next = next.next
        }
        return rows
    }

    var reference: EventReference {
        EventReference(account: "acme", periodID: period, accountID: account, first: first)
    }
}
