import PostgresClient
import PostgresTestKit
import SQLMigrations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PostgresStore

/// Functions are recreated when a release changes their text, beside running workers.
@Suite("Functions of the database")
struct FunctionTests {
    /// A `find_tenant` that finds nothing.
    private static let newer = edited(
        "tenants",
        """
        set local role passerelle_directory;
        create or replace function find_tenant(by_slug text) returns uuid
            language sql stable security definer set search_path = pg_catalog, public, pg_temp
            return null::uuid;
        """)

    /// This release's files, with an addition to one of them.
    private static func edited(_ name: String, _ addition: String) -> [SQLFunctions] {
        SQLMigrations.functions.map { functions in
            functions.name == name ? SQLFunctions(name: name, text: "\(functions.text)\n\(addition)\n") : functions
        }
    }

    @Test("Two concurrent migrators apply a changed text once, and nothing else")
    func aChangedTextIsAppliedOnce() async throws {
        try await withTestDatabase { database, worker in
            let acme = try await Samples.tenant("acme", in: worker)
            let registry = PostgresTenantRegistry(pool: worker)
            #expect(try await registry.tenant(acme.slug).id == acme.id)
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        try await database.withPool(as: nil, connections: 1) {
                            try await Migrator(pool: $0, functions: Self.newer).migrate()
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == ["functions/tenants"])
            try await expectError(.tenantUnknown) { _ = try await registry.tenant(acme.slug) }
            let status = try await Migrator(pool: database.superuser, functions: Self.newer).status()
            #expect(status.functions.map(\.checksum) == Self.newer.map(\.checksum))
            #expect(status.pendingFunctions.isEmpty)
        }
    }

    @Test("A worker waits for the migration that brings its functions, and reports it")
    func aNewWorkerNeedsItsFunctions() async throws {
        try await withTestDatabase { database, worker in
            let error = await #expect(throws: SyncError.self) {
                try await Migrator(pool: worker, functions: Self.newer).requireCurrentSchema()
            }
            #expect(error?.code == .schemaOutdated && error?.message.contains("tenants") == true)
            let migrator = Migrator(pool: database.superuser, functions: Self.newer)
            #expect(try await migrator.status().pendingFunctions.map(\.name) == ["tenants"])
            try await migrator.migrate()
            try await Migrator(pool: worker, functions: Self.newer).requireCurrentSchema()
        }
    }

    @Test("A worker of the previous release runs on beside newer functions, and its migrator leaves them")
    func anOlderWorkerRunsOn() async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            _ = try await runs.enqueue(Samples.newRun(Samples.tenant("acme", in: worker)))
            // From here on, its session has the statement prepared.
            #expect(try await runs.claimDue(worker: "one", leaseSeconds: 60, atMost: 5, isIdle: true).count == 1)
            let newer = Self.edited("queue", "comment on function claim_runs is 'Newer.';")
            #expect(try await Migrator(pool: database.superuser, functions: newer).migrate() == ["functions/queue"])
            let older = Migrator(pool: database.superuser)
            try await older.requireCurrentSchema()
            #expect(try await older.migrate().isEmpty)
            let status = try await older.status()
            #expect(status.pendingFunctions.isEmpty && status.functions.map(\.checksum) == newer.map(\.checksum))
            _ = try await runs.enqueue(Samples.newRun(Samples.tenant("durand", in: worker)))
            #expect(try await runs.claimDue(worker: "one", leaseSeconds: 60, atMost: 5, isIdle: true).count == 1)
        }
    }

    @Test("Recreated functions keep their owners, rights and comments")
    func applyingAgainChangesNothingElse() async throws {
        try await withTestDatabase { database, _ in
            let before = try await SchemaInventory.read(database)
            let again = SQLMigrations.functions.map { SQLFunctions(name: $0.name, text: "\($0.text)\n-- Again.\n") }
            let applied = try await Migrator(pool: database.superuser, functions: again).migrate()
            #expect(applied == again.map { "functions/\($0.name)" })
            #expect(try await SchemaInventory.read(database) == before)
        }
    }

    @Test("Functions that fail leave nothing behind and are retried")
    func failedFunctionsLeaveNothing() async throws {
        try await withTestDatabase { database, worker in
            let before = try await SchemaInventory.read(database)
            let broken = Self.edited("keys", "create or replace function more() returns int language sql return 1; select 1/0;")
            try await expectError(.databaseFailed) {
                _ = try await Migrator(pool: database.superuser, functions: broken).migrate()
            }
            #expect(try await SchemaInventory.read(database) == before)
            try await expectError(.schemaOutdated) { try await Migrator(pool: worker, functions: broken).requireCurrentSchema() }
            try await Migrator(pool: worker).requireCurrentSchema()
        }
    }
}
