internal import Foundation
internal import SyncCore

/// What a ciphertext belongs to. It is authenticated with the ciphertext, so that one moved to another tenant, kind or key
/// does not open, nor one that is to be sent to another host.
struct SealContext: Hashable {
    /// The kind of a wrapped data key; those of secrets are `CredentialKind`'s raw values.
    static let dataKeyKind = "data-key"

    let tenant: UUID
    let kind: String
    /// Of the key that seals.
    let keyID: String
    /// The only host that a secret is for; nil for data keys, and for secrets that a release before the format 2 sealed.
    let host: CredentialHost?

    init(tenant: UUID, kind: String, keyID: String, host: CredentialHost? = nil) {
        self.tenant = tenant
        self.kind = kind
        self.keyID = keyID
        self.host = host
    }

    var format: Envelope.Format { host == nil ? .plain : .forHost }

    /// Each part after its length, so that no two contexts have the same bytes.
    var authenticatedBytes: [UInt8] {
        var parts = [withUnsafeBytes(of: tenant.uuid) { Array($0) }, Array(kind.utf8), Array(keyID.utf8)]
        if let host { parts += [Array(host.system.rawValue.utf8), Array(host.origin.utf8)] }
        var bytes: [UInt8] = [format.rawValue]
        for part in parts {
            bytes += withUnsafeBytes(of: UInt32(part.count).bigEndian) { Array($0) }
            bytes += part
        }
        return bytes
    }
}
