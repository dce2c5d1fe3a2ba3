internal import Crypto
internal import SQLMigrations
public import SyncCore

/// Compares the migrations a program knows with those a database has had. Pure.
struct MigrationHistory {
    let known: [SQLMigration]

    /// - Throws: `internal_error` when the program's own list has a gap or a name twice.
    init(known: [SQLMigration]) throws(SyncError) {
        for (index, migration) in known.enumerated() where migration.number != index + 1 {
            throw SyncError(.defect(.migrationMisnumbered(name: migration.name, number: index + 1)), .defect)
        }
        self.known = known
    }

    /// What the database still lacks, in order.
    /// - Throws: `schema_mismatch` when it lacks one in between, or has had another text or name under the same number.
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

    /// Those of a newer program.
    func foreign(among applied: [AppliedMigration]) -> [AppliedMigration] {
        Array(applied.dropFirst(known.count))
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

/// A migration that a database has had.
public struct AppliedMigration: Sendable, Hashable {
    public let number: Int
    public let name: String
    /// SHA-256 of its text, in hexadecimal.
    public let checksum: String
    public let appliedAt: Instant

    public init(number: Int, name: String, checksum: String, appliedAt: Instant) {
        self.number = number
        self.name = name
        self.checksum = checksum
        self.appliedAt = appliedAt
    }
}

/// A text of functions that a database has had.
public struct AppliedFunctions: Sendable, Hashable {
    public let name: String
    /// SHA-256 of the text, in hexadecimal.
    public let checksum: String
    public let appliedAt: Instant

    public init(name: String, checksum: String, appliedAt: Instant) {
        self.name = name
        self.checksum = checksum
        self.appliedAt = appliedAt
    }
}
