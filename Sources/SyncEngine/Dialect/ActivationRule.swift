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
        if tenant.environment == .production, !isProven, !isAnsweredFor, !assuming {
            throw SyncError(.tenant(.dialectUnprobed(slug: tenant.slug)), .rejected)
        }
        if assuming, !isProven { dialect.assumedAt = now }
        dialect.doubt = nil
        return dialect
    }
}
