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
                if index == 0 { throw Self.unreleased }
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

    private static var unreleased: SyncError {
        SyncError(
            .schemaMismatch,
            "The database was made by a build of Passerelle from before its first release. No release can use it.",
            remedy: "Create a new database, run `passerelle db migrate` and register the tenants again: each finds its events on "
                + "the planning by their references.")
    }

    private func mismatch(_ message: String) -> SyncError {
        SyncError(
            .schemaMismatch, message,
            remedy: "Use the release of Passerelle that made this database, or restore the database from a backup.")
    }
}

/// Compares the functions of a program with the texts that a database has had. Pure.
struct FunctionHistory {
    let known: [SQLFunctions]

    /// Those whose text the database has never had. A text that was replaced since is not among them: the functions in force are a
    /// newer release's, which this program works on with.
    func pending(after applied: [AppliedFunctions]) -> [SQLFunctions] {
        known.filter { functions in
            !applied.contains { $0.name == functions.name && $0.checksum == functions.checksum }
        }
    }

    /// The last text of each name, in the order in which the names came.
    static func inForce(_ applied: [AppliedFunctions]) -> [AppliedFunctions] {
        var last: [AppliedFunctions] = []
        for functions in applied {
            if let index = last.firstIndex(where: { $0.name == functions.name }) {
                last[index] = functions
            } else {
                last.append(functions)
            }
        }
        return last
    }
}

extension SQLMigration {
    var checksum: String { sha256(text) }
}

extension SQLFunctions {
    var checksum: String { sha256(text) }
}

/// In hexadecimal.
private func sha256(_ text: String) -> String {
    Hexadecimal.text(SHA256.hash(data: Array(text.utf8)))
}

extension AppliedMigration {
    /// An older program can't work once something it needs may have been taken away.
    var isPost: Bool {
        name.dropFirst("m0000_".count).hasPrefix(SQLMigration.Phase.post.rawValue + "_")
    }
}
