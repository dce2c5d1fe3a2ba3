package import PostgresClient
package import SyncCore
package import SyncEngine

/// What is recorded of one employee, in PostgreSQL.
package struct PostgresEmployeeRecords: EmployeeRecords {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker` or `passerelle_reader`.
    ///   - audit: what entries of this process claim.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func events(of employee: EmployeeID, in tenant: TenantID) async throws -> [LedgerEntry] {
        // It writes: the entry of the read.
        try await database.transaction(of: tenant) { try await $0.query(SelectEmployeeEvents(employee: employee)) }
    }

    package func changes(
        of employee: EmployeeID, in tenant: TenantID, before: Int?, limit: Int
    ) async throws -> [RecordedChange] {
        try await database.read(of: tenant, SelectEmployeeChanges(employee: employee, before: before, limit: limit))
            .rows(of: SelectEmployeeChanges.self)
    }
}
