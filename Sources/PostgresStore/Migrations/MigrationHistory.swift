internal import Crypto
internal import SQLMigrations
package import SyncCore

/// Compares a program's migrations with those applied to a database. Pure.
struct MigrationHistory {
    let known: [SQLMigration]

    /// - Throws: `internal_error` if the program's own list has a gap or a duplicate name.
    init(known: [SQLMigration]) throws(SyncError) {
        for (index, migration) in known.enumerated() where migration.number != index + 1 {
            throw SyncError(.defect(.migrationMisnumbered(name: migration.name, number: index + 1)), .defect)
        }
        self.known = known
    }

    /// The migrations not yet applied, in order.
    /// - Throws: `schema_mismatch` if one in between is missing, or has another text or name under the same number.
    func pending(after applied: [AppliedMigration]) throws(SyncError) -> [SQLMigration] {
        for (index, record) in applied.enumerated() {
            guard record.number == index + 1 else {
                throw SyncError(.database(.migrationSkipped(found: ShownText(record.name), missing: index + 1)))
            }
            guard index < known.count else { continue }
            let migration = known[index]
            guard record.name == migration.name else {
                if index == 0 { throw SyncError(.database(.unreleasedBuild)) }
                throw SyncError(
                    .database(
                        .migrationRenamed(number: record.number, found: ShownText(record.name), known: migration.name)))
            }
            guard record.checksum == migration.checksum else {
                throw SyncError(.database(.migrationChanged(name: ShownText(record.name))))
            }
        }
        return Array(known.dropFirst(applied.count))
    }

    /// Migrations of a newer program.
    func foreign(among applied: [AppliedMigration]) -> [AppliedMigration] {
        Array(applied.dropFirst(known.count))
    }
}

/// Compares a program's functions with those applied to a database. Pure.
struct FunctionHistory {
    let known: [SQLFunctions]

    /// The functions whose text was never applied. A text that was replaced since is not included: the current functions are a
    /// newer release's, with which this program still works.
    func pending(after applied: [AppliedFunctions]) -> [SQLFunctions] {
        known.filter { functions in
            !applied.contains { $0.name == functions.name && $0.checksum == functions.checksum }
        }
    }

    /// The last text of each name, in order of appearance.
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
    /// An older program cannot work once something it needs may have been removed.
    var isPost: Bool {
        name.dropFirst("m0000_".count).hasPrefix(SQLMigration.Phase.post.rawValue + "_")
    }
}

/// A migration that was applied to a database.
package struct AppliedMigration: Sendable, Hashable {
    package let number: Int
    package let name: String
    /// SHA-256 of its text, in hexadecimal.
    package let checksum: String
    package let appliedAt: Instant

    package init(number: Int, name: String, checksum: String, appliedAt: Instant) {
        self.number = number
        self.name = name
        self.checksum = checksum
        self.appliedAt = appliedAt
    }
}

/// A text of functions that was applied to a database.
package struct AppliedFunctions: Sendable, Hashable {
    package let name: String
    /// SHA-256 of the text, in hexadecimal.
    package let checksum: String
    package let appliedAt: Instant

    package init(name: String, checksum: String, appliedAt: Instant) {
        self.name = name
        self.checksum = checksum
        self.appliedAt = appliedAt
    }
}
