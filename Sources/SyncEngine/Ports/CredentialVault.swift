public import SyncCore

/// The tenants' secrets, sealed at rest. Every method throws `SyncError`.
public protocol CredentialVault: Sendable {
    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: TenantID) async throws
    /// nil when none is stored.
    func open(_ kind: CredentialKind, of tenant: TenantID) async throws -> Secret?
    func list(of tenant: TenantID) async throws -> [StoredCredential]
    /// A digest keyed with the tenant's own data key: tells whether a text changed without storing it.
    /// Two tenants' digests of one text differ.
    func digester(of tenant: TenantID) async throws -> any TextDigester
}

public protocol TextDigester: Sendable {
    /// 32 lower-case hexadecimal digits.
    func digest(_ text: String) -> String
}

public struct StoredCredential: Sendable, Hashable {
    public let kind: CredentialKind
    public let setAt: Instant

    public init(kind: CredentialKind, setAt: Instant) {
        self.kind = kind
        self.setAt = setAt
    }
}
