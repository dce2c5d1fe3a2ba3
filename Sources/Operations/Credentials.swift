import Foundation
public import SyncCore
import SyncEngine

/// Kinds, ages and hosts of a tenant's secrets, never their values.
public struct ListCredentials: ServiceOperation {
    public struct Row: Sendable, Hashable, Encodable {
        public let kind: CredentialKind
        public let setAt: Instant
        /// nil when an older release stored it: it is not used.
        public let host: String?
    }

    public struct Report: Sendable {
        public let tenant: Tenant
        public let rows: [Row]
        public let missing: [MissingCredential]
        /// By the store's clock.
        public let readAt: Instant
    }

    public static let right = Right.viewer
    private let tenant: TenantSlug

    public init(of tenant: TenantSlug) { self.tenant = tenant }

    public func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let stored = try await services.vault.list(of: tenant.id)
        return Report(
            tenant: tenant, rows: stored.map { Row(kind: $0.kind, setAt: $0.setAt, host: $0.host?.origin) },
            missing: SufficientCredentials(stored).missing, readAt: try await services.schedules.now())
    }
}

/// Whether a secret of a tenant can be stored, before somebody types it.
public struct PrepareCredential: ServiceOperation {
    public typealias Report = Tenant

    public static let right = Right.operator
    private let tenant: TenantSlug

    public init(of tenant: TenantSlug) { self.tenant = tenant }

    /// - Throws: `keyring_unusable`.
    public func perform(_ services: Services) async throws -> Tenant {
        let tenant = try await services.registry.tenant(tenant)
        try await services.vault.requireUsable()
        return tenant
    }
}

/// Stores a secret, for the host of the tenant's address alone.
public struct SetCredential: ServiceOperation {
    public struct Report: Sendable {
        public let tenant: Tenant
        /// What the tenant needs besides.
        public let missing: [MissingCredential]
        /// It does not look like one of its kind.
        public let looksWrong: Bool
    }

    public static let right = Right.operator
    private let secret: Secret
    private let kind: CredentialKind
    private let tenant: TenantSlug

    public init(_ secret: Secret, _ kind: CredentialKind, of tenant: TenantSlug) {
        self.secret = secret
        self.kind = kind
        self.tenant = tenant
    }

    public func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        try await services.vault.set(secret, kind, of: tenant)
        return Report(
            tenant: tenant, missing: SufficientCredentials(try await services.vault.list(of: tenant.id)).missing,
            looksWrong: kind == .luccaAPIKey && secret.reveal { UUID(uuidString: $0) == nil })
    }
}

/// Secrets that are bound to no host, and where each would go.
public struct ListUnboundCredentials: ServiceOperation {
    public struct Row: Sendable, Hashable, Encodable {
        public let tenant: TenantSlug
        public let kind: CredentialKind
        public let host: String
        /// Lucca or PlanningPME itself answers there, as far as the name tells.
        public let wellKnown: Bool
    }

    public typealias Report = [Row]

    public static let right = Right.operator
    private let tenants: [TenantSlug]?

    /// - Parameter tenants: nil for every tenant.
    public init(of tenants: [TenantSlug]?) { self.tenants = tenants }

    public func perform(_ services: Services) async throws -> [Row] {
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

/// Binds secrets of an older release to the hosts of the tenants' addresses. Of every tenant it takes only those for hosts that are
/// Lucca's and PlanningPME's own; others are to be named.
public struct BindCredentials: ServiceOperation {
    /// How many were bound.
    public typealias Report = Int

    public static let right = Right.operator
    private let tenants: [TenantSlug]?
    private let isConfirmed: Bool

    /// - Parameters:
    ///   - tenants: nil for every tenant.
    ///   - isConfirmed: these hosts are the customers'.
    public init(of tenants: [TenantSlug]?, isConfirmed: Bool) {
        self.tenants = tenants
        self.isConfirmed = isConfirmed
    }

    public func perform(_ services: Services) async throws -> Int {
        let found = try await ListUnboundCredentials.unbound(of: tenants, services)
            .filter { tenants != nil || $0.row.wellKnown }
        guard !found.isEmpty else { return 0 }
        guard isConfirmed else { throw Refused(.bindingUnconfirmed(found.count, tenants)) }
        var count = 0
        for item in found where try await services.vault.bind(item.row.kind, of: item.tenant) { count += 1 }
        return count
    }
}
