import Foundation
import PostgresClient
import PostgresTestKit
import SQLMigrations
import SyncCore
import SyncTestKit
import Testing

@testable import PostgresStore

@Suite("Migrations")
struct MigrationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "sql")

    @Test func everyFileIsInTheListAndEveryListedOneIsAFile() throws {
        var listed = [
            "migrations/roles.sql": SQLMigrations.roles, "migrations/bookkeeping.sql": SQLMigrations.bookkeeping,
        ]
        for migration in SQLMigrations.all { listed["migrations/\(migration.name).sql"] = migration.text }
        for functions in SQLMigrations.functions { listed["functions/\(functions.name).sql"] = functions.text }
        var files: Set<String> = []
        for folder in ["migrations", "functions"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: folder).path())
            files.formUnion(names.map { "\(folder)/\($0)" })
        }
        #expect(files == Set(listed.keys))
        for (name, text) in listed {
            #expect(text == (try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)), "\(name)")
        }
        // The compiler takes 5 s for 20 KB, 20 s for 100 KB and minutes for 400 KB.
        let size = listed.values.reduce(0) { $0 + $1.utf8.count }
        #expect(size < 250_000, "embed them another way, such as in a C target")
    }

    /// Each function is created in one place, so that its current text is easy to find.
    @Test func everyFunctionIsMadeOnce() throws {
        let texts = SQLMigrations.all.map(\.text) + SQLMigrations.functions.map(\.text)
        let made = texts.flatMap { $0.matches(of: /create (or replace )?function (\w+)\(/).map { String($0.output.2) } }
        #expect(made.count == Set(made).count && made.count > 15)
        for functions in SQLMigrations.functions {
            #expect(!functions.text.contains(/create function/), "\(functions.name) cannot be applied twice")
        }
    }

    @Test func theListIsComplete() throws {
        #expect(SQLMigrations.all.map(\.number) == Array(1...SQLMigrations.all.count))
        #expect(try MigrationHistory(known: SQLMigrations.all).pending(after: []) == SQLMigrations.all)
    }

    @Test func theSnapshotEqualsTheMigrations() async throws {
        let snapshot = try String(contentsOf: Self.folder.appending(path: "schema.sql"), encoding: .utf8)
        try await withTestDatabase { migrated, _ in
            try await withEmptyDatabase { empty in
                try await empty.superuser.withConnection { connection in
                    // As in pg_dump's output: functions come before the tables they name.
                    try await connection.executeScript("set check_function_bodies = false; " + snapshot)
                }
                let expected = try await SchemaInventory.read(migrated)
                let found = try await SchemaInventory.read(empty)
                #expect(expected.count > 300)
                let hint = "Write sql/schema.sql again, as sql/README.md says."
                #expect(expected.subtracting(found).sorted() == [], "Missing in sql/schema.sql. \(hint)")
                #expect(found.subtracting(expected).sorted() == [], "Only in sql/schema.sql. \(hint)")
            }
        }
    }

    @Test func severalMachinesMigrateAtOnce() async throws {
        try await withEmptyDatabase { database in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await database.withPool(as: nil, connections: 1) { try await Migrator(pool: $0).migrate() }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == Self.everything.sorted())
            let migrator = Migrator(pool: database.superuser)
            let status = try await migrator.status()
            #expect(status.applied.map(\.checksum) == SQLMigrations.all.map(\.checksum))
            #expect(status.functions.map(\.checksum) == SQLMigrations.functions.map(\.checksum))
            #expect(status.pending.isEmpty && status.pendingFunctions.isEmpty)
            try await migrator.requireCurrentSchema()
            #expect(try await migrator.migrate().isEmpty)
        }
    }

    @Test func severalDatabasesOfAClusterAreMigratedAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await withEmptyDatabase { database in
                        let applied = try await Migrator(pool: database.superuser).migrate()
                        #expect(applied == Self.everything)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func anEmptyDatabaseIsSaidToNeedMigrating() async throws {
        try await withEmptyDatabase { database in
            let migrator = Migrator(pool: database.superuser)
            try await expectError(.schemaOutdated) { try await migrator.requireCurrentSchema() }
            #expect(
                try await migrator.status()
                    == MigrationStatus(
                        applied: [], pending: SQLMigrations.all, functions: [], pendingFunctions: SQLMigrations.functions,
                        isOpenToEveryLogin: true, database: database.name))
            try await expectError(.schemaOutdated) { _ = try await PostgresTenantRegistry(pool: database.superuser).list() }
        }
    }

    @Test func whatWasAppliedIsNotAppliedAgain() async throws {
        try await withTestDatabase { database, _ in
            let next = Self.extended(.pre, "create table thing (id int)")
            let name = try #require(next.last?.name)
            let migrator = Migrator(pool: database.superuser, migrations: next)
            try await expectError(.schemaOutdated) { try await migrator.requireCurrentSchema() }
            #expect(try await migrator.status().pending.map(\.name) == [name])
            #expect(try await migrator.migrate() == [name])
            try await migrator.requireCurrentSchema()
        }
    }

    @Test(arguments: ["LATIN1", "SQL_ASCII", "EUC_JP"])
    func aDatabaseOfAnotherEncodingIsRefusedBeforeTheFirstStep(encoding: String) async throws {
        try await withEmptyDatabase(encoding: encoding) { database in
            let migrator = Migrator(pool: database.superuser)
            let error = await #expect(throws: SyncError.self) { try await migrator.migrate() }
            #expect(error?.code == .databaseUnsuitable)
            #expect(error?.message.contains(encoding) == true && error?.remedy.contains("UTF8") == true)
            let status = try await migrator.status()
            #expect(status.applied.isEmpty)
        }
    }

    @Test func aDatabaseThatIsOpenToEveryLoginIsReported() async throws {
        try await withTestDatabase { database, _ in
            let migrator = Migrator(pool: database.superuser)
            for right in ["connect", "temporary"] {
                let status = try await migrator.status()
                #expect(status.isOpenToEveryLogin)
                try await database.superuser.withConnection {
                    try await $0.executeScript("revoke \(right) on database \(database.name) from public")
                }
            }
            let status = try await migrator.status()
            #expect(!status.isOpenToEveryLogin)
        }
    }

    @Test func namesThatAreTakenAreReportedAndNothingIsChanged() async throws {
        try await withEmptyDatabase { database in
            try await database.superuser.withConnection { try await $0.executeScript("create table public.tenant (id int)") }
            let migrator = Migrator(pool: database.superuser)
            let error = await #expect(throws: SyncError.self) { try await migrator.migrate() }
            #expect(error?.code == .schemaMismatch && error?.remedy.contains("create database") == true)
            let status = try await migrator.status()
            #expect(status.applied.isEmpty)
        }
    }

    @Test func aDatabaseWithoutTheSchemaIsNamed() async throws {
        try await withEmptyDatabase { database in
            try await database.superuser.withConnection { try await $0.executeScript("drop schema public") }
            let error = await #expect(throws: SyncError.self) { try await Migrator(pool: database.superuser).migrate() }
            #expect(error?.code == .databaseUnsuitable && error?.remedy.contains("create schema public") == true)
        }
    }

    @Test func aFailedMigrationLeavesNothing() async throws {
        try await withTestDatabase { database, _ in
            let broken = Migrator(
                pool: database.superuser, migrations: Self.extended(.pre, "create table thing (id int); select 1/0"))
            try await expectError(.databaseFailed) { try await broken.migrate() }
            #expect(try await broken.status().applied.count == SQLMigrations.all.count)
            let mended = Migrator(pool: database.superuser, migrations: Self.extended(.pre, "create table thing (id int)"))
            #expect(try await mended.migrate().count == 1)
        }
    }

    @Test func anOlderProgramWorksBesidePreAndNotBesidePost() async throws {
        for (phase, refused) in [(SQLMigration.Phase.pre, nil), (.post, SyncError.Code.schemaTooNew)] {
            try await withTestDatabase { database, _ in
                try await Migrator(pool: database.superuser, migrations: Self.extended(phase, "select 1")).migrate()
                let older = Migrator(pool: database.superuser)
                #expect(try await code { try await older.requireCurrentSchema() } == refused)
                #expect(try await code { try await older.migrate() } == refused)
            }
        }
    }

    @Test func anOutstandingPostMigrationHindersNobody() async throws {
        try await withTestDatabase { database, _ in
            try await Migrator(pool: database.superuser, migrations: Self.extended(.post, "select 1")).requireCurrentSchema()
        }
    }

    @Test(
        arguments: [
            "update schema_migration set checksum = repeat('0', 64) where number = 2",
            "update schema_migration set name = 'm0002_pre_other' where number = 2",
            "delete from schema_migration where number = 1",
        ])
    func anotherHistoryIsRefused(change: String) async throws {
        try await withTestDatabase { database, _ in
            let migrator = Migrator(pool: database.superuser, migrations: Self.extended(.pre, "create table thing (id int)"))
            try await migrator.migrate()
            try await database.superuser.withConnection { try await $0.executeScript(change) }
            try await expectError(.schemaMismatch) { _ = try await migrator.status() }
            try await expectError(.schemaMismatch) { try await migrator.migrate() }
            try await expectError(.schemaMismatch) { try await migrator.requireCurrentSchema() }
        }
    }

    @Test("A database of a build before the first release is refused unchanged, with what to do")
    func anUnreleasedDatabaseIsRefused() async throws {
        try await withEmptyDatabase { database in
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    """
                    create table schema_migration (
                        number int primary key, name text, checksum text, applied_at timestamptz default now());
                    insert into schema_migration (number, name, checksum)
                    values (1, 'm0001_pre_registry', repeat('a', 64)), (2, 'm0002_pre_memory', repeat('b', 64));
                    alter table schema_migration owner to passerelle_owner;
                    """)
            }
            let migrator = Migrator(pool: database.superuser)
            let uses: [@Sendable () async throws -> Void] = [
                { try await migrator.requireCurrentSchema() }, { _ = try await migrator.status() },
                { _ = try await migrator.migrate() },
            ]
            for use in uses {
                let error = await #expect(throws: SyncError.self) { try await use() }
                #expect(error?.code == .schemaMismatch && error?.remedy.contains("new database") == true)
            }
            let tables = try await SchemaInventory.read(database).filter { $0.hasPrefix("relation r") }
            #expect(tables.count == 1, "nothing was created: \(tables)")
        }
    }

    @Test func aListWithAGapIsRefused() async throws {
        try await withEmptyDatabase { database in
            let number = SQLMigrations.all.count + 2
            let gap = SQLMigrations.all + [SQLMigration(number: number, phase: .pre, what: "thing", text: "select 1")]
            try await expectError(.defect) { try await Migrator(pool: database.superuser, migrations: gap).migrate() }
        }
    }

    @Test func aLoginWithoutRightsIsForbidden() async throws {
        try await withEmptyDatabase { database in
            // A role of its own: it may connect and nothing else.
            let login = "login_\(database.name.suffix(12))"
            try await database.superuser.withConnection { try await $0.executeScript("create role \(login) login") }
            let configuration = PostgresConfiguration(
                conninfo: database.conninfo + " user=\(login)", maximumConnections: 1, failsFast: true)
            let failure = try await code {
                try await withPool(configuration) { pool in _ = try await Migrator(pool: pool).migrate() }
            }
            try await database.superuser.withConnection { try await $0.executeScript("drop role \(login)") }
            #expect(failure == .databaseForbidden)
        }
    }

    @Test func theDatabasesOwnerWithCreateroleMigrates() async throws {
        try await withEmptyDatabase { database in
            let login = "login_\(database.name.suffix(12))"
            try await database.superuser.withConnection { connection in
                try await connection.executeScript("create role \(login) login createrole")
                try await connection.executeScript("alter database \(database.name) owner to \(login)")
            }
            let configuration = PostgresConfiguration(
                conninfo: database.conninfo + " user=\(login)", maximumConnections: 1, failsFast: true)
            let applied = try? await withPool(configuration) { try await Migrator(pool: $0).migrate() }
            try await database.superuser.withConnection { connection in
                try await connection.executeScript("alter database \(database.name) owner to current_user")
                try await connection.executeScript("drop owned by \(login); drop role \(login)")
            }
            #expect(applied == Self.everything)
        }
    }

    /// In the order in which an empty database gets it.
    private static let everything = SQLMigrations.all.map(\.name) + SQLMigrations.functions.map { "functions/\($0.name)" }

    private static func extended(_ phase: SQLMigration.Phase, _ text: String) -> [SQLMigration] {
        SQLMigrations.all + [SQLMigration(number: SQLMigrations.all.count + 1, phase: phase, what: "thing", text: text)]
    }
}
