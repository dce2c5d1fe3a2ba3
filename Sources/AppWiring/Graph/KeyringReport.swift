public import SyncCore

/// Which master keys a keyring holds, and which of them the tenants' data keys hang on.
public struct KeyringReport: Sendable, Hashable {
    public struct Key: Sendable, Hashable {
        public let id: String
        /// nil when tenants hang on it and the file does not hold it: their secrets can't be read.
        public let createdAt: Instant?
        /// New data keys are wrapped with this one.
        public let isCurrent: Bool
        /// Tenants whose data key it wraps.
        public let tenants: Int

        public init(id: String, createdAt: Instant?, isCurrent: Bool, tenants: Int) {
            self.id = id
            self.createdAt = createdAt
            self.isCurrent = isCurrent
            self.tenants = tenants
        }
    }

    public let path: String
    public let keys: [Key]

    public init(path: String, keys: [Key]) {
        self.path = path
        self.keys = keys
    }

    public var missing: [Key] { keys.filter { $0.createdAt == nil } }
}

/// What a rotation did.
public struct KeyringTurn: Sendable, Hashable {
    public let currentKeyID: String
    /// false when an interrupted rotation was brought to its end instead.
    public let addedKey: Bool
    /// Tenants whose data key was wrapped anew.
    public let rewrapped: Int

    public init(currentKeyID: String, addedKey: Bool, rewrapped: Int) {
        self.currentKeyID = currentKeyID
        self.addedKey = addedKey
        self.rewrapped = rewrapped
    }
}
