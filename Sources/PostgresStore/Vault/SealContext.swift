internal import Foundation

/// What a ciphertext belongs to. It is authenticated with the ciphertext, so that one moved to another tenant, kind or key
/// does not open.
struct SealContext: Hashable {
    /// The format of ciphertexts: their first byte.
    static let version: UInt8 = 1
    /// The kind of a wrapped data key; those of secrets are `CredentialKind`'s raw values.
    static let dataKeyKind = "data-key"

    let tenant: UUID
    let kind: String
    /// Of the key that seals.
    let keyID: String

    /// Each part after its length, so that no two contexts have the same bytes.
    var authenticatedBytes: [UInt8] {
        let uuid = withUnsafeBytes(of: tenant.uuid) { Array($0) }
        var bytes: [UInt8] = [Self.version]
        for part in [uuid, Array(kind.utf8), Array(keyID.utf8)] {
            bytes += withUnsafeBytes(of: UInt32(part.count).bigEndian) { Array($0) }
            bytes += part
        }
        return bytes
    }
}
