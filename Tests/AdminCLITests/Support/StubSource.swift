import SyncCore
import SyncEngine

/// Lucca as a test defines it.
struct StubSource: HRSource {
    var rows: [Department] = []
    var people: [Employee] = []
    var former: [Employee] = []
    var reading = LeaveReading(leaves: [], accounts: [])
    /// With their holders.
    var offered: [OfferedField] = []
    var values = FieldValues()
    var failure: SyncError?

    func departments() async throws -> Reading<Department> {
        if let failure { throw failure }
        return Reading(rows: rows)
    }

    func employees(in departments: [DepartmentID]?, with fields: [LuccaField]) async throws -> EmployeeReading {
        if let failure { throw failure }
        let asked = Set(fields.map(\.id))
        var values = values
        values.values = values.values.mapValues { $0.filter { asked.contains($0.key) } }
        values.unreadable.formIntersection(asked)
        return EmployeeReading(Reading(rows: people), fields: values)
    }

    func everyone() async throws -> Reading<Employee> {
        if let failure { throw failure }
        return Reading(rows: people + former)
    }

    func offeredFields(in departments: [DepartmentID]?) async throws -> [OfferedField] {
        if let failure { throw failure }
        return offered
    }

    func leaves(ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay) async throws -> LeaveReading {
        if let failure { throw failure }
        return reading
    }

    var requestCount: Int { 0 }
}
