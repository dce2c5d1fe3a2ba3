import SyncCore
import SyncEngine

/// The effect of a new address on a tenant's secrets: those of another host are removed, and must be entered again.
///
/// On a developer's machine the simulators start on another port each time: secrets for one address of this machine are sealed
/// again for the other, because the operator who edits the tenant has the keyring.
struct MovedCredentials {
    private let tenant: Tenant
    private let before: [StoredCredential]
    private let kept: [CredentialKind: Secret]

    /// Before the edit, while the secrets open for the old address.
    init(from old: Tenant, to new: Tenant, _ vault: any CredentialVault) async throws {
        tenant = new
        let moved = new.credentialsOfOtherHosts(than: old)
        before = moved.isEmpty ? [] : try await vault.list(of: old.id).filter { moved.contains($0.kind) }
        var kept: [CredentialKind: Secret] = [:]
        for kind in before.map(\.kind)
        where old.credentialHost(of: kind).isThisMachine && new.credentialHost(of: kind).isThisMachine {
            do {
                kept[kind] = try await vault.open(kind, of: old)
            } catch let error as SyncError where Self.isNoHindrance.contains(error.code) {
                // Then it is removed like any other.
            }
        }
        self.kept = kept
    }

    private static let isNoHindrance: Set<SyncError.Code> = [
        .keyringUnusable, .credentialUnreadable, .credentialForOtherHost, .credentialUnbound,
    ]

    /// After the edit. - Returns: the removed kinds, in alphabetical order.
    func settle(_ vault: any CredentialVault) async throws -> [String] {
        guard !before.isEmpty else { return [] }
        for (kind, secret) in kept { try await vault.set(secret, kind, of: tenant) }
        let left = Set(try await vault.list(of: tenant.id).map(\.kind))
        return before.map(\.kind).filter { !left.contains($0) }.map(\.rawValue).sorted()
    }
}
