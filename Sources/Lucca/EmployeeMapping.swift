import SyncCore
import SyncEngine

/// What a row of either generation says of an employee.
protocol EmployeeFacts: Hashable {
    var id: String? { get }
    var firstName: String { get }
    var lastName: String { get }
    var mail: String { get }
    /// Blank where the generation has none.
    var login: String { get }
    var employeeNumber: String { get }
    var departmentID: String? { get }
    var contractStart: LuccaDate { get }
    var contractEnd: LuccaDate { get }

    static var generation: LuccaGeneration { get }
    /// Whether a request that names a department by anything but a number is refused whole.
    static var numbersDepartments: Bool { get }
}

extension EmployeeWire: EmployeeFacts {
    static let generation = LuccaGeneration.first
    static let numbersDepartments = true
}

extension EmployeeRow: EmployeeFacts {
    static let generation = LuccaGeneration.second
    static let numbersDepartments = false
    var login: String { "" }
}

/// Rows of employees, of either generation → employees.
enum EmployeeMapping {
    /// - Parameter missing: rows that were counted and not delivered.
    static func employees<Row: EmployeeFacts>(_ rows: [Row], missing: Int = 0) -> Reading<Employee> {
        var reading = Reading<Employee>(rows: [], unidentified: missing)
        reading.rows.reserveCapacity(rows.count)
        var seen: Set<Row> = []
        for row in rows {
            guard let id = row.id.map({ EmployeeID($0) }) else {
                reading.unidentified += 1
                continue
            }
            guard seen.insert(row).inserted else { continue }
            switch employee(row, id) {
            case .success(let employee): reading.rows.append(employee)
            case .failure(let flaw):
                guard reading.unreadable.insert(id).inserted else { continue }
                reading.problems.append(Problem(.employee(id), .employeeRowUnreadable(flaw: flaw, generation: Row.generation)))
            }
        }
        // Another row of the same employee may be readable: which of the two holds nobody can tell.
        reading.rows.removeAll { reading.unreadable.contains($0.id) }
        return reading
    }

    private static func employee<Row: EmployeeFacts>(_ row: Row, _ id: EmployeeID) -> Result<Employee, Problem.EmployeeFlaw> {
        guard let department = row.departmentID else { return .failure(.departmentMissing) }
        guard !Row.numbersDepartments || DepartmentID.isOfLucca(department) else { return .failure(.departmentNoNumber) }
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
