public import SyncCore

/// Looks at what a tenant's planning shows of its dialect, without writing there, and keeps it.
public struct SurveyTenant: Sendable {
    private let registry: any TenantRegistry
    private let now: @Sendable () async throws -> Instant

    /// - Parameter now: the store's time.
    public init(registry: any TenantRegistry, now: @escaping @Sendable () async throws -> Instant) {
        self.registry = registry
        self.now = now
    }

    /// - Throws: what the prober and the registry throw: then nothing is kept.
    public func perform(_ tenant: Tenant, prober: any DialectProber) async throws -> SurveyedTenant {
        let before = try await registry.tenant(tenant.id).dialect
        let survey = try await prober.survey(at: try await now())
        let findings = survey.findings
        let after = findings.isEmpty ? before : try await registry.changeDialect(of: tenant.id) { $0.take(findings) }
        return SurveyedTenant(
            tenant: tenant.slug, points: ReportedPoint.all(before: before, after: after, seen: findings), open: survey.open,
            unforeseen: survey.unforeseen, requests: survey.requests, dialect: after)
    }
}
