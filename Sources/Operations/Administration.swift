package import SyncCore
package import SyncEngine

/// Migrates the database to this version, safely from several machines at once.
package struct MigrateDatabase: Operation {
    package static let right = Right.admin
    private let applied: @Sendable (String) -> Void

    /// - Parameter applied: called with each step's name once it is committed.
    package init(applied: @escaping @Sendable (String) -> Void = { _ in }) { self.applied = applied }

    /// - Returns: the names of the steps that were applied.
    package func perform(on installation: any Installation) async throws -> [String] {
        try await installation.schema.migrate(applied: applied)
    }
}

/// Shows which migrations and functions are applied and which are pending.
package struct ShowDatabaseStatus: Operation {
    package struct Report: Sendable, Encodable {
        package let status: SchemaStatus

        package func encode(to encoder: any Encoder) throws {
            let applied = status.steps.filter { $0.appliedAt != nil }.map {
                ["name": $0.name, "appliedAt": $0.appliedAt] as Facts
            }
            let facts: Facts = ["isCurrent": status.pending.isEmpty, "applied": applied, "pending": status.pending]
            try facts.encode(to: encoder)
        }
    }

    package static let right = Right.admin

    package init() {}

    package func perform(on installation: any Installation) async throws -> Report {
        Report(status: try await installation.schema.status())
    }
}

/// Creates the keyring file. It needs no database.
package struct CreateKeyring: Operation {
    package static let right = Right.admin

    package init() {}

    /// - Returns: the file's path.
    package func perform(on installation: any Installation) async throws -> String {
        try await installation.keyring.create()
    }
}

/// Adds a master key, and wraps every tenant's data key with it while workers run.
package struct RotateKeyring: Operation {
    package static let right = Right.admin

    package init() {}

    package func perform(on installation: any Installation) async throws -> KeyringRotationReport {
        try await installation.keyring.rotate()
    }
}

/// Shows which master keys are in use.
package struct ShowKeyringStatus: Operation {
    package struct Report: Sendable, Encodable {
        package struct Key: Sendable, Encodable {
            package enum Use: String, Sendable, Encodable {
                case current
                case old
                /// In use, and not in the file.
                case missing
            }

            package let id: String
            package let use: Use
            package let createdAt: Instant?
            package let tenants: Int
        }

        package let path: String
        package let keys: [Key]

        package var missing: [String] { keys.filter { $0.use == .missing }.map(\.id) }
    }

    package static let right = Right.admin

    package init() {}

    package func perform(on installation: any Installation) async throws -> Report {
        let status = try await installation.keyring.status()
        return Report(
            path: status.path,
            keys: status.keys.map { key in
                .init(
                    id: key.id, use: key.isMissing ? .missing : key.isCurrent ? .current : .old, createdAt: key.createdAt,
                    tenants: key.tenants)
            })
    }
}
