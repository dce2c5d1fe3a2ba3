public import SyncCore
public import SyncEngine

/// Brings the database to this version, safely from several machines at once.
public struct MigrateDatabase: Operation {
    public static let right = Right.admin
    private let applied: @Sendable (String) -> Void

    /// - Parameter applied: called with each step's name once it is committed.
    public init(applied: @escaping @Sendable (String) -> Void = { _ in }) { self.applied = applied }

    /// - Returns: the names of the steps that were applied.
    public func perform(on installation: any Installation) async throws -> [String] {
        try await installation.schema.migrate(applied: applied)
    }
}

/// Which migrations and functions are applied and which are pending.
public struct ShowDatabaseStatus: Operation {
    public struct Report: Sendable, Encodable {
        public let status: SchemaStatus

        public func encode(to encoder: any Encoder) throws {
            let applied = status.steps.filter { $0.appliedAt != nil }.map {
                ["name": $0.name, "appliedAt": $0.appliedAt] as Facts
            }
            let facts: Facts = ["isCurrent": status.pending.isEmpty, "applied": applied, "pending": status.pending]
            try facts.encode(to: encoder)
        }
    }

    public static let right = Right.admin

    public init() {}

    public func perform(on installation: any Installation) async throws -> Report {
        Report(status: try await installation.schema.status())
    }
}

/// Makes the keyring file. It needs no database.
public struct CreateKeyring: Operation {
    public static let right = Right.admin

    public init() {}

    /// - Returns: the file's path.
    public func perform(on installation: any Installation) async throws -> String {
        try await installation.keyring.create()
    }
}

/// Adds a master key, and wraps every tenant's data key with it while workers run.
public struct RotateKeyring: Operation {
    public static let right = Right.admin

    public init() {}

    public func perform(on installation: any Installation) async throws -> KeyringRotationReport {
        try await installation.keyring.rotate()
    }
}

/// Which master keys are in use.
public struct ShowKeyringStatus: Operation {
    public struct Report: Sendable, Encodable {
        public struct Key: Sendable, Encodable {
            public enum Use: String, Sendable, Encodable {
                case current
                case old
                /// In use, and not in the file.
                case missing
            }

            public let id: String
            public let use: Use
            public let createdAt: Instant?
            public let tenants: Int
        }

        public let path: String
        public let keys: [Key]

        public var missing: [String] { keys.filter { $0.use == .missing }.map(\.id) }
    }

    public static let right = Right.admin

    public init() {}

    public func perform(on installation: any Installation) async throws -> Report {
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
