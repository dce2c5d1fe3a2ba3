internal import Crypto
internal import Foundation
internal import SyncEngine

/// HMAC-SHA256, cut to 128 bits, under a key derived from the tenant's data key.
struct TenantDigester: TextDigester {
    private let key: SymmetricKey

    init(dataKey: SymmetricKey, tenant: UUID) {
        let salt = withUnsafeBytes(of: tenant.uuid) { Array($0) }
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: dataKey, salt: salt, info: Array("passerelle text digest v1".utf8), outputByteCount: 32)
    }

    func digest(_ text: String) -> String {
        Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).prefix(16))
    }
}
