package import PostgresClient
package import SyncCore
package import SyncEngine

/// What remotes announce about their interfaces, in PostgreSQL.
package struct PostgresAPINoticeStore: APINoticeStore {
    private let database: StoreDatabase

    /// - Parameter pool: its connections use the role `passerelle_worker`; with `passerelle_reader`, the reading methods work.
    package init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    package func save(_ notices: [APINotice], of tenant: TenantID) async throws {
        guard !notices.isEmpty else { return }
        try await database.transaction(of: tenant) { try await $0.execute(SaveAPINotices(notices: notices)) }
    }

    package func recentNotices(of tenant: TenantID) async throws -> [KeptAPINotice] {
        try await database.read(of: tenant, SelectRecentAPINotices()).rows(of: SelectRecentAPINotices.self)
            .sorted { $0.notice.key < $1.notice.key }
    }

    package func overview() async throws -> [APINoticeOverview] {
        try await database.query(ListAPINotices()).sorted { $0.notice.key < $1.notice.key }
    }
}
