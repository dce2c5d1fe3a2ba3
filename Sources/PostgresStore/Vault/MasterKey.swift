internal import Crypto
public import SyncCore

/// A key of the keyring: it wraps tenants' data keys. It never prints.
public struct MasterKey: Sendable {
    /// Such as `mk-1f0c5a2b9d34`; stored beside everything that the key wraps.
    public let id: String
    public let createdAt: Instant
    let key: SymmetricKey

    init(id: String, createdAt: Instant, key: SymmetricKey) {
        self.id = id
        self.createdAt = createdAt
        self.key = key
    }

    static func random(createdAt: Instant) -> MasterKey {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<6).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return MasterKey(id: "mk-" + Hexadecimal.text(digits), createdAt: createdAt, key: SymmetricKey(size: .bits256))
    }
}

extension MasterKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { id }
    public var debugDescription: String { id }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
