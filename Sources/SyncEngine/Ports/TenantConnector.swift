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
    /// What both systems' answers say about their interfaces, so far.
    package let notices: APINotices
    /// The tenant's, if it was read with the secrets.
    package let digester: (any TextDigester)?

    package init(
        source: any HRSource, target: any PlanningTarget, prober: (any DialectProber)? = nil, notices: APINotices = APINotices(),
        digester: (any TextDigester)? = nil
    ) {
        self.digester = digester
        self.source = source
        self.target = target
        self.prober = prober
        self.notices = notices
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
    /// Checks that secrets can be stored here, before the operator enters one: with the keyring, or sealed to its published half.
    /// - Returns: whether secrets can be opened here too: there is a keyring.
    /// - Throws: `keyring_unusable`.
    @discardableResult
    func requireUsable() async throws -> Bool
    /// Where a secret of that kind is sent: what it is sealed for.
    func host(of kind: CredentialKind, _ tenant: Tenant) -> CredentialHost
    /// Seals it for its host. The secret that it replaces becomes the former one, unless it is the same. Without a usable keyring it
    /// waits, sealed to the keyring's published half, and the one in use stays in use until a process with the keyring opened it.
    /// - Returns: `usable` or `sealed`.
    @discardableResult
    func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws -> StoredCredential.State
    /// Puts the former secret of that kind back into use; the one in use becomes the former one. While one waits, sealed, the one in
    /// use is the former one: that stays, and the one that waits is gone.
    /// - Returns: nil if there is no former one.
    func restore(_ kind: CredentialKind, of tenant: Tenant) async throws -> RestoredCredential?
    /// nil if none is stored.
    /// - Parameter host: where it will be sent.
    /// - Throws: `credential_for_other_host` if it was entered for another one, whatever the tenant's current address;
    ///   `credential_unbound` if an older release stored it without binding it to a host.
    func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret?
    /// Opens what a connection needs, at one moment.
    /// - Parameter choose: gets what is stored, and says which secrets are needed and where each will be sent.
    /// - Throws: as `open`, for the first that does not open. One that is not stored is not in the answer.
    func secrets(
        of tenant: Tenant, _ choose: @escaping @Sendable ([StoredCredential]) -> [NeededSecret]
    ) async throws -> TenantSecrets
    /// Binds a secret of an older release to the host of the tenant's address. An operator must have checked that address: an
    /// attacker who can write the tenant's row would change it to receive the secret.
    /// - Returns: false if there is none, or it is already bound.
    func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool
    /// By kind; one that waits sealed stands for the kind, one that did not open comes after the former one.
    func list(of tenant: TenantID) async throws -> [StoredCredential]
    /// A digest keyed with the tenant's own data key: shows whether a text changed without storing it. Two tenants' digests of
    /// one text differ.
    func digester(of tenant: TenantID) async throws -> any TextDigester
}

extension CredentialVault {
    /// According to the tenant's stored address.
    package func host(of kind: CredentialKind, _ tenant: Tenant) -> CredentialHost { tenant.credentialHost(of: kind) }

    package func secrets(
        of tenant: Tenant, _ choose: @escaping @Sendable ([StoredCredential]) -> [NeededSecret]
    ) async throws -> TenantSecrets {
        try await secretsOneByOne(of: tenant, choose)
    }

    package func secretsOneByOne(
        of tenant: Tenant, _ choose: @Sendable ([StoredCredential]) -> [NeededSecret]
    ) async throws -> TenantSecrets {
        let stored = try await list(of: tenant.id)
        var opened: [CredentialKind: Secret] = [:]
        for needed in choose(stored) {
            guard let secret = try await open(needed.kind, of: tenant, for: needed.host) else { break }
            opened[needed.kind] = secret
        }
        return TenantSecrets(stored: stored, opened: opened, digester: opened.isEmpty ? nil : try await digester(of: tenant.id))
    }

    /// For the host of the tenant's stored address.
    package func open(_ kind: CredentialKind, of tenant: Tenant) async throws -> Secret? {
        try await open(kind, of: tenant, for: host(of: kind, tenant))
    }
}

package struct NeededSecret: Sendable, Hashable {
    package let kind: CredentialKind
    /// Where it will be sent.
    package let host: CredentialHost

    package init(_ kind: CredentialKind, for host: CredentialHost) {
        self.kind = kind
        self.host = host
    }
}

/// Secrets of one tenant, in clear.
package struct TenantSecrets: Sendable {
    package let stored: [StoredCredential]
    /// Those asked for before the first that is missing: without that one, the others are of no use.
    package let opened: [CredentialKind: Secret]
    /// As `CredentialVault.digester(of:)`; nil if nothing was opened.
    package let digester: (any TextDigester)?

    package init(stored: [StoredCredential], opened: [CredentialKind: Secret], digester: (any TextDigester)?) {
        self.stored = stored
        self.opened = opened
        self.digester = digester
    }
}

package protocol TextDigester: Sendable {
    /// 32 lower-case hexadecimal digits.
    func digest(_ text: String) -> String
}

/// What put a former secret back into use.
package enum RestoredCredential: Sendable, Hashable {
    /// The one that was in use is the former one now.
    case exchanged
    /// One that waited, sealed, is gone: the one in use stays.
    case withdrawn
}

package struct StoredCredential: Sendable, Hashable {
    package let kind: CredentialKind
    package let setAt: Instant
    /// The host it opens for; nil if an older release stored it.
    package let host: CredentialHost?
    package let state: State
    /// When the former one was set, which can be restored; nil if there is none. Of one that waits, the one in use.
    package var formerSetAt: Instant?

    package enum State: Sendable, Hashable {
        case usable
        /// Stored without the keyring: the next process with one opens it before the tenant's next use.
        case sealed
        /// A process with a keyring could not open it: the former secret stays in use.
        case unopened(SealFault)
    }

    /// The raw values are what the store holds.
    package enum SealFault: String, Sendable, Hashable, CaseIterable {
        /// The keyring lacks the sealing key.
        case keyUnknown = "key_unknown"
        /// It was changed, or belongs to another tenant, kind or host.
        case unreadable
    }

    package init(
        kind: CredentialKind, setAt: Instant, host: CredentialHost?, state: State = .usable, formerSetAt: Instant? = nil
    ) {
        self.formerSetAt = formerSetAt
        self.kind = kind
        self.setAt = setAt
        self.host = host
        self.state = state
    }
}
