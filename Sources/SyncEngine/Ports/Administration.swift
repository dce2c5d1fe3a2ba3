public import SyncCore

/// The database's schema. It acts as the login itself, and needs no schema that is up to date.
public protocol SchemaAdministration: Sendable {
    /// Brings the database to this program's version.
    /// - Parameter applied: called with each step's name once it is committed.
    /// - Returns: the names of the steps that this call applied.
    func migrate(applied: (String) -> Void) async throws -> [String]
    func status() async throws -> SchemaStatus
}

/// Which migrations and functions a database has.
public struct SchemaStatus: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        /// Of a migration, or `functions/` and the name of a concept.
        public let name: String
        /// nil while it is pending.
        public let appliedAt: Instant?

        public init(name: String, appliedAt: Instant?) {
            self.name = name
            self.appliedAt = appliedAt
        }
    }

    /// In their order.
    public let steps: [Step]
    /// Every login of the server may connect to the database, as PostgreSQL has it unless that right is revoked.
    public let isOpenToEveryLogin: Bool
    public let database: String

    public init(steps: [Step], isOpenToEveryLogin: Bool, database: String) {
        self.steps = steps
        self.isOpenToEveryLogin = isOpenToEveryLogin
        self.database = database
    }

    public var pending: [String] { steps.filter { $0.appliedAt == nil }.map(\.name) }
}

/// The master keys that tenants' secrets are sealed under, in a file of this machine.
public protocol KeyringAdministration: Sendable {
    /// Makes the file. It needs no database. - Returns: its path.
    func create() async throws -> String
    /// Adds a master key, or completes an interrupted rotation, and wraps the data keys with the newest one.
    func rotate() async throws -> KeyringRotationReport
    func status() async throws -> KeyringStatus
}

/// The master keys of a keyring, and how much hangs on each.
public struct KeyringStatus: Sendable, Hashable {
    public let path: String
    /// Every key of the file, oldest first, then keys that are in use and missing from it.
    public let keys: [MasterKeyUsage]

    public init(path: String, keys: [MasterKeyUsage]) {
        self.path = path
        self.keys = keys
    }
}

/// A master key, and how much hangs on it.
public struct MasterKeyUsage: Sendable, Hashable {
    public let id: String
    /// nil when the keyring lacks it.
    public let createdAt: Instant?
    /// What is new is wrapped by it.
    public let isCurrent: Bool
    /// Tenants whose data keys it wraps.
    public let tenants: Int

    public init(id: String, createdAt: Instant?, isCurrent: Bool, tenants: Int) {
        self.id = id
        self.createdAt = createdAt
        self.isCurrent = isCurrent
        self.tenants = tenants
    }

    /// Tenants' secrets are sealed under it and cannot be opened.
    public var isMissing: Bool { createdAt == nil }
}

/// What a rotation did.
public struct KeyringRotationReport: Sendable, Hashable {
    public let currentKeyID: String
    /// False when an interrupted rotation was completed instead.
    public let addedKey: Bool
    /// Tenants whose data key was wrapped anew.
    public let rewrapped: Int

    public init(currentKeyID: String, addedKey: Bool, rewrapped: Int) {
        self.currentKeyID = currentKeyID
        self.addedKey = addedKey
        self.rewrapped = rewrapped
    }
}
