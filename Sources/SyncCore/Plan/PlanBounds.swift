/// The moments that decide what a plan may touch.
public struct PlanBounds: Sendable {
    public let calendar: TenantCalendar
    /// Start of the day that is synced: an event that ends here or before is never touched.
    public let touchAfter: Instant
    /// An absence that ends here or before is never created.
    public let createAfter: Instant
    /// End of the window: Lucca was not asked about what begins here or later.
    public let windowEnd: Instant

    /// - Parameters: the tenant's calendar and the run's window.
    public init(calendar: TenantCalendar, window: SyncWindow) {
        self.calendar = calendar
        touchAfter = calendar.startOfDay(window.asOf)
        windowEnd = calendar.startOfDay(window.to)
        createAfter = min(touchAfter, calendar.startOfDay(window.from))
    }

    /// Whether Lucca was asked about it: not of what begins beyond the window, unless it was moved there from within.
    func isJudged(_ entry: LedgerEntry) -> Bool {
        min(entry.start, calendar.instant(startOf: entry.reference.first)) < windowEnd
    }
}
