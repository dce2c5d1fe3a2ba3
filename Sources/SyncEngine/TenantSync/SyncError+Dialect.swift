public import SyncCore

extension SyncError {
    /// Three writes in a row do not stand on the planning as they were sent.
    static func writesDisagree(_ point: DialectPoint, _ tenant: TenantSlug) -> SyncError {
        SyncError(
            .planningDisagrees,
            "\(DisagreementRows.limit) events in a row do not stand in PlanningPME as they were sent (\(point.rawValue)): this brand "
                + "speaks otherwise than was found out. Nothing more is written.",
            remedy: remedy(tenant))
    }

    /// The same, found by an earlier run.
    static func dialectInDoubt(_ doubt: TenantDialect.Doubt, _ tenant: TenantSlug) -> SyncError {
        SyncError(
            .planningDisagrees,
            "Run \(doubt.run) found that events do not stand in PlanningPME as they are sent (\(doubt.point.rawValue)), and nobody has "
                + "looked since: nothing is written.",
            remedy: remedy(tenant))
    }

    private static func remedy(_ tenant: TenantSlug) -> String {
        "Find out again how the brand speaks with passerelle tenant probe \(tenant) --resource KEY, then put the events right with "
            + "passerelle run now \(tenant) --reconcile."
    }

    /// Nothing is remembered of what was written beyond what lists show: whoever writes there may write twice.
    static func memoryLostBeyondView(_ count: Int, _ tenant: TenantSlug) -> SyncError {
        let events = count == 1 ? "1 event lies" : "\(count) events lie"
        return SyncError(
            .viewLimited,
            "\(events) further ahead than PlanningPME's lists show to the connector's user, and what was written there before is not "
                + "remembered: each might be made a second time. Nothing was written.",
            remedy:
                "In PlanningPME, give the group of the connector's user a view without a limited period, then run passerelle tenant "
                + "probe \(tenant) --resource KEY and passerelle run now \(tenant) --reconcile. Where that can't be, sync no further "
                + "ahead than the view: passerelle tenant edit \(tenant) --horizon-months N.")
    }
}

extension SyncError.Code {
    /// Events may stand where the lists of our user do not show them.
    public static let viewLimited = Self(rawValue: "view_limited")
}
