import Foundation
package import SyncCore
package import SyncEngine

/// What one row of a file makes of a tenant.
package struct TenantChange: Sendable {
    package enum Settings: Sendable {
        case create(NewTenant)
        /// - Parameter from: as it was when the file was read.
        case edit(Tenant, from: Tenant)
    }

    package let settings: Settings
    /// Points of the dialect set by the operator.
    package let said: [DialectPoint: String]
    /// nil to leave it as it is.
    package let scope: DepartmentScope?

    package init(_ settings: Settings, said: [DialectPoint: String] = [:], scope: DepartmentScope? = nil) {
        self.settings = settings
        self.said = said
        self.scope = scope
    }

    package var slug: TenantSlug {
        switch settings {
        case .create(let tenant): tenant.slug
        case .edit(let tenant, _): tenant.slug
        }
    }

    /// The tenant afterwards, for comparison.
    package var result: Tenant {
        var tenant: Tenant
        switch settings {
        case .edit(let edited, _): tenant = edited
        case .create(let new):
            tenant = Tenant(
                id: TenantID(UUID()), slug: new.slug, name: new.name, state: .draft, environment: new.environment,
                luccaURL: new.luccaURL, planningPMEURL: new.planningPMEURL, contact: new.contact, settings: new.settings,
                scope: DepartmentScope(bases: []), createdAt: Instant(secondsSince1970: 0), formerAccounts: new.formerAccounts)
        }
        for (point, value) in said { tenant.dialect.say(point, value, at: tenant.createdAt) }
        if let scope { tenant.scope = scope }
        return tenant
    }

    var changesSettings: Bool {
        switch settings {
        case .create: return true
        case .edit(let tenant, let old):  // What a probe found becomes what a person said.
            return tenant != old
                || said.contains { old.dialect.dialect[$0.key] != $0.value || old.dialect.findings[$0.key]?.origin != .person }
        }
    }
}

/// Checks changes of many tenants before the first one is made, as far as the registry shows. It writes nothing, and its session
/// could not.
package struct CheckTenantChanges: ServiceOperation {
    package typealias Report = [(any Error)?]

    package static let right = Right.viewer
    package static let access = Access.inspect
    package var audit: Audit { .nothing }
    private let changes: [TenantChange]

    package init(_ changes: [TenantChange]) { self.changes = changes }

    /// - Returns: what forbids each change, in the order given: nothing, a `Refused`, or a `SyncError`.
    package func perform(_ services: Services) async throws -> [(any Error)?] {
        let slugs = Set(changes.map(\.slug))
        // As all of them will be once the changes are made.
        let results = changes.map(\.result)
        let tenants = try await services.registry.list().filter { !slugs.contains($0.slug) } + results
        let byPlanning = Dictionary(grouping: tenants) { $0.planningPMEURL.lowercased() }
        return zip(changes, results).map { change, result in
            Self.obstacle(to: change, result, among: byPlanning[result.planningPMEURL.lowercased()] ?? [])
        }
    }

    private static func obstacle(to change: TenantChange, _ result: Tenant, among others: [Tenant]) -> (any Error)? {
        do {
            try result.settings.check()
            try GenerationEdit.require(result.settings)
        } catch {
            return error
        }
        if case .edit(let tenant, let old) = change.settings, old.state != .draft,
            tenant.luccaURL != old.luccaURL || !tenant.hasPlanning(of: old)
        {
            return Refused(.addressAlone(tenant.slug))
        }
        guard let other = others.first(where: { $0.slug != result.slug && result.sharesEvents(with: $0) }) else { return nil }
        let names = result.luccaAccounts.intersection(other.luccaAccounts).sorted().map { ShownText($0) }
        return SyncError(.tenant(.accountsShared(with: other.slug, accounts: names)), .rejected)
    }
}
