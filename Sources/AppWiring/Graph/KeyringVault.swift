import PostgresClient
import PostgresStore
import SyncCore
import SyncEngine

/// The vault, without asking for a keyring until a secret is put in or taken out: listing what is stored needs none.
struct KeyringVault: CredentialVault {
    private let pool: PostgresPool
    private let keyringPath: String?
    private let vault: PostgresCredentialVault

    init(pool: PostgresPool, keyringPath: String?) {
        self.pool = pool
        self.keyringPath = keyringPath
        // Without a path every use of a key is refused below, before the file is looked for.
        vault = PostgresCredentialVault(pool: pool, masterKeys: MasterKeys(file: KeyringFile(path: keyringPath ?? "")))
    }

    private func requireKeyring() throws(SyncError) {
        _ = try AppConfiguration(keyringPath: keyringPath).requireKeyringPath()
    }

    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: TenantID) async throws {
        try requireKeyring()
        try await vault.set(secret, kind, of: tenant)
    }

    func open(_ kind: CredentialKind, of tenant: TenantID) async throws -> Secret? {
        try requireKeyring()
        return try await vault.open(kind, of: tenant)
    }

    func list(of tenant: TenantID) async throws -> [StoredCredential] {
        try await vault.list(of: tenant)
    }

    func digester(of tenant: TenantID) async throws -> any TextDigester {
        try requireKeyring()
        return try await vault.digester(of: tenant)
    }
}
