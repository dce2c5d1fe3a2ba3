internal import Crypto
internal import Foundation
package import SyncCore

/// A key pair of the keyring: whoever has its public half stores a secret that only the keyring opens (HPKE). It never prints.
package struct SealingKey: Sendable {
    /// `sk-` and the first 12 digits of the SHA-256 of the public half, so that the name stands for the key.
    package let id: String
    package let createdAt: Instant
    let key: Curve25519.KeyAgreement.PrivateKey

    init(key: Curve25519.KeyAgreement.PrivateKey, createdAt: Instant) {
        self.key = key
        self.createdAt = createdAt
        id = Self.id(of: Array(key.publicKey.rawRepresentation))
    }

    /// nil unless it is 32 bytes.
    init?(bytes: [UInt8], createdAt: Instant) {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { return nil }
        self.init(key: key, createdAt: createdAt)
    }

    static func random(createdAt: Instant) -> SealingKey {
        SealingKey(key: Curve25519.KeyAgreement.PrivateKey(), createdAt: createdAt)
    }

    static func id(of publicHalf: [UInt8]) -> String { "sk-" + Hexadecimal.text(SHA256.hash(data: publicHalf).prefix(6)) }

    var publicHalf: PublicSealingKey { PublicSealingKey(id: id, bytes: Array(key.publicKey.rawRepresentation)) }
}

extension SealingKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { id }
    package var debugDescription: String { id }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The public half as the database has it.
struct PublicSealingKey: Sendable, Hashable {
    let id: String
    let bytes: [UInt8]

    /// Its name is that of its bytes.
    var isGenuine: Bool { id == SealingKey.id(of: bytes) }
}

/// HPKE (RFC 9180) in base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305. A format byte, the encapsulated key, the ciphertext. What it
/// belongs to is authenticated, as for `Envelope`: the context's key is the sealing key.
enum SealedSecret {
    private static let format: UInt8 = 1
    private static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    private static let encapsulatedLength = 32
    private static let info = Array("passerelle sealed credential v1".utf8)

    static func seal(_ clear: [UInt8], to key: PublicSealingKey, _ context: SealContext) throws(SyncError) -> [UInt8] {
        do {
            var sender = try HPKE.Sender(
                recipientKey: try Curve25519.KeyAgreement.PublicKey(rawRepresentation: key.bytes), ciphersuite: suite,
                info: Data(info))
            let sealed = try sender.seal(clear, authenticating: context.authenticatedBytes)
            return [format] + sender.encapsulatedKey + sealed
        } catch {
            throw SyncError(.defect(.secretNotSealed), .defect)
        }
    }

    /// nil for another key or context, or if the bytes were changed.
    static func open(_ sealed: [UInt8], with key: SealingKey, _ context: SealContext) -> [UInt8]? {
        open(sealed, with: key, info: info, authenticating: context.authenticatedBytes)
    }

    static func open(
        _ sealed: [UInt8], with key: SealingKey, info: [UInt8], authenticating bytes: [UInt8]
    ) -> [UInt8]? {
        guard sealed.first == format, sealed.count > encapsulatedLength + 1,
            var recipient = try? HPKE.Recipient(
                privateKey: key.key, ciphersuite: suite, info: Data(info),
                encapsulatedKey: Data(sealed[1...encapsulatedLength])),
            let clear = try? recipient.open(Data(sealed.dropFirst(encapsulatedLength + 1)), authenticating: bytes)
        else { return nil }
        return Array(clear)
    }
}
