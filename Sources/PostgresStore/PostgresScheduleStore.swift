public import PostgresClient
public import SyncCore
public import SyncEngine

/// The daily schedule's memory, in PostgreSQL: the day is taken and its run queued in one transaction.
public struct PostgresScheduleStore: ScheduleStore {
    private let database: StoreDatabase

    /// - Parameter pool: its connections act as `passerelle_worker`; as `passerelle_reader`, reading works.
    public init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    public func now() async throws -> Instant {
        guard let now = try await database.query(SelectTime()).first else {
            throw SyncError.defect(.notReturned(.clock))
        }
        return now
    }

    public func schedules() async throws -> (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug]) {
        let rows = try await database.query(ListSchedules())
        guard let first = rows.first else { return (try await now(), [], []) }
        return (
            first.readAt, rows.compactMap(\.schedule), rows.filter { $0.schedule == nil }.map(\.tenant)
        )
    }

    private struct RunInTheWay: Error {}

    public func enqueue(_ run: DueRun) async throws -> RunID? {
        do {
            return try await database.transaction(of: run.tenantID) { connection in
                guard try await !connection.query(TakeDay(run: run)).isEmpty else { return nil }
                // Rolled back with the day: it stays due until the run in the way has ended.
                guard let id = try await connection.query(EnqueueDueRun(run: run)).first else { throw RunInTheWay() }
                if run.delaySeconds == 0 { try await connection.execute(Ring(bell: .runQueued, payload: "")) }
                return id
            }
        } catch is RunInTheWay {
            return nil
        }
    }
}
