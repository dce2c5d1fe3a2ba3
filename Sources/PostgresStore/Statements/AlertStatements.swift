internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// Of every tenant: open alerts, or what Alertmanager is to be told.
struct ListAlerts: PostgresStatement {
    struct Row: Sendable {
        let alert: TenantAlert
        let readAt: Instant
    }

    static let sql = """
        select id, slug, environment, recipient, kind, code, run, count, new_count, opened_at, closed_at, closed_by, posted_at, read_at
        from alert_list($1, $2)
        """
    let toPost: Bool
    let limit: Int

    var bindings: [PostgresValue] { [.bool(toPost), .int(limit)] }

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            alert: TenantAlert(
                id: try row.int("id"), tenant: try TenantSlug(row.text("slug")), environment: try row.stored("environment"),
                recipient: try row.optionalText("recipient"), kind: try row.stored("kind"), code: try row.text("code"),
                run: try row.optionalInt("run").map { RunID($0) }, count: try row.int("count"),
                newCount: try row.int("new_count"),
                openedAt: try row.instant("opened_at"), closedAt: try row.optionalInstant("closed_at"),
                closedBy: try row.optionalInt("closed_by").map { RunID($0) }, postedAt: try row.optionalInstant("posted_at")),
            readAt: try row.instant("read_at"))
    }
}

struct ListStaleAlerts: PostgresStatement {
    typealias Row = TenantID
    static let sql = "select tenant_id from alerts_stale() as tenant_id"

    static func decode(_ row: PostgresRow) throws -> TenantID { TenantID(try row.uuid("tenant_id")) }
}

/// Of the transaction's tenant.
struct RefreshAlerts: PostgresStatement {
    static let sql = "select alerts_refresh(null)"
}

struct NotePostedAlerts: PostgresStatement {
    static let sql = "select alerts_posted($1, $2)"
    let alerts: [TenantAlert]

    var bindings: [PostgresValue] {
        [.ints(alerts.filter { $0.closedAt == nil }.map(\.id)), .ints(alerts.filter { $0.closedAt != nil }.map(\.id))]
    }
}

/// No row: another worker posts. An end further ahead than possible was set by a wrong clock.
struct HoldAlertDelivery: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        update alert_delivery set holder = $1, held_until = clock_timestamp() + make_interval(secs => $2::int)
        where holder is null or holder = $1
            or held_until is null or held_until not between clock_timestamp() and clock_timestamp() + make_interval(secs => $2::int)
        returning true as held
        """
    let worker: String
    let seconds: Int

    var bindings: [PostgresValue] { [.text(worker), .int(seconds)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("held") }
}

struct RecordAlertDelivery: PostgresStatement {
    static let sql = """
        update alert_delivery
        set accepted_at = case when $1::text is null then clock_timestamp() else accepted_at end,
            failing_since = case when $1::text is not null then least(failing_since, clock_timestamp()) end, failure = $1
        """
    let failure: AlertDeliveryFailure?

    var bindings: [PostgresValue] { [.optional(failure) { .text($0.rawValue) }] }
}

struct SelectAlertOverview: PostgresStatement {
    typealias Row = AlertOverview
    static let sql = "select open, failed, to_settle, holder, accepted_at, failing_seconds, failure from alert_overview()"

    static func decode(_ row: PostgresRow) throws -> AlertOverview {
        AlertOverview(
            open: try row.int("open"), failed: try row.int("failed"), toSettle: try row.int("to_settle"),
            holder: try row.optionalText("holder"),
            acceptedAt: try row.optionalInstant("accepted_at"), failingSeconds: try row.double("failing_seconds"),
            failure: try row.optionalStored("failure"))
    }
}
