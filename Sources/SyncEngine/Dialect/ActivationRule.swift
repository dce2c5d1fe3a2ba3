public import SyncCore

/// Whether a tenant may be activated with what is known of its dialect.
public enum ActivationRule {
    /// The dialect as an activation leaves it: without a doubt, and marked where an operator takes it for granted.
    ///
    /// In production, a dialect was probed, or the tenant ran by it before dialects were found out, or an operator answers for it: once,
    /// and again after it was in doubt.
    /// - Parameter assuming: the operator takes the dialect for granted.
    /// - Throws: `dialect_unprobed`.
    public static func dialect(
        of tenant: Tenant, assuming: Bool, at now: Instant
    ) throws(SyncError) -> TenantDialect {
        var dialect = tenant.dialect
        let isProven = dialect.standing.isReliable
        let isAnsweredFor = dialect.assumedAt != nil && dialect.doubt == nil
        if tenant.environment == .production, !isProven, !isAnsweredFor, !assuming { throw .dialectUnprobed(tenant.slug) }
        if assuming, !isProven { dialect.assumedAt = now }
        dialect.doubt = nil
        return dialect
    }
}

extension SyncError {
    fileprivate static func dialectUnprobed(_ tenant: TenantSlug) -> SyncError {
        SyncError(
            .dialectUnprobed, "How PlanningPME speaks with \(tenant) was not found out, and \(tenant) is in production.",
            remedy:
                "Find it out with passerelle tenant probe \(tenant) --resource KEY, or take it for granted with passerelle tenant "
                + "activate \(tenant) --assume-dialect.", failureClass: .rejected)
    }
}

extension SyncError.Code {
    /// A tenant in production was to be activated without a probe.
    public static let dialectUnprobed = Self(rawValue: "dialect_unprobed")
}
