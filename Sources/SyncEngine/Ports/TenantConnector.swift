package import SyncCore

/// Opens a tenant's two remote systems with its credentials. It sends nothing.
package protocol TenantConnector: Sendable {
    /// - Parameters:
    ///   - claimed: the run behind the requests: log lines name it, and a run that workers died of reads less.
    ///   - permit: called right before each request is sent; its error ends the call, and nothing is sent.
    /// - Throws: `SyncError` with `credential_missing`, `credential_unreadable`, `credential_for_other_host`,
    ///   `credential_unbound` or `address_refused`.
    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant
}

/// Throws once the run is another worker's (`lease_lost`), so that no more requests are sent.
package typealias SendPermit = @Sendable () throws(SyncError) -> Void

extension TenantConnector {
    /// For work without a lease.
    package func connect(_ tenant: Tenant) async throws -> ConnectedTenant {
        try await connect(tenant, for: nil, permit: {})
    }
}

package struct ConnectedTenant: Sendable {
    package let source: any HRSource
    package let target: any PlanningTarget
    /// Cleans up after a probe; nil where there is nothing to clean up.
    package let prober: (any DialectProber)?

    package init(source: any HRSource, target: any PlanningTarget, prober: (any DialectProber)? = nil) {
        self.source = source
        self.target = target
        self.prober = prober
    }
}

/// Checks a connection and each permission that a sync needs, separately. It changes nothing remotely.
package protocol ConnectionChecking: Sendable {
    /// One result per permission, in the order in which a person would set them up. It never throws: a check that could not be
    /// made is `unknown`, with the reason.
    func check() async -> [CheckResult]
}

/// The tenants' secrets, sealed at rest, each for the one host it was entered for. Every method throws `SyncError`.
package protocol CredentialVault: Sendable {
    /// Checks that secrets can be sealed here, before the operator enters one.
    /// - Throws: `keyring_unusable`.
    func requireUsable() async throws
    /// Seals it for the host of the tenant's address (`Tenant.credentialHost`).
    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws
    /// nil if none is stored.
    /// - Parameter host: where it will be sent.
    /// - Throws: `credential_for_other_host` if it was entered for another one, whatever the tenant's current address;
    ///   `credential_unbound` if an older release stored it without binding it to a host.
    func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret?
    /// Binds a secret of an older release to the host of the tenant's address. An operator must have checked that address: an
    /// attacker who can write the tenant's row would change it to receive the secret.
    /// - Returns: false if there is none, or it is already bound.
    func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool
    func list(of tenant: TenantID) async throws -> [StoredCredential]
    /// A digest keyed with the tenant's own data key: shows whether a text changed without storing it. Two tenants' digests of
    /// one text differ.
    func digester(of tenant: TenantID) async throws -> any TextDigester
}

extension CredentialVault {
    /// For the host of the tenant's stored address.
    package func open(_ kind: CredentialKind, of tenant: Tenant) async throws -> Secret? {
        try await open(kind, of: tenant, for: tenant.credentialHost(of: kind))
    }
}

package protocol TextDigester: Sendable {
    /// 32 lower-case hexadecimal digits.
    func digest(_ text: String) -> String
}

package struct StoredCredential: Sendable, Hashable {
    package let kind: CredentialKind
    package let setAt: Instant
    /// The host it opens for; nil if an older release stored it.
    package let host: CredentialHost?

    package init(kind: CredentialKind, setAt: Instant, host: CredentialHost?) {
        self.kind = kind
        self.setAt = setAt
        self.host = host
    }
}
