internal import Crypto
internal import SQLMigrations
internal import SyncCore

/// Compares the migrations a program knows with those a database has had. Pure.
struct MigrationHistory {
    let known: [SQLMigration]

    /// - Throws: `internal_error` when the program's own list has a gap or a name twice.
    init(known: [SQLMigration]) throws(SyncError) {
        for (index, migration) in known.enumerated() where migration.number != index + 1 {
            throw SyncError(
                .defect, "The migration \(migration.name) is number \(index + 1) of the program's list.",
                remedy: "Report this as a fault of Passerelle.", failureClass: .defect)
        }
        self.known = known
    }

    /// What the database still lacks, in order.
    /// - Throws: `schema_mismatch` when it lacks one in between, or has had another text or name under the same number.
    func pending(after applied: [AppliedMigration]) throws(SyncError) -> [SQLMigration] {
        for (index, record) in applied.enumerated() {
            guard record.number == index + 1 else {
                throw mismatch("The database has had the migration \(record.name) without number \(index + 1).")
            }
            guard index < known.count else { continue }
            let migration = known[index]
            guard record.name == migration.name else {
                throw mismatch("The database's migration \(record.number) is \(record.name), not \(migration.name).")
            }
            guard record.checksum == migration.checksum else {
                throw mismatch("The database has had another text of the migration \(record.name).")
            }
        }
        return Array(known.dropFirst(applied.count))
    }

    /// Those of a newer program.
    func foreign(among applied: [AppliedMigration]) -> [AppliedMigration] {
        Array(applied.dropFirst(known.count))
    }

    private func mismatch(_ message: String) -> SyncError {
        SyncError(
            .schemaMismatch, message,
            remedy: "Use the release of Passerelle that made this database, or restore the database from a backup.")
    }
}

extension SQLMigration {
    /// SHA-256 of the text, in hexadecimal.
    var checksum: String {
        Hexadecimal.text(SHA256.hash(data: Array(text.utf8)))
    }
}

extension AppliedMigration {
    /// An older program can't work once something it needs may have been taken away.
    var isPost: Bool {
        name.dropFirst("m0000_".count).hasPrefix(SQLMigration.Phase.post.rawValue + "_")
    }
}
