public import SQLMigrations

/// Where a database stands beside this program.
public struct MigrationStatus: Sendable, Hashable {
    /// In order; the last ones may be a newer program's.
    public let applied: [AppliedMigration]
    /// Of this program, in order.
    public let pending: [SQLMigration]

    public init(applied: [AppliedMigration], pending: [SQLMigration]) {
        self.applied = applied
        self.pending = pending
    }
}
