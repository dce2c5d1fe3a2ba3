public import SyncCore

extension SyncError {
    /// Three writes in a row do not stand on the planning as they were sent.
    static func writesDisagree(_ point: DialectPoint, _ tenant: TenantSlug) -> SyncError {
        SyncError(
            .planningDisagrees,
            "\(DisagreementRows.limit) writes in a row do not stand in PlanningPME as they were sent (\(point.rawValue)): this brand "
                + "speaks otherwise than was found out. Nothing more is written.",
            remedy: remedy(tenant))
    }

    /// Three writes in a row could not be compared with what was sent.
    static func writesUnverified(_ tenant: TenantSlug) -> SyncError {
        SyncError(
            .eventUnconfirmed,
            "What \(DisagreementRows.limit) writes in a row made in PlanningPME could not be read afterwards, so nobody knows "
                + "whether it is right. Nothing more is written by this run.",
            remedy:
                "The next run writes them again before anything else. If it fails likewise, check that the connector's user may read "
                + "events: passerelle tenant check \(tenant).", failureClass: .transient)
    }

    /// As `writesDisagree`, found by an earlier run.
    static func dialectInDoubt(_ doubt: TenantDialect.Doubt, _ tenant: TenantSlug) -> SyncError {
        SyncError(
            .planningDisagrees,
            "Run \(doubt.run) found that what is written does not stand in PlanningPME as it is sent (\(doubt.point.rawValue)), and nobody has "
                + "looked since: nothing is written.",
            remedy: remedy(tenant))
    }

    private static func remedy(_ tenant: TenantSlug) -> String {
        "Find out again how the brand speaks with passerelle tenant probe \(tenant) --resource KEY, then put the events right with "
            + "passerelle run now \(tenant) --reconcile."
    }

    /// What to ask for where lists do not show everything.
    static let viewRight = "In PlanningPME, in the rights of the connector user's group, set no limited period and all resources"

    /// Nothing is remembered of what was written beyond what lists show: whoever writes there may write twice.
    static func memoryLostBeyondView(_ count: Int, _ tenant: TenantSlug) -> SyncError {
        let events = count == 1 ? "1 event lies" : "\(count) events lie"
        return SyncError(
            .viewLimited,
            "\(events) further ahead than PlanningPME's lists show to the connector's user, and what was written there before is not "
                + "remembered: each might be made a second time. Nothing was written.",
            remedy:
                "\(viewRight), then run passerelle tenant probe \(tenant) --resource KEY and passerelle run now \(tenant) "
                + "--reconcile. Where that can't be, sync no further ahead than the view: passerelle tenant edit \(tenant) --horizon-months N."
        )
    }
}

extension SyncError.Code {
    /// Events may stand where the lists of our user do not show them.
    public static let viewLimited = Self(rawValue: "view_limited")
    /// Events were written and could not be compared with what was sent.
    public static let eventUnconfirmed = Self(rawValue: "event_unconfirmed")
}
