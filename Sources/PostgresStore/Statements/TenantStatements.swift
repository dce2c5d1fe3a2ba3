internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// The columns of `tenant` that make a `Tenant`, and their reading.
enum TenantRow {
    static let columns = """
        id, slug, name, state, environment, lucca_url, planningpme_url, contact, created_at, department_scope,
        identifier, match_email, creates, include_pending, neutral_type, time_zone, day_start, midday,
        day_end, days_off, holidays, hourly_requests, horizon_months, daily_at,
        initial_from, brake_count, brake_percent, row_limit, reference_field, former_accounts, planning_dialect
        """

    static func decode(_ row: PostgresRow) throws -> Tenant {
        let zone = try row.text("time_zone")
        guard let timeZone = TimeZone(identifier: zone) else { throw row.failure("time_zone", "names an unknown time zone") }
        guard let hours = DayHours(start: try row.int("day_start"), midday: try row.int("midday"), end: try row.int("day_end"))
        else {
            throw row.failure("midday", "is not between the day's start and end")
        }
        let calendar = TenantCalendar(
            zone: timeZone, hours: hours, daysOff: try row.storedSet("days_off"), holidays: try row.stored("holidays"))
        var settings = TenantSettings(calendar: calendar)
        settings.identifier = try row.stored("identifier")
        settings.matchEmail = try row.bool("match_email")
        settings.create = try row.storedSet("creates")
        settings.includePending = try row.bool("include_pending")
        settings.neutralType = try row.text("neutral_type")
        settings.hourlyRequests = try row.int("hourly_requests")
        settings.horizonMonths = try row.int("horizon_months")
        settings.dailyAt = try row.optionalInt("daily_at")
        settings.initialFrom = try row.optionalDay("initial_from")
        settings.brake = Brake(count: try row.int("brake_count"), percent: try row.int("brake_percent"))
        settings.rowLimit = try row.int("row_limit")
        settings.referenceField = try row.optionalText("reference_field")
        return Tenant(
            id: TenantID(try row.uuid("id")), slug: try TenantSlug(row.text("slug")), name: try row.text("name"),
            state: try row.stored("state"), environment: try row.stored("environment"), luccaURL: try row.text("lucca_url"),
            planningPMEURL: try row.text("planningpme_url"), contact: try row.optionalText("contact"), settings: settings,
            scope: try StoredScope.decode(row), createdAt: try row.instant("created_at"),
            formerAccounts: Set(try row.texts("former_accounts")), dialect: try StoredDialect.decode(row))
    }

    /// In the order of the columns from `identifier` to `reference_field`.
    static func bindings(_ settings: TenantSettings) -> [PostgresValue] {
        [
            .text(settings.identifier.rawValue), .bool(settings.matchEmail), .texts(settings.create.map(\.rawValue).sorted()),
            .bool(settings.includePending), .text(settings.neutralType), .text(settings.calendar.zone.identifier),
            .int(settings.calendar.hours.start), .int(settings.calendar.hours.midday), .int(settings.calendar.hours.end),
            .texts(settings.calendar.daysOff.map(\.rawValue).sorted()), .text(settings.calendar.holidays.rawValue),
            .int(settings.hourlyRequests), .int(settings.horizonMonths), .optional(settings.dailyAt) { .int($0) },
            .optional(settings.initialFrom) { .day($0) }, .int(settings.brake.count), .int(settings.brake.percent),
            .int(settings.rowLimit), .optional(settings.referenceField) { .text($0) },
        ]
    }
}

/// A department scope as `tenant.department_scope` holds it.
private struct StoredScope: Codable {
    let id: String
    let withDescendants: Bool

    static func encode(_ scope: DepartmentScope) throws -> String {
        let bases = scope.bases.map { StoredScope(id: $0.id.value, withDescendants: $0.withDescendants) }
        return String(decoding: try JSONEncoder().encode(bases), as: UTF8.self)
    }

    static func decode(_ row: PostgresRow) throws -> DepartmentScope {
        guard let bases = try? JSONDecoder().decode([StoredScope].self, from: Data(row.json("department_scope").utf8)) else {
            throw row.failure("department_scope", "is not a list of departments")
        }
        return DepartmentScope(
            bases: bases.map { DepartmentScope.Base(id: DepartmentID($0.id), withDescendants: $0.withDescendants) })
    }
}

struct InsertTenant: PostgresStatement {
    typealias Row = Tenant
    static let sql = """
        insert into tenant (
            id, slug, name, environment, lucca_url, planningpme_url, contact, identifier, match_email, creates, include_pending,
            neutral_type, time_zone, day_start, midday, day_end, days_off, holidays, hourly_requests, horizon_months, daily_at,
            initial_from, brake_count, brake_percent, row_limit, reference_field, former_accounts)
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
            $25, $26, $27)
        returning \(TenantRow.columns)
        """
    let id: TenantID
    let tenant: NewTenant

    var bindings: [PostgresValue] {
        [
            .uuid(id.value), .text(tenant.slug.value), .text(tenant.name), .text(tenant.environment.rawValue),
            .text(tenant.luccaURL), .text(tenant.planningPMEURL), .optional(tenant.contact) { .text($0) },
        ] + TenantRow.bindings(tenant.settings) + [.texts(tenant.formerAccounts.sorted())]
    }

    static func decode(_ row: PostgresRow) throws -> Tenant { try TenantRow.decode(row) }
}

struct SelectTenant: PostgresStatement {
    typealias Row = Tenant
    static let sql = "select \(TenantRow.columns) from tenant where id = $1"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Tenant { try TenantRow.decode(row) }
}

/// Taken by what must not meet a run being enqueued: the foreign key of `run` waits for it.
struct LockTenant: PostgresStatement {
    typealias Row = Tenant
    static let sql = "select \(TenantRow.columns) from tenant where id = $1 for update"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Tenant { try TenantRow.decode(row) }
}

struct ListTenants: PostgresStatement {
    typealias Row = Tenant
    static let sql = "select \(TenantRow.columns) from list_tenants()"
    static func decode(_ row: PostgresRow) throws -> Tenant { try TenantRow.decode(row) }
}

struct FindTenant: PostgresStatement {
    typealias Row = TenantID?
    static let sql = "select find_tenant($1) as id"
    let slug: TenantSlug

    var bindings: [PostgresValue] { [.text(slug.value)] }
    static func decode(_ row: PostgresRow) throws -> TenantID? { try row.optionalUUID("id").map { TenantID($0) } }
}

struct UpdateTenant: PostgresStatement {
    static let sql = """
        update tenant
        set slug = $2, name = $3, environment = $4, lucca_url = $5, planningpme_url = $6, contact = $7, identifier = $8,
            match_email = $9, creates = $10, include_pending = $11, neutral_type = $12, time_zone = $13, day_start = $14,
            midday = $15, day_end = $16, days_off = $17, holidays = $18, hourly_requests = $19, horizon_months = $20,
            daily_at = $21, initial_from = $22, brake_count = $23, brake_percent = $24, row_limit = $25,
            reference_field = $26, former_accounts = $27
        where id = $1
        """
    let tenant: Tenant

    var bindings: [PostgresValue] {
        [
            .uuid(tenant.id.value), .text(tenant.slug.value), .text(tenant.name), .text(tenant.environment.rawValue),
            .text(tenant.luccaURL), .text(tenant.planningPMEURL), .optional(tenant.contact) { .text($0) },
        ] + TenantRow.bindings(tenant.settings) + [.texts(tenant.formerAccounts.sorted())]
    }
}

struct UpdateTenantScope: PostgresStatement {
    typealias Row = Bool
    static let sql = "update tenant set department_scope = $2::jsonb where id = $1 returning true as updated"
    let id: TenantID
    private let scope: String

    init(id: TenantID, scope: DepartmentScope) throws {
        self.id = id
        self.scope = try StoredScope.encode(scope)
    }

    var bindings: [PostgresValue] { [.uuid(id.value), .json(scope)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("updated") }
}

/// What a later release knows beyond this one stays.
struct UpdateTenantDialect: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        update tenant
        set planning_dialect = (planning_dialect - $3::text[]) || $2::jsonb || jsonb_build_object(
            'findings',
            (coalesce(planning_dialect -> 'findings', '{}') - $4::text[]) || coalesce($2::jsonb -> 'findings', '{}'))
        where id = $1 returning true as updated
        """
    let id: TenantID
    private let dialect: String

    init(id: TenantID, dialect: TenantDialect) throws {
        self.id = id
        self.dialect = try StoredDialect.encode(dialect)
    }

    var bindings: [PostgresValue] {
        [.uuid(id.value), .json(dialect), .texts(StoredDialect.members), .texts(DialectPoint.allCases.map(\.rawValue))]
    }

    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("updated") }
}

/// Nothing is known of it.
struct ResetTenantDialect: PostgresStatement {
    static let sql = "update tenant set planning_dialect = '{}' where id = $1"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
}

/// No row: it is in doubt already, or there is no such tenant.
struct DoubtTenantDialect: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        update tenant set planning_dialect = planning_dialect || jsonb_build_object('doubt', $2::jsonb)
        where id = $1 and not planning_dialect ? 'doubt' returning true as updated
        """
    let id: TenantID
    private let doubt: String

    init(id: TenantID, doubt: TenantDialect.Doubt) throws {
        self.id = id
        self.doubt = try StoredDialect.encode(doubt)
    }

    var bindings: [PostgresValue] { [.uuid(id.value), .json(doubt)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("updated") }
}

/// No row: the tenant is in none of those states.
struct UpdateTenantState: PostgresStatement {
    typealias Row = Bool
    static let sql = "update tenant set state = $2 where id = $1 and state = any ($3::text[]) returning true as updated"
    let id: TenantID
    let state: Tenant.State
    let from: Set<Tenant.State>

    var bindings: [PostgresValue] { [.uuid(id.value), .text(state.rawValue), .texts(from.map(\.rawValue).sorted())] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("updated") }
}

/// Everything that hangs on the tenant by a foreign key goes with it: keys, secrets, memory.
struct DeleteTenant: PostgresStatement {
    static let sql = "delete from tenant where id = $1"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
}
