public import PostgresClient
import SyncCore
public import SyncEngine

/// The fleet's members and its queue, in PostgreSQL.
public struct PostgresFleetStore: FleetStore {
    private let database: StoreDatabase

    /// - Parameter pool: its connections act as `passerelle_worker`; as `passerelle_reader`, the reading methods work.
    public init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    public func beat(_ worker: WorkerIdentity, isDraining: Bool, trouble: String?) async throws {
        try await database.execute(BeatWorker(worker: worker, isDraining: isDraining, trouble: trouble))
    }

    /// Changes nothing. A worker on a database that takes no writes can't even say in its own row that it is in trouble.
    /// - Throws: `database_read_only`.
    public func requireWritable() async throws {
        try await database.execute(RequireWritable())
    }

    public func leave(_ worker: String) async throws {
        try await database.execute(DeleteWorker(name: worker))
    }

    public func workers() async throws -> [WorkerPresence] {
        try await database.query(ListWorkers())
    }

    public func forgetWorkers(silentForSeconds seconds: Int) async throws {
        try await database.execute(DeleteSilentWorkers(seconds: seconds))
    }

    public func overview() async throws -> QueueOverview {
        guard let overview = try await database.query(SelectQueueOverview()).first else {
            throw SyncError.defect(.notReturned(.queue))
        }
        return overview
    }

    public func suspensions() async throws -> [TenantSuspension] {
        try await database.query(ListSuspendedTenants())
    }
}
