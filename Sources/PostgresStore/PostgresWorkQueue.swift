package import PostgresClient
package import SyncCore
package import SyncEngine

/// Queued operations, in PostgreSQL.
package struct PostgresWorkQueue: WorkQueue {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: of a worker, or of a person's login; with `passerelle_reader`, the reading methods work.
    ///   - audit: what the audit log records of a queued operation.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func queue(_ work: QueuedWork, of tenant: TenantID) async throws -> OperationID {
        try await database.transaction(of: tenant) { connection in
            do {
                guard let id = try await connection.query(QueueOperationRow(work: work)).first else {
                    throw SyncError.defect(.notReturned(.operation))
                }
                try await connection.execute(Notify(channel: .operationQueued, payload: ""))
                return id
            } catch let error as PostgresError {
                switch error.constraint {
                case "queued_operation_of_a_tenant": throw SyncError.tenantUnknown(tenant.description)
                case "queued_operation_few_of_a_tenant": throw SyncError.tooManyOfTenant
                case "queued_operation_few_of_a_login": throw SyncError.tooManyOfLogin
                default: throw error
                }
            }
        }
    }

    package func claim(worker: String, leaseSeconds: Int, atMost: Int) async throws -> [OperationLease] {
        try await database.query(ClaimOperations(worker: worker, leaseSeconds: leaseSeconds, atMost: atMost))
    }

    package func claimed(_ lease: OperationLease) async throws -> QueuedOperation {
        let answers = try await database.read(
            of: lease.tenantID, SelectClaimedOperation(lease: lease), SelectOperation(id: lease.operation))
        guard try !answers.rows(of: SelectClaimedOperation.self).isEmpty,
            let found = try answers.first(of: SelectOperation.self)
        else { throw SyncError.operationLeaseLost(lease.operation) }
        return found
    }

    package func renew(_ lease: OperationLease, leaseSeconds: Int) async throws {
        try await fenced(lease, RenewOperation(lease: lease, seconds: leaseSeconds))
    }

    package func finish(_ lease: OperationLease, result: String) async throws {
        try await fenced(lease, EndOperation(lease: lease, state: .done, result: result))
    }

    package func fail(_ lease: OperationLease, _ error: Failure) async throws {
        try await fenced(lease, EndOperation(lease: lease, state: .failed, error: error))
    }

    package func release(_ lease: OperationLease) async throws {
        try await fenced(lease, EndOperation(lease: lease, state: .queued))
        // Another worker may take it at once.
        try await database.execute(Notify(channel: .operationQueued, payload: ""))
    }

    private func fenced(_ lease: OperationLease, _ statement: some PostgresStatement) async throws {
        let count = try await database.transaction(of: lease.tenantID) { try await $0.execute(statement) }
        guard count > 0 else { throw SyncError.operationLeaseLost(lease.operation) }
    }

    package func operation(_ id: OperationID) async throws -> QueuedOperation {
        guard let tenant = try await database.query(SelectTenantOfOperation(id: id)).first ?? nil,
            let found = try await database.read(of: tenant, SelectOperation(id: id)).first(of: SelectOperation.self)
        else { throw SyncError.operationUnknown(id) }
        return found
    }

    package func list(of tenant: TenantID?, limit: Int) async throws -> [QueuedOperation] {
        try await database.query(ListOperations(tenant: tenant, limit: limit))
    }
}
