/// How a transaction begins.
public struct PostgresTransactionOptions: Sendable, Hashable {
    public enum Isolation: String, Sendable, Hashable {
        case readCommitted = "read committed"
        case repeatableRead = "repeatable read"
    }

    public var isolation: Isolation
    public var isReadOnly: Bool
    /// Run-time parameters for this transaction only (`SET LOCAL`), sent along with BEGIN: they cost no round trip. Values
    /// are bound.
    public var localSettings: [String: String]

    public init(isolation: Isolation = .readCommitted, isReadOnly: Bool = false, localSettings: [String: String] = [:]) {
        self.isolation = isolation
        self.isReadOnly = isReadOnly
        self.localSettings = localSettings
    }

    // Without "read write" for the others: a standby refuses those words.
    var begin: String { "begin isolation level \(isolation.rawValue)\(isReadOnly ? " read only" : "")" }
}
