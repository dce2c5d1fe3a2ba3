import SyncCore

/// Tenants whose PlanningPME may speak otherwise than they are written to, by slug.
struct FleetDialects: Sendable {
    /// Active in production, and neither probed nor run before dialects were found out.
    let assumed: [TenantSlug]
    /// Nothing is written for them until somebody has looked.
    let doubted: [TenantSlug]

    init(_ tenants: [Tenant]) {
        let active = tenants.filter { $0.state == .active }.sorted { $0.slug.value < $1.slug.value }
        assumed = active.filter { $0.environment == .production && !$0.dialect.standing.isReliable }.map(\.slug)
        doubted = active.filter { $0.dialect.doubt != nil }.map(\.slug)
    }
}
