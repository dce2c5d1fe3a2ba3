internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// Also mends what a wrong clock had dated later than now. A date is never lost to an answer that says none.
struct SaveAPINotices: PostgresStatement {
    static let sql = """
        insert into api_notice as kept (
            tenant_id, remote, endpoint, code, property, count, deprecated_at, sunset_at, first_seen_at, last_seen_at)
        select current_tenant(), noted.*, now, now
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::timestamptz[]) as noted,
            clock_timestamp() as now
        on conflict (tenant_id, remote, endpoint, code, property) do update
        set first_seen_at = least(kept.first_seen_at, excluded.first_seen_at), last_seen_at = excluded.last_seen_at,
            count = kept.count + excluded.count, deprecated_at = coalesce(excluded.deprecated_at, kept.deprecated_at),
            sunset_at = coalesce(excluded.sunset_at, kept.sunset_at)
        """
    let notices: [APINotice]

    var bindings: [PostgresValue] {
        [
            .texts(notices.map(\.endpoint.system.rawValue)), .texts(notices.map(\.endpoint.name)),
            .texts(notices.map(\.code.rawValue)), .texts(notices.map(\.property)), .ints(notices.map(\.count)),
            .array(notices.map { .optional($0.deprecatedAt) { .instant($0) } }),
            .array(notices.map { .optional($0.sunsetAt) { .instant($0) } }),
        ]
    }
}

struct SelectRecentAPINotices: PostgresStatement {
    typealias Row = KeptAPINotice
    static let sql = """
        select remote, endpoint, code, property, count, deprecated_at, sunset_at, first_seen_at, last_seen_at from api_notice
        where tenant_id = current_tenant()
            and last_seen_at between clock_timestamp() - make_interval(days => $1::int) and clock_timestamp() + interval '1 minute'
        """

    var bindings: [PostgresValue] { [.int(KeptAPINotice.recentDays)] }

    static func decode(_ row: PostgresRow) throws -> KeptAPINotice {
        KeptAPINotice(
            try row.apiNotice(), firstSeenAt: try row.instant("first_seen_at"), lastSeenAt: try row.instant("last_seen_at"))
    }
}

struct ListAPINotices: PostgresStatement {
    typealias Row = APINoticeOverview
    static let sql = """
        select remote, endpoint, code, property, tenants, count, deprecated_at, sunset_at, first_seen_at, last_seen_at
        from api_notice_overview($1::int)
        """

    var bindings: [PostgresValue] { [.int(KeptAPINotice.recentDays)] }

    static func decode(_ row: PostgresRow) throws -> APINoticeOverview {
        APINoticeOverview(
            try row.apiNotice(), tenants: try row.int("tenants"), firstSeenAt: try row.instant("first_seen_at"),
            lastSeenAt: try row.instant("last_seen_at"))
    }
}

extension PostgresRow {
    fileprivate func apiNotice() throws(PostgresError) -> APINotice {
        APINotice(
            APINotice.Key(
                try stored("code"), APIEndpoint(try stored("remote"), stored: try text("endpoint")),
                property: try text("property")),
            count: try int("count"), deprecatedAt: try optionalInstant("deprecated_at"),
            sunsetAt: try optionalInstant("sunset_at"))
    }
}
