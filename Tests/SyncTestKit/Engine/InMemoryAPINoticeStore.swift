package import SyncCore
package import SyncEngine

/// `APINoticeStore` in memory.
package struct InMemoryAPINoticeStore: APINoticeStore {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func save(_ notices: [APINotice], of tenant: TenantID) async throws {
        guard !notices.isEmpty else { return }
        try database.write { state, now throws(SyncError) in state.note(notices, of: tenant, now: now) }
    }

    package func recentNotices(of tenant: TenantID) async throws -> [KeptAPINotice] {
        let recent = database.recentNotices
        return try database.read { state throws(SyncError) in
            (state.notices[tenant] ?? [:]).values.filter { recent.contains($0.lastSeenAt) }
                .sorted { $0.notice.key < $1.notice.key }
        }
    }

    package func overview() async throws -> [APINoticeOverview] {
        let recent = database.recentNotices
        return try database.read { state throws(SyncError) in
            Dictionary(grouping: state.notices.values.flatMap(\.values), by: \.notice.key).map { key, kept in
                let lately = kept.filter { recent.contains($0.lastSeenAt) }.map(\.notice)
                let notice = APINotice(
                    key, count: kept.reduce(0) { $0 + $1.notice.count }, deprecatedAt: lately.compactMap(\.deprecatedAt).min(),
                    sunsetAt: lately.compactMap(\.sunsetAt).min())
                return APINoticeOverview(
                    notice, tenants: lately.count, firstSeenAt: kept.map(\.firstSeenAt).min() ?? database.now,
                    lastSeenAt: kept.map(\.lastSeenAt).max() ?? database.now)
            }.sorted { $0.notice.key < $1.notice.key }
        }
    }
}

extension InMemoryDatabase {
    fileprivate var recentNotices: ClosedRange<Instant> {
        now.adding(seconds: -KeptAPINotice.recentDays * 86_400)...now.adding(seconds: 60)
    }
}

extension InMemoryDatabase.State {
    mutating func note(_ notices: [APINotice], of tenant: TenantID, now: Instant) {
        for notice in notices {
            let kept = self.notices[tenant]?[notice.key]
            var sum = notice
            sum.count += kept?.notice.count ?? 0
            sum.deprecatedAt = notice.deprecatedAt ?? kept?.notice.deprecatedAt
            sum.sunsetAt = notice.sunsetAt ?? kept?.notice.sunsetAt
            self.notices[tenant, default: [:]][notice.key] = KeptAPINotice(
                sum, firstSeenAt: min(kept?.firstSeenAt ?? now, now), lastSeenAt: now)
        }
    }

    mutating func forgetNotices(of tenant: TenantID, now: Instant) {
        let day = now.utcDay.adding(months: -Retention.months)
        notices[tenant] = notices[tenant]?.filter { $0.value.lastSeenAt.utcDay >= day }
    }
}
