package import PostgresClient
package import SyncCore
package import SyncEngine

/// The audit log, in PostgreSQL. Triggers make the entries of changes; the chain is checked here.
package struct PostgresAuditLog: AuditLog {
    private let database: StoreDatabase
    private let pageSize: Int

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker` or `passerelle_reader`.
    ///   - audit: what entries of this process claim.
    ///   - pageSize: how many entries a check reads at once.
    package init(pool: PostgresPool, audit: AuditContext? = nil, pageSize: Int = 1000) {
        database = StoreDatabase(pool: pool, audit: audit)
        self.pageSize = pageSize
    }

    package func record(_ note: AuditNote) async throws {
        try await database.transaction { _ = try await $0.execute(RecordAudit(note: note)) }
    }

    package func list(_ filter: AuditFilter) async throws -> [AuditEntry] {
        try await database.query(ListAudit(filter: filter))
    }

    package func changes(of run: RunID) async throws -> [AuditEntry] {
        try await database.query(ListAuditOfRun(run: run))
    }

    package func verify(against anchors: [AuditAnchor]) async throws -> AuditVerdict {
        try await database.oneMoment { connection in
            var chain = AuditChain(anchors)
            while true {
                let page = try await connection.query(ReadAudit(after: chain.number, atMost: pageSize))
                for row in page { chain.add(row) }
                guard page.count == pageSize else { break }
            }
            let head = try await connection.query(SelectAuditHead()).first
            return chain.verdict(
                head?.anchor ?? AuditAnchor(number: 0, hash: AuditAnchor.origin, life: ""), serverLife: head?.life)
        }
    }
}
