package import PostgresClient
package import SyncCore
package import SyncEngine

/// Alerts and their delivery, in PostgreSQL. Triggers open and close them (`sql/functions/alerts.sql`).
package struct PostgresAlertStore: AlertStore {
    private let database: StoreDatabase

    /// - Parameter pool: its connections use the role `passerelle_worker`; with `passerelle_reader`, `open` and `overview` work.
    package init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    package func refreshSilent() async throws {
        for tenant in try await database.query(ListStaleAlerts()) {
            try await database.transaction(of: tenant) { try await $0.execute(RefreshAlerts()) }
        }
    }

    package func open(atMost limit: Int) async throws -> [TenantAlert] {
        try await database.query(ListAlerts(toPost: false, limit: limit)).map(\.alert)
    }

    package func toPost(atMost limit: Int) async throws -> AlertBatch {
        let rows = try await database.query(ListAlerts(toPost: true, limit: limit))
        // Without an alert, no moment is asked for.
        return AlertBatch(rows.map(\.alert), readAt: rows.first?.readAt ?? Instant(millisecondsSince1970: 0))
    }

    package func posted(_ alerts: [TenantAlert]) async throws {
        guard !alerts.isEmpty else { return }
        try await database.execute(NotePostedAlerts(alerts: alerts))
    }

    package func hold(_ worker: String, seconds: Int) async throws -> Bool {
        try await database.query(HoldAlertDelivery(worker: worker, seconds: seconds)).first != nil
    }

    package func recordDelivery(_ failure: AlertDeliveryFailure?) async throws {
        try await database.execute(RecordAlertDelivery(failure: failure))
    }

    package func overview() async throws -> AlertOverview {
        guard let overview = try await database.query(SelectAlertOverview()).first else {
            throw SyncError.defect(.notReturned(.alerts))
        }
        return overview
    }
}
