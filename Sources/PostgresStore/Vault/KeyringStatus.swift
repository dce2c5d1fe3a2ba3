public import SyncCore

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

    /// Tenants' secrets are sealed under it and can't be opened.
    public var isMissing: Bool { createdAt == nil }
}

/// What a rotation did.
public struct RotationReport: Sendable, Hashable {
    public let currentKeyID: String
    /// False when an interrupted rotation was brought to its end instead.
    public let addedKey: Bool
    public let rewrapped: Int

    public init(currentKeyID: String, addedKey: Bool, rewrapped: Int) {
        self.currentKeyID = currentKeyID
        self.addedKey = addedKey
        self.rewrapped = rewrapped
    }
}
