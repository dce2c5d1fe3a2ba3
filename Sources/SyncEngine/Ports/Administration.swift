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
    /// Stores the public half of the newest sealing key in the database, so that secrets can be stored where there is no keyring. It is
    /// then the one in use, also if an older one was published since.
    /// - Returns: the key's id; nil if the keyring has none until its next rotation.
    func publish() async throws -> String?
}

/// The keys of a keyring, and their use.
package struct KeyringStatus: Sendable, Hashable {
    package let path: String
    /// Every master key of the file, oldest first, then keys in use that it lacks.
    package let keys: [MasterKeyUsage]
    /// Published ones, the one in use first, then those of waiting secrets that are not published.
    package let sealingKeys: [SealingKeyUsage]

    package init(path: String, keys: [MasterKeyUsage], sealingKeys: [SealingKeyUsage] = []) {
        self.path = path
        self.keys = keys
        self.sealingKeys = sealingKeys
    }
}

/// A sealing key, and the secrets that wait for its private half.
package struct SealingKeyUsage: Sendable, Hashable {
    package struct Publication: Sendable, Hashable {
        package let at: Instant
        /// The login of the database.
        package let by: String

        package init(at: Instant, by: String) {
            self.at = at
            self.by = by
        }
    }

    package let id: String
    /// The last one; nil if it is not published.
    package let published: Publication?
    /// New secrets are sealed to it.
    package let isUsed: Bool
    /// The keyring lacks its private half.
    package let isMissing: Bool
    /// Secrets of all tenants that are sealed to it and wait.
    package let credentials: Int

    package init(id: String, published: Publication?, isUsed: Bool, isMissing: Bool, credentials: Int) {
        self.id = id
        self.published = published
        self.isUsed = isUsed
        self.isMissing = isMissing
        self.credentials = credentials
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
