public import SQLMigrations

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
