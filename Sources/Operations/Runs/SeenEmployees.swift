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
        return ConnectedTenant(
            source: ObservingSource(base: connected.source, seen: seen), target: connected.target, notices: connected.notices)
    }
}

private struct ObservingSource: HRSource {
    let base: any HRSource
    let seen: SeenEmployees

    func departments() async throws -> Reading<Department> { try await base.departments() }

    func employees(in departments: [DepartmentID]?, with fields: [LuccaField]) async throws -> EmployeeReading {
        let reading = try await base.employees(in: departments, with: fields)
        seen.note(reading.employees.rows)
        return reading
    }

    func everyone() async throws -> Reading<Employee> { try await base.everyone() }

    func offeredFields(in departments: [DepartmentID]?) async throws -> [OfferedField] {
        try await base.offeredFields(in: departments)
    }

    func leaves(ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay) async throws -> LeaveReading {
        try await base.leaves(ofEmployeesIn: departments, from: from, through: through)
    }

    var requestCount: Int {
        get async { await base.requestCount }
    }
}

extension [Employee] {
    /// Those that are not blank.
    func identifiers(_ choice: EmployeeIdentifier) -> [EmployeeID: String] {
        let pairs = map { ($0.id, $0.identifier(choice)) }.filter { !$0.1.isEmpty }
        return Dictionary(pairs) { first, _ in first }
    }
}
