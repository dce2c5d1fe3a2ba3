import PostgresClient
import PostgresStore
import SyncCore
import SyncEngine

/// The vault, which opens the keyring only to seal or open a secret: listing needs none.
struct KeyringVault: CredentialVault {
    private let pool: PostgresPool
    private let keyringPath: String?
    private let vault: PostgresCredentialVault

    init(pool: PostgresPool, keyringPath: String?) {
        self.pool = pool
        self.keyringPath = keyringPath
        // Without a path every use of a key is rejected below, before the file is opened.
        vault = PostgresCredentialVault(pool: pool, masterKeys: MasterKeys(file: KeyringFile(path: keyringPath ?? "")))
    }

    /// A secret that does not open may be the fault of this machine's keyring rather than the tenant's: then the error is
    /// `keyring_unusable`. If the keyring fits all other tenants, the error is `credential_unreadable`, and the other tenants are
    /// not affected.
    private func usingKeyring<Result>(_ body: () async throws -> Result) async throws -> Result {
        let path = try AppConfiguration(keyringPath: keyringPath).requireKeyringPath()
        do {
            return try await body()
        } catch let error as SyncError where error.code == .credentialUnreadable {
            try await KeyringCheck(pool: pool, file: KeyringFile(path: path)).requireUsable()
            throw error
        } catch let error as SyncError where error.code == .keyringUnusable {
            do {
                try await KeyringCheck(pool: pool, file: KeyringFile(path: path)).requireUsable()
            } catch let check as SyncError where check.code == .keyringUnusable {
                throw error
            }
            throw SyncError(.credential(.dataKeyOfOtherKeyring))
        }
    }

    func requireUsable() async throws {
        let path = try AppConfiguration(keyringPath: keyringPath).requireKeyringPath()
        try await KeyringCheck(pool: pool, file: KeyringFile(path: path)).requireUsable()
    }

    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws {
        try await usingKeyring { try await vault.set(secret, kind, of: tenant) }
    }

    func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret? {
        try await usingKeyring { try await vault.open(kind, of: tenant, for: host) }
    }

    func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool {
        try await usingKeyring { try await vault.bind(kind, of: tenant) }
    }

    func list(of tenant: TenantID) async throws -> [StoredCredential] {
        try await vault.list(of: tenant)
    }

    func digester(of tenant: TenantID) async throws -> any TextDigester {
        try await usingKeyring { try await vault.digester(of: tenant) }
    }
}
