internal import Crypto
internal import Foundation
internal import PostgresClient
internal import SyncCore

/// A tenant's data key, in clear.
struct DataKey {
    let id: UUID
    let key: SymmetricKey
}

/// Wraps and unwraps tenants' data keys with the keyring's master keys.
struct DataKeyVault {
    let masterKeys: MasterKeys

    func makeDataKey(of tenant: TenantID) async throws -> WrappedDataKey {
        let master = try await masterKeys.current()
        return try wrap(DataKey(id: UUID(), key: SymmetricKey(size: .bits256)), with: master, of: tenant)
    }

    func wrap(_ dataKey: DataKey, with master: MasterKey, of tenant: TenantID) throws(SyncError) -> WrappedDataKey {
        let clear = dataKey.key.withUnsafeBytes { Array($0) }
        let context = SealContext(tenant: tenant.value, kind: SealContext.dataKeyKind, keyID: master.id)
        return WrappedDataKey(
            id: dataKey.id, masterKeyID: master.id, wrapped: try Envelope.seal(clear, with: master.key, context))
    }

    func unwrap(_ stored: WrappedDataKey, of tenant: TenantID) async throws -> DataKey {
        if let key = Self.open(stored, with: try await masterKeys.key(stored.masterKeyID), of: tenant) { return key }
        // The file may have been repaired since it was read.
        await masterKeys.forget()
        if let key = Self.open(stored, with: try await masterKeys.key(stored.masterKeyID), of: tenant) { return key }
        throw SyncError(.credential(.dataKeyUnreadable))
    }

    /// nil for another master key, or if the data key was changed.
    static func open(_ stored: WrappedDataKey, with master: MasterKey, of tenant: TenantID) -> DataKey? {
        let context = SealContext(tenant: tenant.value, kind: SealContext.dataKeyKind, keyID: master.id)
        guard let clear = Envelope.open(stored.wrapped, with: master.key, context), clear.count == 32 else { return nil }
        return DataKey(id: stored.id, key: SymmetricKey(data: clear))
    }
}

/// AES-256-GCM: a format byte, the host if bound to one, a random nonce, the ciphertext, the tag.
enum Envelope {
    enum Format: UInt8 {
        case plain = 1
        /// The host's origin follows, after its length in two bytes. It is only a hint: the authenticated context decides.
        case forHost = 2
    }

    /// Longer than Lucca's token host with another scheme, the longest host name and a port.
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

    /// nil for another key or context, or if the bytes were changed.
    static func open(_ sealed: [UInt8], with key: SymmetricKey, _ context: SealContext) -> [UInt8]? {
        guard let head = try? head(of: context), sealed.starts(with: head),
            let box = try? AES.GCM.SealedBox(combined: Data(sealed.dropFirst(head.count))),
            let clear = try? AES.GCM.open(box, using: key, authenticating: context.authenticatedBytes)
        else { return nil }
        return Array(clear)
    }

    /// The origin stated in a sealed secret; nil if it has none. It is not authenticated.
    /// - Parameter sealed: at least its first `longestHead` bytes.
    static func origin(of sealed: [UInt8]) -> String? {
        guard sealed.count > 3, sealed[0] == Format.forHost.rawValue else { return nil }
        let length = Int(sealed[1]) << 8 | Int(sealed[2])
        guard length <= sealed.count - 3 else { return nil }
        return String(validating: sealed[3..<(3 + length)], as: UTF8.self)
    }

    private static func head(of context: SealContext) throws -> [UInt8] {
        guard let host = context.host else { return [Format.plain.rawValue] }
        let origin = Array(host.description.utf8)
        guard origin.count + 3 <= longestHead else { throw CryptoKitError.incorrectParameterSize }
        return [Format.forHost.rawValue, UInt8(origin.count >> 8), UInt8(origin.count & 0xff)] + origin
    }
}

/// What a ciphertext belongs to. It is authenticated with the ciphertext, so that one moved to another tenant, kind, key or host
/// does not open.
struct SealContext: Hashable {
    /// The kind of a wrapped data key; those of secrets are `CredentialKind`'s raw values.
    static let dataKeyKind = "data-key"

    let tenant: UUID
    let kind: String
    /// Of the sealing key.
    let keyID: String
    /// The only host that a secret is for; nil for data keys, and for secrets sealed before format 2.
    let host: CredentialHost?

    init(tenant: UUID, kind: String, keyID: String, host: CredentialHost? = nil) {
        self.tenant = tenant
        self.kind = kind
        self.keyID = keyID
        self.host = host
    }

    var format: Envelope.Format { host == nil ? .plain : .forHost }

    /// Each part is preceded by its length, so that different contexts have different bytes.
    var authenticatedBytes: [UInt8] {
        var parts = [withUnsafeBytes(of: tenant.uuid) { Array($0) }, Array(kind.utf8), Array(keyID.utf8)]
        if let host { parts += [Array(host.system.rawValue.utf8), Array(host.description.utf8)] }
        var bytes: [UInt8] = [format.rawValue]
        for part in parts {
            bytes += withUnsafeBytes(of: UInt32(part.count).bigEndian) { Array($0) }
            bytes += part
        }
        return bytes
    }
}

/// Bytes as lower-case hexadecimal digits.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Empty if it is not hexadecimal.
    static func bytes(_ text: String) -> [UInt8] {
        let values = text.utf8.map { digit in digits.firstIndex(of: digit) }
        guard values.count.isMultiple(of: 2), !values.contains(nil) else { return [] }
        return stride(from: 0, to: values.count, by: 2).map { UInt8((values[$0] ?? 0) << 4 | (values[$0 + 1] ?? 0)) }
    }
}
