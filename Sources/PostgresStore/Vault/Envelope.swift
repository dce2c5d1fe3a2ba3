internal import Crypto
internal import Foundation
internal import SyncCore

/// AES-256-GCM: a format byte, the host if it is for one, a random nonce, the ciphertext, the tag.
enum Envelope {
    /// The first byte.
    enum Format: UInt8 {
        case plain = 1
        /// The host's origin comes next, after its length in two bytes. It only tells where a secret belongs: what opens it is the
        /// authenticated context.
        case forHost = 2
    }

    /// Longer than a scheme, the longest host name and a port.
    static let longestHead = 320

    static func seal(_ clear: [UInt8], with key: SymmetricKey, _ context: SealContext) throws(SyncError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(clear, using: key, authenticating: context.authenticatedBytes)
            guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
            return try head(of: context) + combined
        } catch {
            throw SyncError(.defect(.secretNotSealed), .defect)
        }
    }

    /// nil when the key or the context is another one, or the bytes were changed.
    static func open(_ sealed: [UInt8], with key: SymmetricKey, _ context: SealContext) -> [UInt8]? {
        guard let head = try? head(of: context), sealed.starts(with: head),
            let box = try? AES.GCM.SealedBox(combined: Data(sealed.dropFirst(head.count))),
            let clear = try? AES.GCM.open(box, using: key, authenticating: context.authenticatedBytes)
        else { return nil }
        return Array(clear)
    }

    /// The origin that a sealed secret says it is for; nil when it says none. Nothing vouches for it.
    /// - Parameter sealed: at least its first `longestHead` bytes.
    static func origin(of sealed: [UInt8]) -> String? {
        guard sealed.count > 3, sealed[0] == Format.forHost.rawValue else { return nil }
        let length = Int(sealed[1]) << 8 | Int(sealed[2])
        guard length <= sealed.count - 3 else { return nil }
        return String(validating: sealed[3..<(3 + length)], as: UTF8.self)
    }

    private static func head(of context: SealContext) throws -> [UInt8] {
        guard let host = context.host else { return [Format.plain.rawValue] }
        let origin = Array(host.origin.utf8)
        guard origin.count + 3 <= longestHead else { throw CryptoKitError.incorrectParameterSize }
        return [Format.forHost.rawValue, UInt8(origin.count >> 8), UInt8(origin.count & 0xff)] + origin
    }
}
