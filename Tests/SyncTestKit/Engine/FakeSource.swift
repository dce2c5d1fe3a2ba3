package import SyncCore
package import SyncEngine
import Synchronization

/// A tenant's Lucca in memory: it returns exactly what a test puts in.
package final class FakeSource: HRSource {
    package struct World: Sendable {
        package var departments: [Department] = []
        package var employees: [Employee] = []
        /// Those who left.
        package var former: [Employee] = []
        package var leaves: [HalfDayLeave] = []
        package var accounts: [LeaveAccount] = []
        package var unreadable: Set<EmployeeID> = []
        package var problems: [Problem] = []
        package var unreadableEmployees: Set<EmployeeID> = []
        package var unidentifiedEmployees = 0
        package var unownedLeaves = 0
        /// Of everybody; what a call asks for is answered.
        package var fields = FieldValues()
        package var offered: [OfferedField] = []
        /// Every call throws it.
        package var outage: SyncError?

        package init() {}
    }

    private let world: Mutex<World>
    private let requests = Mutex(0)
    private let asked = Mutex<[FieldID]>([])

    package init(_ world: World = World()) {
        self.world = Mutex(world)
    }

    package func change(_ body: (inout World) -> Void) {
        world.withLock { body(&$0) }
    }

    /// The extra fields of the last reading of employees.
    package var askedFields: [FieldID] { asked.withLock { $0 } }

    package var current: World { world.withLock { $0 } }
    package var requestCount: Int { get async { requests.withLock { $0 } } }

    package func departments() async throws -> Reading<Department> {
        try answer { Reading(rows: $0.departments) }
    }

    package func employees(in departments: [DepartmentID]?, with fields: [LuccaField]) async throws -> EmployeeReading {
        asked.withLock { $0 = fields.map(\.id) }
        // Like the real one, it ignores the filter.
        return try answer { world in
            var values = world.fields
            let asked = Set(fields.map(\.id))
            values.values = values.values.mapValues { $0.filter { asked.contains($0.key) } }
            values.unreadable.formIntersection(asked)
            return EmployeeReading(
                Reading(
                    rows: world.employees.filter { !world.unreadableEmployees.contains($0.id) },
                    unreadable: world.unreadableEmployees,
                    unidentified: world.unidentifiedEmployees), fields: values)
        }
    }

    package func everyone() async throws -> Reading<Employee> {
        try answer { world in
            Reading(
                rows: (world.employees + world.former).filter { !world.unreadableEmployees.contains($0.id) },
                unreadable: world.unreadableEmployees)
        }
    }

    package func offeredFields(in departments: [DepartmentID]?) async throws -> [OfferedField] {
        try answer { world in
            world.offered.map { offer in
                var offer = offer
                offer.holders = Set(world.fields.values.filter { $0.value[offer.field.id] != nil }.keys)
                return offer
            }
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
