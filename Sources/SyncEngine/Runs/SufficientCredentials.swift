package import SyncCore

/// Whether the stored secrets suffice to sync a tenant: what its generation of Lucca needs, the AppKey, and a PlanningPME user with
/// password or token.
package struct SufficientCredentials: Sendable, Hashable {
    package enum Login: Sendable, Hashable {
        case password
        case token
    }

    package let missing: [MissingCredential]
    /// By token or by password; if both are complete, the one stored last. An incomplete user and password only count without a
    /// token. nil: there is nothing to sign in with.
    package let login: Login?

    package init(_ stored: [StoredCredential], for generation: LuccaGeneration) {
        let stored = stored.filter(\.isOpenable)
        let setAt = Dictionary(stored.map { ($0.kind, $0.setAt) }) { first, _ in first }
        let token = setAt[.planningPMEAuthToken]
        let name = setAt[.planningPMEUsername]
        let password = setAt[.planningPMEPassword]
        var missing = (generation.credentials + [.planningPMEAppKey]).filter { setAt[$0] == nil }
            .map { MissingCredential(kinds: [$0], alternative: nil) }
        let absent = [CredentialKind.planningPMEUsername, .planningPMEPassword].filter { setAt[$0] == nil }
        if token == nil, !absent.isEmpty {
            missing.append(MissingCredential(kinds: absent, alternative: absent.count == 2 ? .planningPMEAuthToken : nil))
        }
        self.missing = missing
        if let token {
            let whole = name.flatMap { name in password.map { max(name, $0) } }
            login = whole.map { token >= $0 } ?? true ? .token : .password
        } else {
            login = name == nil && password == nil ? nil : .password
        }
    }

    /// Checks, without a keyring, what would make every worker fail.
    /// - Throws: `credential_missing`, `credential_for_other_host`, `credential_unbound`.
    package static func require(of tenant: Tenant, in vault: any CredentialVault) async throws {
        let stored = try await vault.list(of: tenant.id)
        let generation = tenant.settings.luccaAPI
        let missing = SufficientCredentials(stored, for: generation).missing
        guard missing.isEmpty else { throw SyncError(.credential(.missing(tenant: tenant.slug, credentials: missing))) }
        for credential in stored.filter(\.isOpenable)
        where (generation.credentials + [.planningPMEAppKey]).contains(credential.kind) {
            let host = vault.host(of: credential.kind, tenant)
            guard let own = credential.host else {
                throw SyncError.credentialUnbound(credential.kind, for: host, of: tenant.slug)
            }
            guard own == host else {
                throw SyncError.credentialForOtherHost(credential.kind, givenFor: own, not: host, of: tenant.slug)
            }
        }
    }
}

extension StoredCredential {
    /// It serves, or will once a worker needs it.
    fileprivate var isOpenable: Bool {
        switch state {
        case .usable, .sealed: true
        case .unopened: false
        }
    }
}
