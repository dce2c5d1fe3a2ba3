package import SyncCore

/// A point of the dialect after a probe or survey, and before it.
package struct ReportedPoint: Hashable, Sendable, Codable {
    package let point: DialectPoint
    /// Used from here on; nil for the point's default.
    package let finding: TenantDialect.Finding?
    /// Used before; nil for the default.
    package let before: TenantDialect.Finding?
    /// Found this time; nil if nothing was found. It differs from `finding` where an earlier finding has priority.
    package let seen: TenantDialect.Finding?
    package let value: String
    package let valueBefore: String

    package var isChanged: Bool { value != valueBefore }

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

/// What a probe of a tenant found and left on the planning, as facts.
package struct ProbedTenant: Hashable, Sendable, Codable {
    package let tenant: TenantSlug
    package let resource: ResourceKey
    package let day: CalendarDay
    package let otherDay: CalendarDay
    package let points: [ReportedPoint]
    /// Empty if the tenant may be written to with these findings.
    package let obstacles: [ProbeObstacle]
    /// Events of the probe that are still on the planning.
    package let left: [EventKey]
    /// Events of this or an earlier probe that may be on the planning where no list shows them.
    package let lost: [LostProbeEvent]
    /// Events of an earlier probe that were removed first.
    package let removedBefore: Int
    package let requests: Int
    /// As stored from here on.
    package let dialect: TenantDialect
}

/// What a survey of a tenant found, as facts.
package struct SurveyedTenant: Hashable, Sendable {
    package let tenant: TenantSlug
    package let points: [ReportedPoint]
    /// Points that only a probe can find.
    package let open: [DialectPoint]
    /// Points whose answer has an unexpected form, with the facts.
    package let unforeseen: [DialectPoint: DialectEvidence]
    package let requests: Int
    /// As stored from here on.
    package let dialect: TenantDialect
}

/// Whether a tenant may be activated with its dialect.
package enum ActivationRule {
    /// The dialect after an activation: without doubt, and marked as assumed if the operator assumes it.
    ///
    /// In production, the dialect must be probed, kept from an earlier release, or assumed by an operator: once, and again after
    /// a doubt.
    /// - Parameter assuming: the operator assumes the dialect.
    /// - Throws: `dialect_unprobed`.
    package static func dialect(
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
