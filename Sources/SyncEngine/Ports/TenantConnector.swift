public import SyncCore

/// Opens a tenant's two remote systems with its credentials. It sends nothing yet.
public protocol TenantConnector: Sendable {
    /// - Parameters:
    ///   - claimed: what the requests are for: log lines name it, and a run that workers died of reads less.
    ///   - permit: asked right before each request leaves this machine; its error ends the call, and nothing is sent.
    /// - Throws: `SyncError` with `credential_missing`, `credential_unreadable`, `credential_for_other_host`, `credential_unbound` or
    ///   `address_refused`.
    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant
}

/// Says whether a request may still be sent: throws once the run is another worker's (`lease_lost`).
public typealias SendPermit = @Sendable () throws(SyncError) -> Void

extension TenantConnector {
    /// For what no lease governs.
    public func connect(_ tenant: Tenant) async throws -> ConnectedTenant {
        try await connect(tenant, for: nil, permit: {})
    }
}

public struct ConnectedTenant: Sendable {
    public let source: any HRSource
    public let target: any PlanningTarget
    /// Cleans up what a probe left; nil where there can't be any.
    public let prober: (any DialectProber)?

    public init(source: any HRSource, target: any PlanningTarget, prober: (any DialectProber)? = nil) {
        self.source = source
        self.target = target
        self.prober = prober
    }
}

/// Tests a connection and every permission that a sync needs, each on its own. It changes nothing over there.
public protocol ConnectionChecking: Sendable {
    /// One result per permission, in the order in which a person would set them up. It never throws: what could not be
    /// tested is `unknown`, with the reason.
    func check() async -> [CheckResult]
}

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
