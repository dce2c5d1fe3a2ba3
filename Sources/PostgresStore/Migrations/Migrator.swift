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
    private let functions: FunctionHistory

    /// - Parameters:
    ///   - pool: its login must be a superuser, or own the database and have CREATEROLE, or (once migrated) be a member of
    ///     `passerelle_owner`; whatever role its connections took is left for the migration. For `status` and
    ///     `requireCurrentSchema`, any role will do.
    ///   - migrations: the program's own unless a test says otherwise, as are the functions.
    public init(
        pool: PostgresPool, migrations: [SQLMigration] = SQLMigrations.all, functions: [SQLFunctions] = SQLMigrations.functions
    ) {
        database = StoreDatabase(pool: pool)
        self.migrations = migrations
        self.functions = FunctionHistory(known: functions)
    }

    /// Applies what is pending, in order: migrations, then functions.
    /// - Parameter applied: called with each name once it is committed.
    /// - Returns: the names of what this call applied: none when there was nothing to do, or another machine did it.
    /// - Throws: `schema_mismatch`, `schema_too_new`, `database_forbidden`.
    @discardableResult
    public func migrate(applied: (String) -> Void = { _ in }) async throws -> [String] {
        let history = try MigrationHistory(known: migrations)
        try await prepare(history)
        var done: [String] = []
        while let next = try await applyNext(history) {
            done.append(next)
            applied(next)
        }
        return done
    }

    public func status() async throws -> MigrationStatus {
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

    /// Whether this program can work on the database as it is: it has every `pre` migration and has had every text of functions that
    /// the program knows, and no `post` migration that it does not know.
    /// - Throws: `schema_outdated`, `schema_too_new`, `schema_mismatch`.
    public func requireCurrentSchema() async throws {
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

    /// - Parameter migrations: what the database has had; none: it has no bookkeeping either.
    private func appliedFunctions(_ migrations: [AppliedMigration]) async throws -> [AppliedFunctions] {
        try await migrations.isEmpty ? [] : database.query(ListFunctions())
    }

    /// Roles, rights and bookkeeping: idempotent, before every migration.
    private func prepare(_ history: MigrationHistory) async throws {
        if let server = try await database.query(SelectServerFacts()).first { try Self.refuseUnsuitable(server) }
        // Two that make the same things at once fail one another: whoever comes second finds them made.
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
            // A database of another history is refused before anything is made in it.
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
            // Whoever waits for a lock on a table makes everyone else wait behind: better to give up and be run again.
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

    /// Only a role that may create in the schema makes a function: the directory role may in this transaction alone.
    private static func apply(_ functions: SQLFunctions, _ connection: PostgresConnection) async throws {
        try await connection.executeScript("grant create on schema public to passerelle_directory", timeout: patience)
        try await connection.executeScript(functions.text, timeout: patience)
        try await connection.executeScript(
            "set local role \(owner); revoke create on schema public from passerelle_directory", timeout: patience)
        try await connection.execute(RecordFunctions(functions: functions))
    }

    /// One step at a time. A table of our own, and not an advisory lock: that one anybody takes who may log in.
    private static let lock = "lock table public.schema_migration in share row exclusive mode"
    private static let preparations = 20

    private static func isRace(_ error: PostgresError) -> Bool {
        // The last one is an update of a catalogue's row that another session has just changed.
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

/// Where a database stands beside this program.
public struct MigrationStatus: Sendable, Hashable {
    /// In order; the last ones may be a newer program's.
    public let applied: [AppliedMigration]
    /// Of this program, in order.
    public let pending: [SQLMigration]
    /// Those in force; they may be a newer program's.
    public let functions: [AppliedFunctions]
    /// Of this program, in order.
    public let pendingFunctions: [SQLFunctions]

    /// Every login of the server may connect to the database.
    public let isOpenToEveryLogin: Bool
    /// Its name.
    public let database: String

    public init(
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
