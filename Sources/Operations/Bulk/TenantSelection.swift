package import SyncCore
import SyncEngine

/// Which tenants a command for many is about.
package enum TenantSelection: Sendable {
    case all
    /// Those named; each must exist.
    case named([TenantSlug])
    /// Those that a front's condition holds for.
    case matching(@Sendable (Tenant) -> Bool)
}

/// The selected tenants, by slug. It writes nothing, and its session could not.
package struct SelectTenants: ServiceOperation {
    package typealias Report = [Tenant]

    package static let right = Right.viewer
    package static let access = Access.inspect
    package var audit: Audit { .nothing }
    private let selection: TenantSelection

    package init(_ selection: TenantSelection) { self.selection = selection }

    /// - Throws: `Refused` with every named tenant that does not exist.
    package func perform(_ services: Services) async throws -> [Tenant] {
        let tenants = try await services.registry.list().sorted { $0.slug.value < $1.slug.value }
        switch selection {
        case .all: return tenants
        case .matching(let holds): return tenants.filter(holds)
        case .named(let slugs):
            let named = Set(slugs)
            let unknown = named.subtracting(tenants.map(\.slug)).sorted { $0.value < $1.value }
            guard unknown.isEmpty else { throw Refused(unknown.map { .tenantUnknown($0) }) }
            return tenants.filter { named.contains($0.slug) }
        }
    }
}

/// The selected tenants with everything that a person set on them, for a file.
package struct ExportTenants: ServiceOperation {
    package typealias Report = [Tenant]

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .read("tenant.export", .tenant(nil)) }
    private let selection: TenantSelection

    package init(_ selection: TenantSelection) { self.selection = selection }

    /// - Throws: as `SelectTenants`.
    package func perform(_ services: Services) async throws -> [Tenant] { try await SelectTenants(selection).perform(services) }
}
