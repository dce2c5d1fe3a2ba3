public import SyncCore

/// A point of the dialect after somebody looked, beside what was known of it before.
public struct ReportedPoint: Hashable, Sendable {
    public let point: DialectPoint
    /// What is written by from here on; nil for the point's default.
    public let finding: TenantDialect.Finding?
    /// What was written by until then; nil for the default.
    public let before: TenantDialect.Finding?
    /// What was found this time; nil when it did not show. It may differ from `finding`, which what weighs more holds.
    public let seen: TenantDialect.Finding?
    public let value: String
    public let valueBefore: String

    public var isChanged: Bool { value != valueBefore }

    /// Every point, in the contract's order.
    static func all(
        before: TenantDialect, after: TenantDialect, seen: [DialectPoint: TenantDialect.Finding]
    ) -> [ReportedPoint] {
        let (old, new) = (before.dialect, after.dialect)
        return DialectPoint.allCases.map { point in
            ReportedPoint(
                point: point, finding: after.findings[point], before: before.findings[point], seen: seen[point],
                value: new[point], valueBefore: old[point])
        }
    }
}

/// What a probe of a tenant found and left: facts, for whoever words them.
public struct ProbedTenant: Hashable, Sendable {
    public let tenant: TenantSlug
    public let resource: ResourceKey
    public let day: CalendarDay
    public let otherDay: CalendarDay
    public let points: [ReportedPoint]
    /// Empty when the tenant may be written to by what was found.
    public let obstacles: [ProbeObstacle]
    /// Events of the probe that are still on the planning.
    public let left: [EventKey]
    /// Events of this probe, or of one before it, that may be on the planning where no list shows them.
    public let lost: [LostProbeEvent]
    /// Events that an earlier probe had left and that were removed first.
    public let removedBefore: Int
    public let requests: Int
    /// As it is stored from here on.
    public let dialect: TenantDialect
}

/// What a survey of a tenant showed: facts, for whoever words them.
public struct SurveyedTenant: Hashable, Sendable {
    public let tenant: TenantSlug
    public let points: [ReportedPoint]
    /// Points that only a probe can tell.
    public let open: [DialectPoint]
    /// Points of which an answer has a form that nobody foresaw, with the facts.
    public let unforeseen: [DialectPoint: [String: String]]
    public let requests: Int
    /// As it is stored from here on.
    public let dialect: TenantDialect
}

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
