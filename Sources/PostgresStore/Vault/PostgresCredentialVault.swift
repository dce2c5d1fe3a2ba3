internal import Crypto
internal import Foundation
package import PostgresClient
package import SyncCore
package import SyncEngine

/// The tenants' secrets in PostgreSQL, each sealed with its tenant's data key, which is wrapped by a master key of the keyring.
package struct PostgresCredentialVault: CredentialVault {
    private let database: StoreDatabase
    private let dataKeys: DataKeyVault

    /// - Parameter pool: its connections use the role `passerelle_worker`.
    package init(pool: PostgresPool, masterKeys: MasterKeys) {
        database = StoreDatabase(pool: pool)
        dataKeys = DataKeyVault(masterKeys: masterKeys)
    }

    package func requireUsable() async throws {
        _ = try await dataKeys.masterKeys.current()
    }

    package func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws {
        let key = try await dataKey(of: tenant.id)
        let context = Self.context(kind, key, tenant.id, tenant.credentialHost(of: kind))
        let sealed = try secret.revealBytes { try Envelope.seal($0, with: key.key, context) }
        try await database.transaction(of: tenant.id) { _ = try await $0.execute(UpsertCredential(kind: kind, sealed: sealed)) }
    }

    package func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret? {
        guard host.system == kind.system else { throw SyncError.otherSystem(kind) }
        guard let (sealed, key) = try await stored(kind, of: tenant.id) else { return nil }
        if let clear = Envelope.open(sealed, with: key.key, Self.context(kind, key, tenant.id, host)) {
            return Secret(bytes: clear)
        }
        // Find the reason: opening it with another context only confirms that.
        if let origin = Envelope.origin(of: sealed) {
            let own = CredentialHost(kind.system, url: origin)
            if own != host, Envelope.open(sealed, with: key.key, Self.context(kind, key, tenant.id, own)) != nil {
                throw SyncError.credentialForOtherHost(kind, givenFor: own, not: host, of: tenant.slug)
            }
        } else if Envelope.open(sealed, with: key.key, Self.context(kind, key, tenant.id, nil)) != nil {
            throw SyncError.credentialUnbound(kind, for: host, of: tenant.slug)
        }
        throw Self.unreadable(kind, of: tenant)
    }

    package func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool {
        guard let (sealed, key) = try await stored(kind, of: tenant.id), Envelope.origin(of: sealed) == nil else { return false }
        guard let clear = Envelope.open(sealed, with: key.key, Self.context(kind, key, tenant.id, nil)) else {
            throw Self.unreadable(kind, of: tenant)
        }
        let bound = try Envelope.seal(clear, with: key.key, Self.context(kind, key, tenant.id, tenant.credentialHost(of: kind)))
        // A secret that was replaced in the meantime stays.
        return try await database.transaction(of: tenant.id) {
            try await $0.execute(ResealCredential(kind: kind, sealed: bound, replacing: sealed)) > 0
        }
    }

    private func stored(_ kind: CredentialKind, of tenant: TenantID) async throws -> (sealed: [UInt8], key: DataKey)? {
        let stored = try await database.transaction(of: tenant, .readOneMoment) { connection in
            (try await connection.query(SelectDataKey()).first, try await connection.query(SelectCredential(kind: kind)).first)
        }
        guard let wrapped = stored.0, let sealed = stored.1 else { return nil }
        return (sealed, try await dataKeys.unwrap(wrapped, of: tenant))
    }

    private static func unreadable(_ kind: CredentialKind, of tenant: Tenant) -> SyncError {
        SyncError(.credential(.unreadable(tenant: tenant.slug, kind: kind)))
    }

    package func list(of tenant: TenantID) async throws -> [StoredCredential] {
        try await database.transaction(of: tenant, .read) { try await $0.query(ListCredentials()).compactMap(\.self) }
    }

    package func digester(of tenant: TenantID) async throws -> any TextDigester {
        TenantDigester(dataKey: try await dataKey(of: tenant).key, tenant: tenant.value)
    }

    /// The tenant's data key, created if it has none.
    private func dataKey(of tenant: TenantID) async throws -> DataKey {
        if let stored = try await database.transaction(of: tenant, .read, { try await $0.query(SelectDataKey()).first }) {
            return try await dataKeys.unwrap(stored, of: tenant)
        }
        let register = try await MasterKeyRegister.read(database)
        try await requireOwnKeyring(register)
        let fresh = try await dataKeys.makeDataKey(of: tenant)
        let stored = try await database.transaction(of: tenant) { connection in
            do {
                try await connection.execute(InsertDataKey(key: fresh))
            } catch let error as PostgresError where error.sqlstate == SQLState.foreignKeyViolation {
                throw SyncError.tenantUnknown(tenant.description)
            }
            if !register.isKnown(fresh.masterKeyID) {
                _ = try await connection.query(InsertMasterKey(key: register.next(fresh.masterKeyID)))
            }
            // Another process may have been faster: its key counts.
            return try await connection.query(SelectDataKey()).first
        }
        guard let stored else { throw SyncError.defect(.notReturned(.dataKey)) }
        return try await dataKeys.unwrap(stored, of: tenant)
    }

    /// No other server could open what another installation's keyring seals.
    private func requireOwnKeyring(_ register: MasterKeyRegister) async throws {
        let file = dataKeys.masterKeys.file
        let keyring = try file.load()
        let own = register.own
        guard !own.isEmpty, !own.contains(where: { keyring[$0] != nil }) else { return }
        throw SyncError(.keyring(.otherInstallation, path: ShownText(file.path)))
    }

    private static func context(
        _ kind: CredentialKind, _ key: DataKey, _ tenant: TenantID, _ host: CredentialHost?
    ) -> SealContext {
        SealContext(tenant: tenant.value, kind: kind.rawValue, keyID: key.id.uuidString, host: host)
    }
}

/// HMAC-SHA256, truncated to 128 bits, under a key derived from the tenant's data key.
struct TenantDigester: TextDigester {
    /// Initialized with the key only.
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
