package import SyncCore
package import SyncEngine

/// `CredentialVault` in memory, unsealed.
package struct InMemoryVault: CredentialVault {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    /// As with an unusable keyring.
    package func refuse(_ failure: SyncError) throws {
        try database.write { state, _ throws(SyncError) in state.keyringFailure = failure }
    }

    @discardableResult
    package func requireUsable() async throws -> Bool {
        if let failure = try database.read({ state throws(SyncError) in state.keyringFailure }) { throw failure }
        return true
    }

    @discardableResult
    package func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws -> StoredCredential.State {
        try database.write { state, now throws(SyncError) in
            guard state.tenants[tenant.id] != nil else { throw .tenantUnknown(tenant.id.description) }
            let known = state.secrets[tenant.id]?[kind]
            if let known, known.secret != secret { state.formerSecrets[tenant.id, default: [:]][kind] = known }
            state.secrets[tenant.id, default: [:]][kind] = .init(
                secret: secret, setAt: now, host: tenant.credentialHost(of: kind))
            return .usable
        }
    }

    package func restore(_ kind: CredentialKind, of tenant: Tenant) async throws -> RestoredCredential? {
        try database.write { state, now throws(SyncError) in
            guard var former = state.formerSecrets[tenant.id]?[kind], let current = state.secrets[tenant.id]?[kind] else {
                return nil
            }
            former.setAt = now
            state.secrets[tenant.id]?[kind] = former
            state.formerSecrets[tenant.id]?[kind] = current
            return .exchanged
        }
    }

    /// As an older release did.
    package func setUnbound(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) throws {
        try database.write { state, now throws(SyncError) in
            state.secrets[tenant.id, default: [:]][kind] = .init(secret: secret, setAt: now, host: nil)
        }
    }

    package func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret? {
        try database.read { state throws(SyncError) in
            guard host.system == kind.system else { throw .otherSystem(kind) }
            guard let stored = state.secrets[tenant.id]?[kind] else { return nil }
            guard let own = stored.host else { throw .credentialUnbound(kind, for: host, of: tenant.slug) }
            guard own == host else { throw .credentialForOtherHost(kind, givenFor: own, not: host, of: tenant.slug) }
            return stored.secret
        }
    }

    package func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool {
        try database.write { state, _ throws(SyncError) in
            guard let stored = state.secrets[tenant.id]?[kind], stored.host == nil else { return false }
            state.secrets[tenant.id]?[kind]?.host = tenant.credentialHost(of: kind)
            return true
        }
    }

    package func list(of tenant: TenantID) async throws -> [StoredCredential] {
        try database.read { state throws(SyncError) in
            (state.secrets[tenant] ?? [:]).map { kind, stored in
                StoredCredential(
                    kind: kind, setAt: stored.setAt, host: stored.host,
                    formerSetAt: state.formerSecrets[tenant]?[kind]?.setAt)
            }.sorted { $0.kind.rawValue < $1.kind.rawValue }
        }
    }

    package func digester(of tenant: TenantID) async throws -> any TextDigester {
        try database.read { state throws(SyncError) in
            guard state.tenants[tenant] != nil else { throw .tenantUnknown(tenant.description) }
            return InMemoryDigester(key: tenant.description)
        }
    }
}

/// Two mixes of FNV-1a over the tenant's id and the text: distinguishes texts in tests, keeps no secret.
struct InMemoryDigester: TextDigester {
    let key: String

    func digest(_ text: String) -> String {
        [UInt64(0xcbf2_9ce4_8422_2325), 0x8422_2325_cbf2_9ce4].map { seed in
            var hash = seed
            for byte in (key + "\u{0}" + text).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
