package import SyncCore
package import SyncEngine

/// Migrates the database to this version, safely from several machines at once.
package struct MigrateDatabase: Operation {
    package static let right = Right.admin
    package var audit: Audit { .change("db.migrate", .schema) }
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
    package var audit: Audit { .nothing }

    package init() {}

    package func perform(on installation: any Installation) async throws -> Report {
        Report(status: try await installation.schema.status())
    }
}

/// Creates the keyring file. It needs no database.
package struct CreateKeyring: Operation {
    package static let right = Right.admin
    // A file, without a database. The database notes the first key with the first secret.
    package var audit: Audit { .nothing }

    package init() {}

    /// - Returns: the file's path.
    package func perform(on installation: any Installation) async throws -> String {
        try await installation.keyring.create()
    }
}

/// Adds a master key, and wraps every tenant's data key with it while workers run.
package struct RotateKeyring: Operation {
    package static let right = Right.admin
    package var audit: Audit { .change("keyring.rotate", .keyring) }

    package init() {}

    package func perform(on installation: any Installation) async throws -> KeyringRotationReport {
        try await installation.keyring.rotate()
    }
}

/// Publishes the public half of the keyring's newest sealing key: then secrets can be stored where there is no keyring. An older key
/// that was published since is no longer used.
package struct PublishSealingKey: Operation {
    /// The key's id; nil if the keyring has none until its next rotation.
    package typealias Report = String?

    package static let right = Right.admin
    package var audit: Audit { .change("keyring.publish", .keyring) }

    package init() {}

    package func perform(on installation: any Installation) async throws -> String? {
        try await installation.keyring.publish()
    }
}

/// Shows which master keys and which sealing keys are in use.
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

        package struct SealingKey: Sendable, Encodable {
            package let id: String
            /// Of new secrets: `current`. `missing`: its private half is not in the file.
            package let use: Key.Use
            /// nil if it is not published.
            package let publishedAt: Instant?
            package let publishedBy: String?
            /// Secrets that wait for a process with its private half.
            package let credentials: Int
        }

        package let path: String
        package let keys: [Key]
        package let sealingKeys: [SealingKey]

        /// Sealing keys that the file lacks although secrets wait for them.
        package var missingSealingKeys: [String] {
            sealingKeys.filter { $0.use == .missing && $0.credentials > 0 }.map(\.id)
        }
        package var missing: [String] { keys.filter { $0.use == .missing }.map(\.id) }
    }

    package static let right = Right.admin
    package var audit: Audit { .nothing }

    package init() {}

    package func perform(on installation: any Installation) async throws -> Report {
        let status = try await installation.keyring.status()
        return Report(
            path: status.path,
            keys: status.keys.map { key in
                .init(
                    id: key.id, use: key.isMissing ? .missing : key.isCurrent ? .current : .old, createdAt: key.createdAt,
                    tenants: key.tenants)
            },
            sealingKeys: status.sealingKeys.map { key in
                .init(
                    id: key.id, use: key.isMissing ? .missing : key.isUsed ? .current : .old, publishedAt: key.published?.at,
                    publishedBy: key.published?.by, credentials: key.credentials)
            })
    }
}
