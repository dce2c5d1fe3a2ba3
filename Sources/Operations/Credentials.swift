import Foundation
package import SyncCore
package import SyncEngine

/// Lists kinds, ages and hosts of a tenant's secrets, never their values.
package struct ListCredentials: ServiceOperation {
    package struct Row: Sendable, Hashable, Encodable {
        package let kind: CredentialKind
        package let setAt: Instant
        /// nil if an older release stored it: it is not used.
        package let host: String?
        /// When the former one was set, which can be restored.
        package let formerSetAt: Instant?
        package let state: StoredCredential.State

        init(_ stored: StoredCredential) {
            kind = stored.kind
            setAt = stored.setAt
            host = stored.host?.description
            formerSetAt = stored.formerSetAt
            state = stored.state
        }

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "kind": kind, "setAt": setAt, "host": host, "state": state.code, "fault": state.fault?.rawValue,
                "formerSetAt": formerSetAt,
            ]
            try facts.encode(to: encoder)
        }
    }

    package struct Report: Sendable {
        package let tenant: Tenant
        package let rows: [Row]
        package let missing: [MissingCredential]
        /// By the store's clock.
        package let readAt: Instant
    }

    package static let right = Right.viewer
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let stored = try await services.vault.list(of: tenant.id)
        return Report(
            tenant: tenant, rows: stored.map(Row.init),
            missing: SufficientCredentials(stored, for: tenant.settings.luccaAPI).missing,
            readAt: try await services.schedules.now())
    }
}

/// Checks whether a tenant's secret can be stored, before the operator types it.
package struct PrepareCredential: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        /// Where the secret will be sent.
        package let host: CredentialHost
    }

    package static let right = Right.operator
    // The secret follows; what is refused here is the secret.
    package var audit: Audit { .change("credential.set", .credential(kind, of: tenant)) }
    private let kind: CredentialKind
    private let tenant: TenantSlug

    package init(_ kind: CredentialKind, of tenant: TenantSlug) {
        self.kind = kind
        self.tenant = tenant
    }

    /// - Throws: `keyring_unusable`.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        try await services.vault.requireUsable()
        return Report(tenant: tenant, host: services.vault.host(of: kind, tenant))
    }
}

/// Stores a secret, bound to the host that it is sent to. One that replaces another is tested first; the other is kept.
package struct SetCredential: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let host: CredentialHost
        /// Secrets that the tenant still lacks.
        package let missing: [MissingCredential]
        /// It does not look like a secret of its kind.
        package let looksWrong: Bool
        /// The one in use before can be restored.
        package let keptFormer: Bool
        /// It passed the checks of its system, in place of the one in use.
        package let wasTested: Bool
        /// `usable`, or `sealed`: stored without the keyring, so that a worker opens it.
        package let state: StoredCredential.State
    }

    package static let right = Right.operator
    package var audit: Audit { .change("credential.set", .credential(kind, of: tenant)) }
    private let secret: Secret
    private let kind: CredentialKind
    private let tenant: TenantSlug
    private let isUntested: Bool

    /// - Parameter isUntested: it is stored without a test.
    package init(_ secret: Secret, _ kind: CredentialKind, of tenant: TenantSlug, isUntested: Bool = false) {
        self.secret = secret
        self.kind = kind
        self.tenant = tenant
        self.isUntested = isUntested
    }

    /// - Throws: `credential_refused` if it would replace one in use, and fails a check or cannot be tried.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let wasTested = try await test(tenant, services)
        let state = try await services.vault.set(secret, kind, of: tenant)
        let stored = try await services.vault.list(of: tenant.id)
        return Report(
            tenant: tenant, host: services.vault.host(of: kind, tenant),
            missing: SufficientCredentials(stored, for: tenant.settings.luccaAPI).missing,
            looksWrong: kind == .luccaAPIKey && secret.reveal { UUID(uuidString: $0) == nil },
            keptFormer: stored.contains { $0.kind == kind && $0.formerSetAt != nil }, wasTested: wasTested,
            state: state)
    }

    /// Only in place of one for the same host, in a connection that is complete, where the others can be opened.
    /// - Returns: whether there was something to test.
    private func test(_ tenant: Tenant, _ services: Services) async throws -> Bool {
        guard !isUntested, try await services.vault.requireUsable() else { return false }
        let stored = try await services.vault.list(of: tenant.id)
        let host = services.vault.host(of: kind, tenant)
        guard stored.contains(where: { $0.kind == kind && $0.host == host }) else { return false }
        let isOfPlanning = kind.system == .planningPME
        let missing = SufficientCredentials(stored, for: tenant.settings.luccaAPI).missing
        guard !missing.contains(where: { $0.kinds.contains { ($0.system == .planningPME) == isOfPlanning } }) else {
            return false
        }
        // That of another generation of Lucca is not in use.
        if !isOfPlanning, !tenant.settings.luccaAPI.credentials.contains(kind) { return false }
        var wasTested = false
        for check in await services.trying(tenant, [kind: secret]) {
            let results = await check.check().filter { $0.subject.isOfPlanningPME == isOfPlanning }
            try Task.checkCancellation()
            guard let failed = results.first(where: { $0.state == .failed }) else {
                if results.contains(where: { $0.state == .ok }) { wasTested = true }
                continue
            }
            throw SyncError(
                .credential(
                    .refusedByTest(tenant: tenant.slug, kind: kind, check: failed.subject.rawValue, cause: failed.failure)),
                .rejected)
        }
        return wasTested
    }
}

/// Puts the former secret of a kind back into use; the one in use becomes the former one. One that waits, sealed, is withdrawn.
package struct RestoreCredential: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let host: CredentialHost
        package let restored: RestoredCredential
    }

    package static let right = Right.operator
    package var audit: Audit { .change("credential.restore", .credential(kind, of: tenant)) }
    private let kind: CredentialKind
    private let tenant: TenantSlug

    package init(_ kind: CredentialKind, of tenant: TenantSlug) {
        self.kind = kind
        self.tenant = tenant
    }

    /// - Throws: `Refused` if no former one is kept.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        guard let restored = try await services.vault.restore(kind, of: tenant) else {
            throw Refused(.noFormerSecret(kind, tenant.slug))
        }
        return Report(tenant: tenant, host: services.vault.host(of: kind, tenant), restored: restored)
    }
}

/// Lists secrets without a bound host, and the host each would be bound to.
package struct ListUnboundCredentials: ServiceOperation {
    package struct Row: Sendable, Hashable, Encodable {
        package let tenant: TenantSlug
        package let kind: CredentialKind
        package let host: String
        /// The host's name is one of Lucca's or PlanningPME's own.
        package let wellKnown: Bool
    }

    package typealias Report = [Row]

    package static let right = Right.operator
    package var audit: Audit { .nothing }
    private let tenants: [TenantSlug]?

    /// - Parameter tenants: nil for every tenant.
    package init(of tenants: [TenantSlug]?) { self.tenants = tenants }

    package func perform(_ services: Services) async throws -> [Row] {
        try await Self.unbound(of: tenants, services).map(\.row)
    }

    fileprivate static func unbound(
        of slugs: [TenantSlug]?, _ services: Services
    ) async throws -> [(tenant: Tenant, row: Row)] {
        var tenants: [Tenant] = []
        if let slugs {
            for slug in slugs { tenants.append(try await services.registry.tenant(slug)) }
        } else {
            tenants = try await services.registry.list()
        }
        var found: [(tenant: Tenant, row: Row)] = []
        for tenant in tenants {
            for stored in try await services.vault.list(of: tenant.id) where stored.host == nil && stored.state == .usable {
                let host = services.vault.host(of: stored.kind, tenant)
                found.append(
                    (
                        tenant,
                        Row(
                            tenant: tenant.slug, kind: stored.kind, host: host.description,
                            wellKnown: services.addresses.isVendorsOwn(host))
                    ))
            }
        }
        return found
    }
}

/// Binds secrets of an older release to the hosts of the tenants' addresses. For all tenants, only those for Lucca's and
/// PlanningPME's own hosts are bound; for others, tenants must be named.
package struct BindCredentials: ServiceOperation {
    /// The number of secrets bound.
    package typealias Report = Int

    package static let right = Right.operator
    package var audit: Audit { .change("credential.bind", .credential(nil, of: tenants?.count == 1 ? tenants?.first : nil)) }
    private let tenants: [TenantSlug]?
    private let isConfirmed: Bool

    /// - Parameters:
    ///   - tenants: nil for every tenant.
    ///   - isConfirmed: the operator confirmed that these hosts are the customers'.
    package init(of tenants: [TenantSlug]?, isConfirmed: Bool) {
        self.tenants = tenants
        self.isConfirmed = isConfirmed
    }

    package func perform(_ services: Services) async throws -> Int {
        let found = try await ListUnboundCredentials.unbound(of: tenants, services)
            .filter { tenants != nil || $0.row.wellKnown }
        guard !found.isEmpty else { return 0 }
        guard isConfirmed else { throw Refused(.bindingUnconfirmed(found.count, tenants)) }
        var count = 0
        for item in found where try await services.vault.bind(item.row.kind, of: item.tenant) { count += 1 }
        return count
    }
}

extension StoredCredential.State {
    /// For JSON.
    package var code: String {
        switch self {
        case .usable: "usable"
        case .sealed: "sealed"
        case .unopened: "unopened"
        }
    }

    package var fault: StoredCredential.SealFault? {
        if case .unopened(let fault) = self { fault } else { nil }
    }
}
