package import SyncCore

/// The database's schema. It acts as the login itself, and needs no schema that is up to date.
package protocol SchemaAdministration: Sendable {
    /// Brings the database to this program's version.
    /// - Parameter applied: called with each step's name once it is committed.
    /// - Returns: the names of the steps that this call applied.
    func migrate(applied: (String) -> Void) async throws -> [String]
    func status() async throws -> SchemaStatus
}

/// Which migrations and functions a database has.
package struct SchemaStatus: Sendable, Hashable {
    package struct Step: Sendable, Hashable {
        /// Of a migration, or `functions/` and the name of a concept.
        package let name: String
        /// nil while it is pending.
        package let appliedAt: Instant?

        package init(name: String, appliedAt: Instant?) {
            self.name = name
            self.appliedAt = appliedAt
        }
    }

    /// In their order.
    package let steps: [Step]
    /// Every login of the server may connect to the database, as PostgreSQL has it unless that right is revoked.
    package let isOpenToEveryLogin: Bool
    package let database: String

    package init(steps: [Step], isOpenToEveryLogin: Bool, database: String) {
        self.steps = steps
        self.isOpenToEveryLogin = isOpenToEveryLogin
        self.database = database
    }

    package var pending: [String] { steps.filter { $0.appliedAt == nil }.map(\.name) }
}

/// The master keys that tenants' secrets are sealed under, in a file of this machine.
package protocol KeyringAdministration: Sendable {
    /// Makes the file. It needs no database. - Returns: its path.
    func create() async throws -> String
    /// Adds a master key, or completes an interrupted rotation, and wraps the data keys with the newest one.
    func rotate() async throws -> KeyringRotationReport
    func status() async throws -> KeyringStatus
}

/// The master keys of a keyring, and how much hangs on each.
package struct KeyringStatus: Sendable, Hashable {
    package let path: String
    /// Every key of the file, oldest first, then keys that are in use and missing from it.
    package let keys: [MasterKeyUsage]

    package init(path: String, keys: [MasterKeyUsage]) {
        self.path = path
        self.keys = keys
    }
}

/// A master key, and how much hangs on it.
package struct MasterKeyUsage: Sendable, Hashable {
    package let id: String
    /// nil when the keyring lacks it.
    package let createdAt: Instant?
    /// What is new is wrapped by it.
    package let isCurrent: Bool
    /// Tenants whose data keys it wraps.
    package let tenants: Int

    package init(id: String, createdAt: Instant?, isCurrent: Bool, tenants: Int) {
        self.id = id
        self.createdAt = createdAt
        self.isCurrent = isCurrent
        self.tenants = tenants
    }

    /// Tenants' secrets are sealed under it and cannot be opened.
    package var isMissing: Bool { createdAt == nil }
}

/// What a rotation did.
package struct KeyringRotationReport: Sendable, Hashable {
    package let currentKeyID: String
    /// False when an interrupted rotation was completed instead.
    package let addedKey: Bool
    /// Tenants whose data key was wrapped anew.
    package let rewrapped: Int

    package init(currentKeyID: String, addedKey: Bool, rewrapped: Int) {
        self.currentKeyID = currentKeyID
        self.addedKey = addedKey
        self.rewrapped = rewrapped
    }
}
