import PostgresClient
import PostgresStore
import SyncCore
import SyncEngine

/// The vault, which tells a fault of this machine's keyring from one of the tenant's secrets. Listing needs no keyring.
struct KeyringVault: CredentialVault {
    private let file: KeyringFile
    private let check: KeyringCheck
    private let vault: PostgresCredentialVault

    /// - Parameters:
    ///   - tokenURL: where Lucca gives tokens.
    ///   - audit: what the audit log records of changes.
    init(pool: PostgresPool, keyringPath: String?, tokenURL: String, audit: AuditContext?) {
        file = KeyringFile(path: keyringPath ?? "")
        check = KeyringCheck(pool: pool, file: file)
        vault = PostgresCredentialVault(pool: pool, masterKeys: MasterKeys(file: file), tokenURL: tokenURL, audit: audit)
    }

    func host(of kind: CredentialKind, _ tenant: Tenant) -> CredentialHost { vault.host(of: kind, tenant) }

    /// A secret that does not open may be the fault of this machine's keyring rather than the tenant's: then the error is
    /// `keyring_unusable`. If the keyring fits all other tenants, the error is `credential_unreadable`, and the other tenants are
    /// not affected.
    private func findingFault<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as SyncError where error.code == .credentialUnreadable {
            try await check.requireUsable()
            throw error
        } catch let error as SyncError where error.code == .keyringUnusable {
            do {
                try await check.requireUsable()
            } catch let check as SyncError where check.code == .keyringUnusable {
                throw error
            }
            throw SyncError(.credential(.dataKeyOfOtherKeyring))
        }
    }

    /// What only the keyring can do is refused at once where none is set, even if there is nothing to open.
    private func usingKeyring<Result>(_ body: () async throws -> Result) async throws -> Result {
        try file.requireSet()
        return try await findingFault(body)
    }

    @discardableResult
    func requireUsable() async throws -> Bool { try await vault.requireUsable() }

    @discardableResult
    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws -> StoredCredential.State {
        try await findingFault { try await vault.set(secret, kind, of: tenant) }
    }

    /// Both slots are sealed: no key is needed.
    func restore(_ kind: CredentialKind, of tenant: Tenant) async throws -> RestoredCredential? {
        try await vault.restore(kind, of: tenant)
    }

    func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret? {
        try await usingKeyring { try await vault.open(kind, of: tenant, for: host) }
    }

    func secrets(
        of tenant: Tenant, _ choose: @escaping @Sendable ([StoredCredential]) -> [NeededSecret]
    ) async throws -> TenantSecrets {
        try await usingKeyring { try await vault.secrets(of: tenant, choose) }
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
