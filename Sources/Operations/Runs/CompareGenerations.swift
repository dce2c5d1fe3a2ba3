package import SyncCore
package import SyncEngine

/// Compares what Lucca's two generations say of a tenant, and what a sync would make of it. It writes nothing.
package struct CompareGenerations: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let window: SyncWindow
        package let comparison: GenerationComparison
        /// The matching identifiers of the employees that Lucca returned.
        package let identifiers: [EmployeeID: String]
    }

    package static let right = Right.viewer
    package var audit: Audit { .read("run.compare", .run(of: tenant)) }
    private let tenant: TenantSlug
    private let asOf: CalendarDay?
    private let options: SyncOptions

    /// - Parameter asOf: nil for the tenant's today.
    package init(of tenant: TenantSlug, asOf: CalendarDay? = nil, options: SyncOptions = SyncOptions()) {
        self.tenant = tenant
        self.asOf = asOf
        self.options = options
    }

    /// - Throws: `scope_missing`, `as_of_too_late`; `credential_missing` if a secret of either generation is missing; as for a run
    ///   that fails.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        try tenant.requireScope()
        let day = try RunDay(asOf, of: tenant, now: try await services.schedules.now())
        try await require(tenant, services)
        let sources = GenerationSources(
            first: try await services.source(of: tenant, in: .first),
            second: try await services.source(of: tenant, in: .second))
        let found = try await services.sync.compare(
            tenant, sources, try await services.target(tenant), asOf: day.asOf, options: options)
        return Report(
            tenant: tenant, window: found.window, comparison: found.comparison,
            identifiers: found.employees.identifiers(tenant.settings.identifier))
    }

    /// Before anything is read: every secret that either generation lacks.
    private func require(_ tenant: Tenant, _ services: Services) async throws {
        let stored = try await services.vault.list(of: tenant.id)
        var missing: [MissingCredential] = []
        for generation in LuccaGeneration.allCases {
            missing += SufficientCredentials(stored, for: generation).missing.filter { !missing.contains($0) }
        }
        guard missing.isEmpty else { throw SyncError(.credential(.missing(tenant: tenant.slug, credentials: missing))) }
    }
}
