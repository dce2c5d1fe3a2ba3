internal import Crypto
internal import Foundation
internal import SyncCore

/// AES-256-GCM: a format byte, a random nonce, the ciphertext, the tag.
enum Envelope {
    static func seal(_ clear: [UInt8], with key: SymmetricKey, _ context: SealContext) throws(SyncError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(clear, using: key, authenticating: context.authenticatedBytes)
            guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
            return [SealContext.version] + combined
        } catch {
            throw SyncError(
                .defect, "A secret could not be sealed.", remedy: "Report this as a fault of Passerelle.", failureClass: .defect)
        }
    }

    /// nil when the key or the context is another one, or the bytes were changed.
    static func open(_ sealed: [UInt8], with key: SymmetricKey, _ context: SealContext) -> [UInt8]? {
        guard sealed.first == SealContext.version, let box = try? AES.GCM.SealedBox(combined: Data(sealed.dropFirst())),
            let clear = try? AES.GCM.open(box, using: key, authenticating: context.authenticatedBytes)
        else { return nil }
        return Array(clear)
    }
}
