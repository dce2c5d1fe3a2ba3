package import SyncCore

/// One tenant's Lucca, for the length of one run. Every method throws `SyncError`; a read is whole or
/// throws `lucca_incomplete`. Rows that the system counts and never delivers, the same at each reading, count as rows without an id.
package protocol HRSource: Sendable {
    /// Every department that the source lists. One that it does not place in the tree has a blank hierarchy, and a problem.
    func departments() async throws -> Reading<Department>

    /// Current employees, and future joiners as far as the key sees them. May return rows outside of `departments`.
    /// - Parameter departments: nil for everyone.
    func employees(in departments: [DepartmentID]?) async throws -> Reading<Employee>

    /// Half-days of the employees of `departments`, cancelled ones included. Several may have one id: each counts for what it is.
    func leaves(
        ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay
    ) async throws -> LeaveReading

    /// HTTP requests sent so far, retries included.
    var requestCount: Int { get async }
}

/// Rows read, and problems for the rows that could not be understood. A sync deletes nothing of a subject that was unreadable.
package struct Reading<Row: Sendable>: Sendable {
    package var rows: [Row]
    /// Employees of whom a row came back that could not be understood: they are not gone, and nothing of theirs is changed.
    package var unreadable: Set<EmployeeID>
    /// Rows whose id could not be read, or that were counted and never delivered: they may be of anybody who is in no other row.
    package var unidentified: Int
    package var problems: [Problem]

    package init(rows: [Row], unreadable: Set<EmployeeID> = [], unidentified: Int = 0, problems: [Problem] = []) {
        self.rows = rows
        self.unidentified = unidentified
        self.unreadable = unreadable
        self.problems = problems
    }
}

package struct LeaveReading: Sendable {
    package var leaves: [HalfDayLeave]
    /// The leave accounts that the half-days name.
    package var accounts: [LeaveAccount]
    /// Employees of whom a row could not be understood: nothing of theirs is changed by this run.
    package var unreadable: Set<EmployeeID>
    /// Half-days that count and whose employee could not be read, or that were counted and never delivered.
    package var unowned: Int
    package var problems: [Problem]

    package init(
        leaves: [HalfDayLeave], accounts: [LeaveAccount], unreadable: Set<EmployeeID> = [], unowned: Int = 0,
        problems: [Problem] = []
    ) {
        self.unowned = unowned
        self.leaves = leaves
        self.accounts = accounts
        self.unreadable = unreadable
        self.problems = problems
    }
}
