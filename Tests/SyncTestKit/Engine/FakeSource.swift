package import SyncCore
package import SyncEngine
import Synchronization

/// A tenant's Lucca in memory: it returns exactly what a test puts in.
package final class FakeSource: HRSource {
    package struct World: Sendable {
        package var departments: [Department] = []
        package var employees: [Employee] = []
        package var leaves: [HalfDayLeave] = []
        package var accounts: [LeaveAccount] = []
        package var unreadable: Set<EmployeeID> = []
        package var problems: [Problem] = []
        package var unreadableEmployees: Set<EmployeeID> = []
        package var unidentifiedEmployees = 0
        package var unownedLeaves = 0
        /// Every call throws it.
        package var outage: SyncError?

        package init() {}
    }

    private let world: Mutex<World>
    private let requests = Mutex(0)

    package init(_ world: World = World()) {
        self.world = Mutex(world)
    }

    package func change(_ body: (inout World) -> Void) {
        world.withLock { body(&$0) }
    }

    package var current: World { world.withLock { $0 } }
    package var requestCount: Int { get async { requests.withLock { $0 } } }

    package func departments() async throws -> Reading<Department> {
        try answer { Reading(rows: $0.departments) }
    }

    package func employees(in departments: [DepartmentID]?) async throws -> Reading<Employee> {
        // Like the real one, it ignores the filter.
        try answer { world in
            Reading(
                rows: world.employees.filter { !world.unreadableEmployees.contains($0.id) },
                unreadable: world.unreadableEmployees,
                unidentified: world.unidentifiedEmployees)
        }
    }

    package func leaves(
        ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay
    ) async throws -> LeaveReading {
        try answer { world in
            let owners = Set(world.employees.filter { departments.contains($0.departmentID) }.map(\.id))
            let rows = world.leaves.filter { owners.contains($0.employeeID) && (from...through).contains($0.halfDay.day) }
            let named = Set(rows.map(\.accountID))
            return LeaveReading(
                leaves: rows, accounts: world.accounts.filter { named.contains($0.id) }, unreadable: world.unreadable,
                unowned: world.unownedLeaves, problems: world.problems)
        }
    }

    /// Requests are counted by connection.
    func beginConnection() {
        requests.withLock { $0 = 0 }
    }

    private func answer<Answer>(_ body: (World) -> Answer) throws -> Answer {
        requests.withLock { $0 += 1 }
        return try world.withLock { world in
            if let outage = world.outage { throw outage }
            return body(world)
        }
    }
}
