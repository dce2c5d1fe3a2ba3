package import SyncCore
package import SyncEngine

/// `EmployeeRecords` in memory, under the same conformance suite as PostgreSQL's.
package struct InMemoryEmployeeRecords: EmployeeRecords {
    private let database: InMemoryDatabase
    private let log: InMemoryAuditLog

    package init(_ database: InMemoryDatabase, audit: AuditContext? = nil) {
        self.database = database
        log = InMemoryAuditLog(database, audit: audit)
    }

    package func events(of employee: EmployeeID, in tenant: TenantID) async throws -> [LedgerEntry] {
        let (slug, found) = try database.read { state throws(SyncError) in
            let entries = state.memories[tenant]?.entries.values.filter { $0.employeeID == employee } ?? []
            return (state.tenants[tenant]?.slug, entries)
        }
        if let slug {
            let changes = try await changes(of: employee, in: tenant, before: nil, limit: 1)
            try await log.record(.read(.employee(found.isEmpty && changes.isEmpty ? nil : employee, of: slug)))
        }
        return found.sorted { ($0.start, $0.reference) < ($1.start, $1.reference) }
    }

    package func changes(
        of employee: EmployeeID, in tenant: TenantID, before: Int?, limit: Int
    ) async throws -> [RecordedChange] {
        let now = database.now
        return try database.read { state throws(SyncError) in
            let runs = state.changes.keys.sorted()
            let all = runs.flatMap { run in (state.changes[run] ?? []).map { (run, $0) } }.enumerated()
            let found = all.compactMap { number, recorded -> RecordedChange? in
                let (run, change) = recorded
                let known = state.live[run]?.run ?? state.ended[run]?.run
                guard known?.tenantID == tenant, change.employeeID == employee, before.map({ number + 1 < $0 }) ?? true else {
                    return nil
                }
                return RecordedChange(number: number + 1, run: run, at: known?.finishedAt ?? now, change: change)
            }
            return Array(found.reversed().prefix(limit))
        }
    }
}
