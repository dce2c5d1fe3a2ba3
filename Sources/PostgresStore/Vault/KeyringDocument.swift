internal import Crypto
internal import Foundation
internal import SyncCore

/// The keyring's JSON, exactly as the file holds it.
struct KeyringDocument: Codable {
    struct Key: Codable {
        let id: String
        /// RFC 3339, UTC, to the second.
        let created: String
        /// 256 bits, in base64.
        let key: String
    }

    static let version = 1

    let version: Int
    let current: String
    let keys: [Key]

    init(_ keyring: Keyring) {
        version = Self.version
        current = keyring.current.id
        keys = keyring.keys.map { key in
            Key(
                id: key.id, created: key.createdAt.description,
                key: key.key.withUnsafeBytes { Data($0).base64EncodedString() })
        }
    }

    /// nil when something in it can't be used.
    func keyring() -> Keyring? {
        guard version == Self.version else { return nil }
        var read: [MasterKey] = []
        for key in keys {
            guard let bytes = Data(base64Encoded: key.key), bytes.count == 32, !key.id.isEmpty,
                let created = try? Date(key.created, strategy: .iso8601)
            else { return nil }
            read.append(MasterKey(id: key.id, createdAt: Instant(created), key: SymmetricKey(data: bytes)))
        }
        return Keyring(keys: read, currentID: current)
    }

    static func encode(_ keyring: Keyring) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(KeyringDocument(keyring)) + Data("\n".utf8)
    }
}
