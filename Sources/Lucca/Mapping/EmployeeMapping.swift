import SyncCore
import SyncEngine

/// Rows of `/api/v3/users` → employees.
enum EmployeeMapping {
    /// - Parameter missing: rows that were counted and not delivered.
    static func employees(_ rows: [EmployeeWire], missing: Int = 0) -> Reading<Employee> {
        var reading = Reading<Employee>(rows: [], unidentified: missing)
        reading.rows.reserveCapacity(rows.count)
        var seen: Set<EmployeeWire> = []
        for row in rows where seen.insert(row).inserted {
            guard let id = row.id.map({ EmployeeID($0) }) else {
                reading.unidentified += 1
                continue
            }
            switch employee(row, id) {
            case .success(let employee): reading.rows.append(employee)
            case .failure(let flaw):
                guard reading.unreadable.insert(id).inserted else { continue }
                reading.problems.append(Problem(.employee(id), .employeeRowUnreadable(flaw: flaw)))
            }
        }
        // Another row of the same employee may be readable: which of the two holds nobody can tell.
        reading.rows.removeAll { reading.unreadable.contains($0.id) }
        return reading
    }

    private static func employee(_ row: EmployeeWire, _ id: EmployeeID) -> Result<Employee, Problem.EmployeeFlaw> {
        guard let department = row.departmentID else { return .failure(.departmentMissing) }
        guard DepartmentID.isOfLucca(department) else { return .failure(.departmentNoNumber) }
        let start: CalendarDay?
        switch row.contractStart {
        case .none: start = nil
        case .day(let day): start = day
        case .unreadable: return .failure(.contractStartNoDate)
        }
        let end: CalendarDay?
        switch row.contractEnd {
        case .none: end = nil
        case .day(let day): end = day
        case .unreadable: return .failure(.contractEndNoDate)
        }
        return .success(
            Employee(
                id: id, firstName: row.firstName, lastName: row.lastName, mail: row.mail, login: row.login,
                employeeNumber: row.employeeNumber, departmentID: DepartmentID(department), contractStart: start,
                contractEnd: end))
    }
}
