/// The moments that decide what a plan may touch.
struct PlanBounds {
    let calendar: TenantCalendar
    /// Start of the day that is synced: an event that ends here or before is never touched.
    let touchAfter: Instant
    /// An absence that ends here or before is never created.
    let createAfter: Instant
    /// End of the window: Lucca was not asked about what begins here or later.
    let windowEnd: Instant

    init(calendar: TenantCalendar, window: SyncWindow) {
        self.calendar = calendar
        touchAfter = calendar.startOfDay(window.asOf)
        windowEnd = calendar.startOfDay(window.to)
        createAfter = min(touchAfter, calendar.startOfDay(window.from))
    }
}
