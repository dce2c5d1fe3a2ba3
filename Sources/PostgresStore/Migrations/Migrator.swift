public import PostgresClient
public import SQLMigrations
internal import SyncCore

/// Brings a database to this program's schema, and says where it stands. Several machines may migrate at once: each step is a
/// transaction that holds a lock and looks again at what is left to do.
public struct Migrator: Sendable {
    /// `security_invoker` views came with 15.
    static let oldestServer = 150_000
    static let owner = "passerelle_owner"

    private let database: StoreDatabase
    private let migrations: [SQLMigration]

    /// - Parameters:
    ///   - pool: its login must be a superuser, or own the database and have CREATEROLE, or (once migrated) be a member of
    ///     `passerelle_owner`; whatever role its connections took is left for the migration. For `status` and
    ///     `requireCurrentSchema`, any role will do.
    ///   - migrations: the program's own unless a test says otherwise.
    public init(pool: PostgresPool, migrations: [SQLMigration] = SQLMigrations.all) {
        database = StoreDatabase(pool: pool)
        self.migrations = migrations
    }

    /// Applies what is pending, in order.
    /// - Parameter applied: told of each migration once it is committed.
    /// - Returns: the migrations that this call applied: none when there was nothing to do, or another machine did it.
    /// - Throws: `schema_mismatch`, `schema_too_new`, `database_forbidden`.
    @discardableResult
    public func migrate(applied: (AppliedMigration) -> Void = { _ in }) async throws -> [AppliedMigration] {
        let history = try MigrationHistory(known: migrations)
        try await prepare()
        var done: [AppliedMigration] = []
        while let next = try await applyNext(history) {
            done.append(next)
            applied(next)
        }
        return done
    }

    public func status() async throws -> MigrationStatus {
        let history = try MigrationHistory(known: migrations)
        let applied = try await applied()
        return MigrationStatus(applied: applied, pending: try history.pending(after: applied))
    }

    /// Whether this program can work on the database as it is: it has every `pre` migration that the program knows, and no `post`
    /// migration that it does not know.
    /// - Throws: `schema_outdated`, `schema_too_new`, `schema_mismatch`.
    public func requireCurrentSchema() async throws {
        let history = try MigrationHistory(known: migrations)
        let applied = try await applied()
        try Self.refuseNewer(history, applied)
        let pending = try history.pending(after: applied)
        guard let missing = pending.first(where: { $0.phase == .pre }) else { return }
        let message =
            applied.isEmpty
            ? "The database has not been set up for Passerelle." : "The database lacks the migration \(missing.name)."
        throw SyncError(.schemaOutdated, message, remedy: "Run `passerelle db migrate`.")
    }

    private func applied() async throws -> [AppliedMigration] {
        guard try await database.query(HasSchemaMigrations()).first == true else { return [] }
        return try await database.query(ListMigrations())
    }

    /// Roles, rights and bookkeeping: idempotent, before every migration.
    private func prepare() async throws {
        if let version = try await database.query(ServerVersion()).first, version < Self.oldestServer {
            throw SyncError(
                .databaseFailed, "The database server is PostgreSQL \(version / 10_000).", remedy: "Use PostgreSQL 15 or newer.")
        }
        try await locked { connection in
            do {
                try await connection.executeScript(SQLMigrations.roles, timeout: Self.patience)
            } catch let error as PostgresError where error.sqlstate == SQLState.insufficientPrivilege {
                throw SyncError(
                    .databaseForbidden, "The database login may not create Passerelle's roles, or give them the schema public.",
                    remedy: "Run `passerelle db migrate` once as a superuser, or as the database's owner with CREATEROLE.",
                    detail: error.debugDescription)
            }
            try await connection.executeScript("set local role \(Self.owner)", timeout: Self.patience)
            try await connection.executeScript(SQLMigrations.bookkeeping, timeout: Self.patience)
        }
    }

    private func applyNext(_ history: MigrationHistory) async throws -> AppliedMigration? {
        try await locked { connection in
            try await connection.executeScript("set local role \(Self.owner)", timeout: Self.patience)
            let applied = try await connection.query(ListMigrations())
            try Self.refuseNewer(history, applied)
            guard let next = try history.pending(after: applied).first else { return nil }
            // Whoever waits for a lock on a table makes everyone else wait behind: better to give up and be run again.
            try await connection.executeScript("set local lock_timeout = '30s'", timeout: Self.patience)
            try await connection.executeScript(next.text, timeout: Self.patience)
            return try await connection.query(RecordMigration(migration: next)).first
        }
    }

    /// One transaction under the lock, as the login itself.
    private func locked<Result: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await database.translatingErrors {
            try await database.pool.transaction(PostgresTransactionOptions()) { connection in
                try await connection.executeScript("set local role none", timeout: Self.patience)
                try await connection.executeScript(AdvisoryLock.migration.sql, timeout: Self.patience)
                return try await body(connection)
            }
        }
    }

    private static let patience = Duration.seconds(3600)

    private static func refuseNewer(_ history: MigrationHistory, _ applied: [AppliedMigration]) throws(SyncError) {
        if let foreign = history.foreign(among: applied).first(where: \.isPost) {
            throw SyncError(
                .schemaTooNew, "The database is a newer release's: it has had the migration \(foreign.name).",
                remedy: "Install that release of Passerelle here too.")
        }
    }
}
