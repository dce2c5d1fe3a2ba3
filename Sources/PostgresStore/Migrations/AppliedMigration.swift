public import SyncCore

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
