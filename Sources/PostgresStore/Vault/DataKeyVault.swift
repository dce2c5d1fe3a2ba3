internal import Crypto
internal import Foundation
internal import PostgresClient
internal import SyncCore

/// A tenant's data key, in clear.
struct DataKey {
    let id: UUID
    let key: SymmetricKey
}

/// Wraps and unwraps tenants' data keys with the keyring's.
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
        // The file may have been put right since it was read.
        await masterKeys.forget()
        if let key = Self.open(stored, with: try await masterKeys.key(stored.masterKeyID), of: tenant) { return key }
        throw SyncError(.credential(.dataKeyUnreadable))
    }

    /// nil when the master key is another one, or the data key was changed.
    static func open(_ stored: WrappedDataKey, with master: MasterKey, of tenant: TenantID) -> DataKey? {
        let context = SealContext(tenant: tenant.value, kind: SealContext.dataKeyKind, keyID: master.id)
        guard let clear = Envelope.open(stored.wrapped, with: master.key, context), clear.count == 32 else { return nil }
        return DataKey(id: stored.id, key: SymmetricKey(data: clear))
    }
}
