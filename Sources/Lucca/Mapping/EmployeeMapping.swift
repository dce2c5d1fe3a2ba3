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
            case .failure(let reason):
                guard reading.unreadable.insert(id).inserted else { continue }
                reading.problems.append(
                    Problem(
                        .employeeUnreadable, subject: "employee \(id)",
                        message: "Lucca's row of this employee could not be understood: \(reason.words).",
                        remedy:
                            "Nothing of theirs is changed. Complete the employee's file in Lucca, or let the key's role read it.")
                )
            }
        }
        // Another row of the same employee may be readable: which of the two holds nobody can tell.
        reading.rows.removeAll { reading.unreadable.contains($0.id) }
        return reading
    }

    private struct Reason: Error {
        let words: String
    }

    private static func employee(_ row: EmployeeWire, _ id: EmployeeID) -> Result<Employee, Reason> {
        guard let department = row.departmentID else {
            return .failure(Reason(words: "the department is missing, or is no department's id"))
        }
        guard DepartmentID.isOfLucca(department) else {
            return .failure(Reason(words: "the department's id is not a number"))
        }
        let start: CalendarDay?
        switch row.contractStart {
        case .none: start = nil
        case .day(let day): start = day
        case .unreadable: return .failure(Reason(words: "the contract's start is not a date"))
        }
        let end: CalendarDay?
        switch row.contractEnd {
        case .none: end = nil
        case .day(let day): end = day
        case .unreadable: return .failure(Reason(words: "the contract's end is not a date"))
        }
        return .success(
            Employee(
                id: id, firstName: row.firstName, lastName: row.lastName, mail: row.mail, login: row.login,
                employeeNumber: row.employeeNumber, departmentID: DepartmentID(department), contractStart: start,
                contractEnd: end))
    }
}
