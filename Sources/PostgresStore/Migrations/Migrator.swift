package import PostgresClient
package import SQLMigrations
internal import SyncCore
package import SyncEngine

/// Migrates a database to this program's schema, and reports its state. Several machines may migrate at once: each step is a
/// transaction that holds a lock and checks again what is left to do.
package struct Migrator: Sendable {
    /// `security_invoker` views came with 15.
    static let oldestServer = 150_000
    static let owner = "passerelle_owner"
    /// What functions run as.
    private static let definers = "passerelle_directory, passerelle_audit, passerelle_people"

    private let database: StoreDatabase
    private let migrations: [SQLMigration]
    private let functions: FunctionHistory

    /// - Parameters:
    ///   - pool: its login must be a superuser, or own the database and have CREATEROLE, or (once migrated) be a member of
    ///     `passerelle_owner`; the connections' role is reset for the migration. `status` and `requireCurrentSchema` work with
    ///     any role.
    ///   - migrations: the program's own, except in tests; likewise the functions.
    ///   - audit: what the audit log records of each step.
    package init(
        pool: PostgresPool, migrations: [SQLMigration] = SQLMigrations.all, functions: [SQLFunctions] = SQLMigrations.functions,
        audit: AuditContext? = nil
    ) {
        database = StoreDatabase(pool: pool, audit: audit)
        self.migrations = migrations
        self.functions = FunctionHistory(known: functions)
    }

    /// Applies what is pending, in order: migrations, then functions.
    /// - Parameter applied: called with each name once it is committed.
    /// - Returns: the names that this call applied: none if there was nothing to do, or another machine did it.
    /// - Throws: `schema_mismatch`, `schema_too_new`, `database_forbidden`.
    @discardableResult
    package func migrate(applied: (String) -> Void = { _ in }) async throws -> [String] {
        let history = try MigrationHistory(known: migrations)
        try await prepare(history)
        var done: [String] = []
        while let next = try await applyNext(history) {
            done.append(next)
            applied(next)
        }
        return done
    }

    package func status() async throws -> MigrationStatus {
        let history = try MigrationHistory(known: migrations)
        let applied = try await applied()
        let pending = try history.pending(after: applied)
        let had = try await appliedFunctions(applied)
        let access = try await database.query(SelectDatabaseAccess()).first
        return MigrationStatus(
            applied: applied, pending: pending, functions: FunctionHistory.inForce(had),
            pendingFunctions: functions.pending(after: had), isOpenToEveryLogin: access?.isOpen ?? false,
            database: access?.name ?? "")
    }

    /// Checks that this program can work with the database: all of its `pre` migrations and function texts were applied, and no
    /// unknown `post` migration.
    /// - Throws: `schema_outdated`, `schema_too_new`, `schema_mismatch`.
    package func requireCurrentSchema() async throws {
        let history = try MigrationHistory(known: migrations)
        let applied = try await applied()
        try Self.refuseNewer(history, applied)
        let pending = try history.pending(after: applied)
        if applied.isEmpty { throw SyncError(.database(.notSetUp)) }
        if let missing = pending.first(where: { $0.phase == .pre }) {
            throw SyncError(.database(.migrationMissing(name: missing.name)))
        }
        if let missing = functions.pending(after: try await appliedFunctions(applied)).first {
            throw SyncError(.database(.functionsMissing(name: missing.name)))
        }
    }

    private func applied() async throws -> [AppliedMigration] {
        guard try await database.query(HasSchemaMigrations()).first == true else { return [] }
        return try await database.query(ListMigrations())
    }

    /// - Parameter migrations: those applied to the database; without any, it has no bookkeeping either.
    private func appliedFunctions(_ migrations: [AppliedMigration]) async throws -> [AppliedFunctions] {
        try await migrations.isEmpty ? [] : database.query(ListFunctions())
    }

    /// Roles, rights and bookkeeping: idempotent, before every migration.
    private func prepare(_ history: MigrationHistory) async throws {
        if let server = try await database.query(SelectServerFacts()).first { try Self.refuseUnsuitable(server) }
        // Concurrent migrations that create the same objects make one fail; on retry it finds them created.
        try await database.translatingErrors {
            for _ in 1...Self.preparations {
                do {
                    return try await database.pool.transaction { try await Self.prepare($0, history) }
                } catch let error as PostgresError where Self.isRace(error) {
                    try await Task.sleep(for: .milliseconds(Double.random(in: 5...50)))
                }
            }
            try await database.pool.transaction { try await Self.prepare($0, history) }
        }
    }

    private static func prepare(_ connection: PostgresConnection, _ history: MigrationHistory) async throws {
        try await connection.executeScript("set local role none", timeout: patience)
        do {
            try await connection.executeScript(SQLMigrations.roles, timeout: patience)
        } catch let error as PostgresError where error.sqlstate == SQLState.insufficientPrivilege {
            throw SyncError(.database(.rolesDenied), detail: error.debugDescription)
        }
        try await connection.executeScript("set local role \(owner)", timeout: patience)
        if try await connection.query(HasSchemaMigrations()).first == true {
            try await connection.executeScript(lock, timeout: patience)
            // Reject a database with another history before creating anything.
            _ = try history.pending(after: try await connection.query(ListMigrations()))
        }
        try await connection.executeScript(SQLMigrations.bookkeeping, timeout: patience)
    }

    private func applyNext(_ history: MigrationHistory) async throws -> String? {
        try await database.transaction { connection in
            try await connection.executeScript("set local role \(Self.owner)", timeout: Self.patience)
            try await connection.executeScript(Self.lock, timeout: Self.patience)
            let applied = try await connection.query(ListMigrations())
            try Self.refuseNewer(history, applied)
            // Waiting for a table lock blocks all later users of the table: it is better to fail and be run again.
            try await connection.executeScript("set local lock_timeout = '30s'", timeout: Self.patience)
            if let next = try history.pending(after: applied).first {
                try await Self.apply(next, connection)
                return next.name
            }
            if let next = functions.pending(after: try await connection.query(ListFunctions())).first {
                try await Self.apply(next, connection)
                return "functions/\(next.name)"
            }
            return nil
        }
    }

    private static func apply(_ migration: SQLMigration, _ connection: PostgresConnection) async throws {
        do {
            try await connection.executeScript(migration.text, timeout: patience)
        } catch let error as PostgresError where isTaken(error) {
            throw SyncError(.database(.nameTaken(migration: migration.name)), detail: error.debugDescription)
        }
        try await connection.execute(RecordMigration(migration: migration))
    }

    /// Creating a function needs the right to create in the schema: the roles of functions only have it in this transaction.
    private static func apply(_ functions: SQLFunctions, _ connection: PostgresConnection) async throws {
        try await connection.executeScript("grant create on schema public to \(definers)", timeout: patience)
        try await connection.executeScript(functions.text, timeout: patience)
        try await connection.executeScript(
            "set local role \(owner); revoke create on schema public from \(definers)", timeout: patience)
        try await connection.execute(RecordFunctions(functions: functions))
    }

    /// One step at a time. Our own table instead of an advisory lock, which any login may take.
    private static let lock = "lock table public.schema_migration in share row exclusive mode"
    private static let preparations = 20

    private static func isRace(_ error: PostgresError) -> Bool {
        // The last one is a concurrent update of a system catalog row.
        [SQLState.uniqueViolation, SQLState.duplicateTable, SQLState.duplicateObject, SQLState.deadlockDetected, "XX000"]
            .contains(error.sqlstate)
    }

    private static func isTaken(_ error: PostgresError) -> Bool {
        [SQLState.duplicateTable, SQLState.duplicateObject, SQLState.duplicateFunction].contains(error.sqlstate)
    }

    private static func refuseUnsuitable(_ server: SelectServerFacts.Row) throws(SyncError) {
        guard server.version >= oldestServer else {
            throw SyncError(.database(.serverTooOld(version: server.version / 10_000)))
        }
        guard server.encoding == "UTF8" else {
            throw SyncError(.database(.encodingUnsuitable(encoding: ShownText(server.encoding))))
        }
    }

    private static let patience = Duration.seconds(3600)

    private static func refuseNewer(_ history: MigrationHistory, _ applied: [AppliedMigration]) throws(SyncError) {
        if let foreign = history.foreign(among: applied).first(where: \.isPost) {
            throw SyncError(.database(.newer(migration: ShownText(foreign.name))))
        }
    }
}

/// The migration state of a database, compared with this program.
package struct MigrationStatus: Sendable, Hashable {
    /// In order; the last ones may be a newer program's.
    package let applied: [AppliedMigration]
    /// Of this program, in order.
    package let pending: [SQLMigration]
    /// The current ones; they may be a newer program's.
    package let functions: [AppliedFunctions]
    /// Of this program, in order.
    package let pendingFunctions: [SQLFunctions]

    /// Every login of the server may connect to the database.
    package let isOpenToEveryLogin: Bool
    /// Its name.
    package let database: String

    package init(
        applied: [AppliedMigration], pending: [SQLMigration], functions: [AppliedFunctions], pendingFunctions: [SQLFunctions],
        isOpenToEveryLogin: Bool, database: String
    ) {
        self.applied = applied
        self.pending = pending
        self.functions = functions
        self.pendingFunctions = pendingFunctions
        self.isOpenToEveryLogin = isOpenToEveryLogin
        self.database = database
    }
}
