import SyncCore
import SyncEngine
import Synchronization

/// What a preview read from Lucca, kept for the length of one command so that the answer can name identifiers and half-days
/// without asking again.
final class ObservedReadings: Sendable {
    struct Content: Sendable {
        var departments: [Department] = []
        var employees: [Employee] = []
        var leaves: [HalfDayLeave] = []
        var accounts: [LeaveAccount] = []
        var unreadable: Set<EmployeeID> = []
    }

    private let state = Mutex(Content())

    var content: Content { state.withLock { $0 } }

    func note(_ change: (inout Content) -> Void) {
        state.withLock { change(&$0) }
    }
}

/// Connects as another connector does, and notes what is read from Lucca.
struct ObservingConnector: TenantConnector {
    let base: any TenantConnector
    let readings: ObservedReadings

    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
        let connected = try await base.connect(tenant, for: claimed, permit: permit)
        return ConnectedTenant(source: ObservingSource(base: connected.source, readings: readings), target: connected.target)
    }
}

/// Reads as another source does, and notes the rows.
struct ObservingSource: HRSource {
    let base: any HRSource
    let readings: ObservedReadings

    func departments() async throws -> Reading<Department> {
        let departments = try await base.departments()
        readings.note { $0.departments = departments.rows }
        return departments
    }

    func employees(in departments: [DepartmentID]?) async throws -> Reading<Employee> {
        let reading = try await base.employees(in: departments)
        readings.note { content in
            content.employees = reading.rows
            content.unreadable.formUnion(reading.unreadable)
        }
        return reading
    }

    func leaves(ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay) async throws -> LeaveReading {
        let reading = try await base.leaves(ofEmployeesIn: departments, from: from, through: through)
        readings.note { content in
            content.leaves = reading.leaves
            content.accounts = reading.accounts
            content.unreadable.formUnion(reading.unreadable)
        }
        return reading
    }

    var requestCount: Int {
        get async { await base.requestCount }
    }
}
