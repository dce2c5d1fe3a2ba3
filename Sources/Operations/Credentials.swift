import Foundation
package import SyncCore
import SyncEngine

/// Lists kinds, ages and hosts of a tenant's secrets, never their values.
package struct ListCredentials: ServiceOperation {
    package struct Row: Sendable, Hashable, Encodable {
        package let kind: CredentialKind
        package let setAt: Instant
        /// nil if an older release stored it: it is not used.
        package let host: String?
    }

    package struct Report: Sendable {
        package let tenant: Tenant
        package let rows: [Row]
        package let missing: [MissingCredential]
        /// By the store's clock.
        package let readAt: Instant
    }

    package static let right = Right.viewer
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let stored = try await services.vault.list(of: tenant.id)
        return Report(
            tenant: tenant, rows: stored.map { Row(kind: $0.kind, setAt: $0.setAt, host: $0.host?.origin) },
            missing: SufficientCredentials(stored).missing, readAt: try await services.schedules.now())
    }
}

/// Checks whether a tenant's secret can be stored, before the operator types it.
package struct PrepareCredential: ServiceOperation {
    package typealias Report = Tenant

    package static let right = Right.operator
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    /// - Throws: `keyring_unusable`.
    package func perform(_ services: Services) async throws -> Tenant {
        let tenant = try await services.registry.tenant(tenant)
        try await services.vault.requireUsable()
        return tenant
    }
}

/// Stores a secret, bound to the host of the tenant's address.
package struct SetCredential: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        /// Secrets that the tenant still lacks.
        package let missing: [MissingCredential]
        /// It does not look like a secret of its kind.
        package let looksWrong: Bool
    }

    package static let right = Right.operator
    private let secret: Secret
    private let kind: CredentialKind
    private let tenant: TenantSlug

    package init(_ secret: Secret, _ kind: CredentialKind, of tenant: TenantSlug) {
        self.secret = secret
        self.kind = kind
        self.tenant = tenant
    }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        try await services.vault.set(secret, kind, of: tenant)
        return Report(
            tenant: tenant, missing: SufficientCredentials(try await services.vault.list(of: tenant.id)).missing,
            looksWrong: kind == .luccaAPIKey && secret.reveal { UUID(uuidString: $0) == nil })
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
            for stored in try await services.vault.list(of: tenant.id) where stored.host == nil {
                let host = tenant.credentialHost(of: stored.kind)
                found.append(
                    (
                        tenant,
                        Row(
                            tenant: tenant.slug, kind: stored.kind, host: host.origin,
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
