import SyncCore
import SyncEngine

/// Lucca as a test defines it.
struct StubSource: HRSource {
    var rows: [Department] = []
    var people: [Employee] = []
    var reading = LeaveReading(leaves: [], accounts: [])
    var failure: SyncError?

    func departments() async throws -> Reading<Department> {
        if let failure { throw failure }
        return Reading(rows: rows)
    }

    func employees(in departments: [DepartmentID]?) async throws -> Reading<Employee> {
        if let failure { throw failure }
        return Reading(rows: people)
    }

    func leaves(ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay) async throws -> LeaveReading {
        if let failure { throw failure }
        return reading
    }

    var requestCount: Int { 0 }
}
