package import SyncCore

/// The database's schema. It runs as the login itself, and works with an outdated schema.
package protocol SchemaAdministration: Sendable {
    /// Migrates the database to this program's version.
    /// - Parameter applied: called with each step's name once it is committed.
    /// - Returns: the names of the steps that this call applied.
    func migrate(applied: (String) -> Void) async throws -> [String]
    func status() async throws -> SchemaStatus
}

/// The migrations and functions of a database.
package struct SchemaStatus: Sendable, Hashable {
    package struct Step: Sendable, Hashable {
        /// A migration's name, or `functions/` and the name of a concept.
        package let name: String
        /// nil if pending.
        package let appliedAt: Instant?

        package init(name: String, appliedAt: Instant?) {
            self.name = name
            self.appliedAt = appliedAt
        }
    }

    /// In their order.
    package let steps: [Step]
    /// Every login of the server may connect to the database: PostgreSQL's default until that right is revoked.
    package let isOpenToEveryLogin: Bool
    package let database: String

    package init(steps: [Step], isOpenToEveryLogin: Bool, database: String) {
        self.steps = steps
        self.isOpenToEveryLogin = isOpenToEveryLogin
        self.database = database
    }

    package var pending: [String] { steps.filter { $0.appliedAt == nil }.map(\.name) }
}

/// The master keys that tenants' secrets are sealed under, in a file on this machine.
package protocol KeyringAdministration: Sendable {
    /// Creates the file. It needs no database. - Returns: its path.
    func create() async throws -> String
    /// Adds a master key, or completes an interrupted rotation, and wraps the data keys with the newest one.
    func rotate() async throws -> KeyringRotationReport
    func status() async throws -> KeyringStatus
}

/// The master keys of a keyring, and their use.
package struct KeyringStatus: Sendable, Hashable {
    package let path: String
    /// Every key of the file, oldest first, then keys in use that it lacks.
    package let keys: [MasterKeyUsage]

    package init(path: String, keys: [MasterKeyUsage]) {
        self.path = path
        self.keys = keys
    }
}

/// A master key and its use.
package struct MasterKeyUsage: Sendable, Hashable {
    package let id: String
    /// nil if the keyring lacks it.
    package let createdAt: Instant?
    /// New data keys are wrapped with it.
    package let isCurrent: Bool
    /// Tenants whose data keys it wraps.
    package let tenants: Int

    package init(id: String, createdAt: Instant?, isCurrent: Bool, tenants: Int) {
        self.id = id
        self.createdAt = createdAt
        self.isCurrent = isCurrent
        self.tenants = tenants
    }

    /// Secrets of tenants are sealed under it and cannot be opened.
    package var isMissing: Bool { createdAt == nil }
}

/// The result of a rotation.
package struct KeyringRotationReport: Sendable, Hashable {
    package let currentKeyID: String
    /// False when an interrupted rotation was completed instead.
    package let addedKey: Bool
    /// Tenants whose data key was rewrapped.
    package let rewrapped: Int

    package init(currentKeyID: String, addedKey: Bool, rewrapped: Int) {
        self.currentKeyID = currentKeyID
        self.addedKey = addedKey
        self.rewrapped = rewrapped
    }
}
