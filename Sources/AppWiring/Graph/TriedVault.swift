import SyncCore
import SyncEngine

/// A vault with some secrets in place of the stored ones: to try them before they are stored. It stores nothing.
struct TriedVault: CredentialVault {
    let base: any CredentialVault
    let tried: [CredentialKind: Secret]

    func requireUsable() async throws -> Bool { try await base.requireUsable() }
    func host(of kind: CredentialKind, _ tenant: Tenant) -> CredentialHost { base.host(of: kind, tenant) }
    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws -> StoredCredential.State {
        throw SyncError(.defect(.secretNotSealed), .defect)
    }
    func restore(_ kind: CredentialKind, of tenant: Tenant) async throws -> RestoredCredential? { nil }
    func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool { false }

    /// A tried secret goes to the host of the tenant's address, like one that is set.
    func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret? {
        guard let secret = tried[kind], host == base.host(of: kind, tenant) else {
            return try await base.open(kind, of: tenant, for: host)
        }
        return secret
    }

    /// Tried ones count as stored last: that chooses between password and token.
    func list(of tenant: TenantID) async throws -> [StoredCredential] {
        let last = Instant(secondsSince1970: 4_000_000_000)
        let stored = try await base.list(of: tenant)
        let replaced = tried.keys.compactMap { kind in stored.first { $0.kind == kind } }
        return stored.filter { tried[$0.kind] == nil }
            + replaced.map { StoredCredential(kind: $0.kind, setAt: last, host: $0.host) }
    }

    func digester(of tenant: TenantID) async throws -> any TextDigester { try await base.digester(of: tenant) }
}
