package import SyncCore

/// What the answers of remotes say about their interfaces, kept per tenant and dated by the store's clock. A run's notices are saved
/// with its end (`RunOutcome.notices`). Every method throws `SyncError`.
package protocol APINoticeStore: Sendable {
    /// Adds to what is kept: seen from the first time to the last, with all counts, and the dates that were announced last.
    func save(_ notices: [APINotice], of tenant: TenantID) async throws
    /// Those that a run or a check of the last `KeptAPINotice.recentDays` days met, by key.
    func recentNotices(of tenant: TenantID) async throws -> [KeptAPINotice]
    /// Of all tenants, by key.
    func overview() async throws -> [APINoticeOverview]
}

/// A notice over all tenants.
package struct APINoticeOverview: Hashable, Sendable {
    /// With the counts of all tenants, and the earliest dates of those that met it lately.
    package let notice: APINotice
    /// How many met it in the last `KeptAPINotice.recentDays` days.
    package let tenants: Int
    package let firstSeenAt: Instant
    package let lastSeenAt: Instant

    package init(_ notice: APINotice, tenants: Int, firstSeenAt: Instant, lastSeenAt: Instant) {
        self.notice = notice
        self.tenants = tenants
        self.firstSeenAt = firstSeenAt
        self.lastSeenAt = lastSeenAt
    }
}
