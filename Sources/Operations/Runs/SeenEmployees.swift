import SyncCore
import SyncEngine
import Synchronization

/// The employees that a preview read, kept so that the report can name identifiers without reading Lucca again.
final class SeenEmployees: Sendable {
    private let state = Mutex<[Employee]>([])

    var employees: [Employee] { state.withLock { $0 } }

    func note(_ rows: [Employee]) { state.withLock { $0 = rows } }
}

/// Connects like another connector, and records which employees are read.
struct ObservingConnector: TenantConnector {
    let base: any TenantConnector
    let seen: SeenEmployees

    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
        let connected = try await base.connect(tenant, for: claimed, permit: permit)
        return ConnectedTenant(source: ObservingSource(base: connected.source, seen: seen), target: connected.target)
    }
}

private struct ObservingSource: HRSource {
    let base: any HRSource
    let seen: SeenEmployees

    func departments() async throws -> Reading<Department> { try await base.departments() }

    func employees(in departments: [DepartmentID]?) async throws -> Reading<Employee> {
        let reading = try await base.employees(in: departments)
        seen.note(reading.rows)
        return reading
    }

    func leaves(ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay) async throws -> LeaveReading {
        try await base.leaves(ofEmployeesIn: departments, from: from, through: through)
    }

    var requestCount: Int {
        get async { await base.requestCount }
    }
}
