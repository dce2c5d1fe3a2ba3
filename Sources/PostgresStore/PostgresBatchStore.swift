package import PostgresClient
package import SyncCore
package import SyncEngine
internal import Synchronization

/// `BatchStore` in PostgreSQL.
package struct PostgresBatchStore: BatchStore {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker`, or the rights of an operator.
    ///   - audit: what the audit log records of a new batch.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func begin(_ operation: String, parameters: String, _ tenants: [TenantSlug]) async throws -> BatchID {
        let statement = InsertBatch(operation: operation, parameters: parameters, tenants: tenants)
        let id = try await database.transaction { connection in
            try await connection.execute(ForgetBatches())
            return try await connection.query(statement).first
        }
        guard let id else { throw SyncError.defect(.notReturned(.batch)) }
        return id
    }

    package func items(of batch: BatchID, _ operation: String, parameters: String) async throws -> [BatchItem]? {
        let items = try await database.query(ListBatchItems(batch: batch, operation: operation, parameters: parameters))
        return items.isEmpty ? nil : items
    }

    /// In a transaction of its own, which lasts as long as the batch and writes nothing: a row's lock ends with the session.
    package func holding<Result: Sendable>(
        _ batch: BatchID, _ body: @Sendable (BatchHold) async throws -> Result
    ) async throws -> Result {
        // What became of the batch, also if the connection was lost meanwhile or the task cancelled.
        let end = Mutex<Swift.Result<Result, any Error>?>(nil)
        do {
            let result = try await database.translatingErrors {
                try await database.pool.transaction(Self.asLongAsTheBatch) { connection in
                    guard try await connection.query(HoldBatch(batch: batch)).first == true else {
                        throw SyncError.batchActive(batch)
                    }
                    let hold = BatchHold { tenant in
                        // Fails once the lock is lost with its connection.
                        _ = try await database.translatingErrors { try await connection.query(SelectTime()) }
                        return try await take(tenant, of: batch)
                    }
                    // Not on the connection's thread.
                    return await withTaskExecutorPreference(globalConcurrentExecutor) {
                        let result: Swift.Result<Result, any Error>
                        do { result = .success(try await body(hold)) } catch { result = .failure(error) }
                        end.withLock { $0 = result }
                        return result
                    }
                }
            }
            return try result.get()
        } catch {
            guard let result = end.withLock({ $0 }) else { throw error }
            return try result.get()
        }
    }

    /// The server neither ends it because it is idle, nor keeps it for long after a machine's power was lost.
    private static let asLongAsTheBatch = PostgresTransactionOptions(localSettings: [
        "idle_in_transaction_session_timeout": "0", "tcp_keepalives_idle": "20", "tcp_keepalives_interval": "10",
        "tcp_keepalives_count": "3",
    ])

    private func take(_ tenant: TenantSlug, of batch: BatchID) async throws -> Instant? {
        try await database.transaction { try await $0.query(TakeBatchItem(batch: batch, tenant: tenant)).first ?? nil }
    }

    package func settle(_ item: BatchItem, of batch: BatchID) async throws {
        try await database.transaction { try await $0.execute(SettleBatchItem(batch: batch, item: item)) }
    }
}
