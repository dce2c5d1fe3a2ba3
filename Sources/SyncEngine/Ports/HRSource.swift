package import SyncCore

/// One tenant's Lucca, for one run. Every method throws `SyncError`; a read is complete or throws `lucca_incomplete`. Rows that
/// Lucca counts but never returns, the same at each read, count as rows without an id.
package protocol HRSource: Sendable {
    /// Every department listed. One without a position in the tree has a blank hierarchy, and a problem.
    func departments() async throws -> Reading<Department>

    /// Current employees, and future joiners if the key may read them. May return rows outside of `departments`.
    /// - Parameters:
    ///   - departments: nil for everyone.
    ///   - fields: the extra fields to read in the same requests; the answers' other ones are dropped at once.
    func employees(in departments: [DepartmentID]?, with fields: [LuccaField]) async throws -> EmployeeReading

    /// Employees of every department, former ones and future joiners included, as far as the key may read them. For looking up one
    /// person: runs never read former employees.
    func everyone() async throws -> Reading<Employee>

    /// The extra fields that Lucca offers this key, with who has a value; never a value.
    func offeredFields(in departments: [DepartmentID]?) async throws -> [OfferedField]

    /// Half-days of the employees of `departments`, cancelled ones included. Several may share an id: each counts.
    func leaves(
        ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay
    ) async throws -> LeaveReading

    /// HTTP requests sent so far, retries included.
    var requestCount: Int { get async }
}

extension HRSource {
    /// Without extra fields.
    package func employees(in departments: [DepartmentID]?) async throws -> Reading<Employee> {
        try await employees(in: departments, with: []).employees
    }
}

package struct EmployeeReading: Sendable {
    package var employees: Reading<Employee>
    package var fields: FieldValues

    package init(_ employees: Reading<Employee>, fields: FieldValues = FieldValues()) {
        self.employees = employees
        self.fields = fields
    }
}

/// Rows read, and problems for unreadable rows. A sync deletes nothing that belongs to an unreadable row.
package struct Reading<Row: Sendable>: Sendable {
    package var rows: [Row]
    /// Employees with an unreadable row: they are not gone, and nothing of theirs is changed.
    package var unreadable: Set<EmployeeID>
    /// Rows without a readable id, or counted but never returned: they may belong to anyone who is in no other row.
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
    /// Employees with an unreadable row: this run changes nothing of theirs.
    package var unreadable: Set<EmployeeID>
    /// Half-days that count and have no readable employee, or that were counted but never returned.
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
