public import SyncCore

/// The tenants' secrets, sealed at rest, each for the one host that it was given for. Every method throws `SyncError`.
public protocol CredentialVault: Sendable {
    /// Whether secrets can be sealed here, before somebody is asked for one.
    /// - Throws: `keyring_unusable`.
    func requireUsable() async throws
    /// Seals it for the host of the tenant's address (`Tenant.credentialHost`).
    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws
    /// nil when none is stored.
    /// - Parameter host: where it is about to be sent.
    /// - Throws: `credential_for_other_host` when it was given for another one, whatever the tenant's address says by now;
    ///   `credential_unbound` when an older release stored it, which bound it to no host.
    func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret?
    /// Binds a secret of an older release to the host of the tenant's address. Somebody has looked at that address before: it is what
    /// whoever writes the tenant's row would change to have the secret sent elsewhere.
    /// - Returns: false when there is none, or it is bound already.
    func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool
    func list(of tenant: TenantID) async throws -> [StoredCredential]
    /// A digest keyed with the tenant's own data key: tells whether a text changed without storing it.
    /// Two tenants' digests of one text differ.
    func digester(of tenant: TenantID) async throws -> any TextDigester
}

extension CredentialVault {
    /// For the host of the tenant's address, as it is stored.
    public func open(_ kind: CredentialKind, of tenant: Tenant) async throws -> Secret? {
        try await open(kind, of: tenant, for: tenant.credentialHost(of: kind))
    }
}

public protocol TextDigester: Sendable {
    /// 32 lower-case hexadecimal digits.
    func digest(_ text: String) -> String
}

public struct StoredCredential: Sendable, Hashable {
    public let kind: CredentialKind
    public let setAt: Instant
    /// The host that it opens for; nil when an older release stored it.
    public let host: CredentialHost?

    public init(kind: CredentialKind, setAt: Instant, host: CredentialHost?) {
        self.kind = kind
        self.setAt = setAt
        self.host = host
    }
}
