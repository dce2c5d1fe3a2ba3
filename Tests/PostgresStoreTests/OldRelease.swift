import Foundation
import PostgresClient
import SyncCore

@testable import PostgresStore

/// Seals like the releases that did not bind secrets to a host.
enum OldRelease {
    static func sealed(
        _ secret: Secret, _ kind: CredentialKind, of tenant: TenantID, _ keys: MasterKeys, _ superuser: PostgresPool
    ) async throws -> [UInt8] {
        let stored = try await superuser.query(AnyDataKey(tenant: tenant)).first
        guard let stored else { throw CocoaError(.fileNoSuchFile) }
        let key = try await DataKeyVault(masterKeys: keys).unwrap(stored, of: tenant)
        let context = SealContext(tenant: tenant.value, kind: kind.rawValue, keyID: key.id.uuidString)
        return try secret.revealBytes { try Envelope.seal($0, with: key.key, context) }
    }

    private struct AnyDataKey: PostgresStatement {
        typealias Row = WrappedDataKey
        static let sql = "select id, master_key_id, wrapped from tenant_data_key where tenant_id = $1"
        let tenant: TenantID

        var bindings: [PostgresValue] { [.uuid(tenant.value)] }
        static func decode(_ row: PostgresRow) throws -> WrappedDataKey { try SelectDataKey.decode(row) }
    }
}
