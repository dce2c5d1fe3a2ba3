internal import Crypto
internal import Foundation
internal import SyncEngine

/// HMAC-SHA256, cut to 128 bits, under a key derived from the tenant's data key.
struct TenantDigester: TextDigester {
    /// Has taken in the key, and nothing else.
    private let keyed: HMAC<SHA256>

    init(dataKey: SymmetricKey, tenant: UUID) {
        let salt = withUnsafeBytes(of: tenant.uuid) { Array($0) }
        keyed = HMAC(
            key: HKDF<SHA256>.deriveKey(
                inputKeyMaterial: dataKey, salt: salt, info: Array("passerelle text digest v1".utf8), outputByteCount: 32))
    }

    func digest(_ text: String) -> String {
        var code = keyed
        code.update(data: Array(text.utf8))
        return Hexadecimal.text(code.finalize().prefix(16))
    }
}
