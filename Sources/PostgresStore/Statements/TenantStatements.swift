internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

enum TenantRow {
    static let columns = "id, state, created_at, department_scope, planning_dialect, revision, \(written.names)"

    /// The columns that operators set.
    static let written =
        Columns<NewTenant>([
            .init("slug") { .text($0.slug.value) },
            .init("name") { .text($0.name) },
            .init("environment") { .text($0.environment.rawValue) },
            .init("lucca_url") { .text($0.luccaURL) },
            .init("planningpme_url") { .text($0.planningPMEURL) },
            .init("contact") { .optional($0.contact) { .text($0) } },
            .init("former_accounts") { .texts($0.formerAccounts.sorted()) },
        ]) + settings.of(\.settings)

    /// One line per setting.
    static let settings = Columns<TenantSettings>([
        .init("identifier", { .text($0.identifier.rawValue) }, { $0.identifier = try $1.stored($2) }),
        .init("match_email", { .bool($0.matchEmail) }, { $0.matchEmail = try $1.bool($2) }),
        .init("creates", { .texts($0.create.map(\.rawValue).sorted()) }, { $0.create = try $1.storedSet($2) }),
        .init("include_pending", { .bool($0.includePending) }, { $0.includePending = try $1.bool($2) }),
        .init("neutral_type", { .text($0.neutralType) }, { $0.neutralType = try $1.text($2) }),
        .init("time_zone", { .text($0.calendar.zone.identifier) }, { $0.calendar.zone = try zone($1, $2) }),
        .init(
            ["day_start", "midday", "day_end"],
            { settings in
                let hours = settings.calendar.hours
                return [.int(hours.start), .int(hours.midday), .int(hours.end)]
            }, { $0.calendar.hours = try hours($1) }),
        .init(
            "days_off", { .texts($0.calendar.daysOff.map(\.rawValue).sorted()) }, { $0.calendar.daysOff = try $1.storedSet($2) }),
        .init("holidays", { .text($0.calendar.holidays.rawValue) }, { $0.calendar.holidays = try $1.stored($2) }),
        .init("lucca_api", { .int($0.luccaAPI.rawValue) }, { $0.luccaAPI = try generation($1, $2) }),
        .init("lucca_requests", \.luccaRequests),
        .init("hourly_requests", \.hourlyRequests),
        .init("row_limit", \.rowLimit),
        .init("horizon_months", \.horizonMonths),
        .init("daily_at", { .optional($0.dailyAt) { .int($0) } }, { $0.dailyAt = try $1.optionalInt($2) }),
        .init("initial_from", { .optional($0.initialFrom) { .day($0) } }, { $0.initialFrom = try $1.optionalDay($2) }),
        .init("brake_count", \.brake.count),
        .init("brake_percent", \.brake.percent),
        .init("alert_recipient", { .optional($0.alertRecipient) { .text($0) } }, { $0.alertRecipient = try $1.optionalText($2) }),
        .init("reference_field", { .optional($0.referenceField) { .text($0) } }, { $0.referenceField = try $1.optionalText($2) }),
    ])

    /// - Parameter dialect: nil for the stored one.
    static func decode(_ row: PostgresRow, dialect: TenantDialect? = nil) throws -> Tenant {
        var settings = TenantSettings(calendar: TenantCalendar(zone: try zone(row, "time_zone")))
        try Self.settings.read(row, into: &settings)
        return Tenant(
            id: TenantID(try row.uuid("id")), slug: try TenantSlug(row.text("slug")), name: try row.text("name"),
            state: try row.stored("state"), environment: try row.stored("environment"), luccaURL: try row.text("lucca_url"),
            planningPMEURL: try row.text("planningpme_url"), contact: try row.optionalText("contact"), settings: settings,
            scope: try StoredScope.decode(row), createdAt: try row.instant("created_at"),
            formerAccounts: Set(try row.texts("former_accounts")),
            dialect: try dialect ?? StoredDialect.decode(row), revision: try row.int("revision"))
    }

    private static func zone(_ row: PostgresRow, _ column: String) throws -> TimeZone {
        guard let zone = TimeZone(identifier: try row.text(column)) else {
            throw row.failure(column, "names an unknown time zone")
        }
        return zone
    }

    private static func generation(_ row: PostgresRow, _ column: String) throws -> LuccaGeneration {
        guard let generation = LuccaGeneration(rawValue: try row.int(column)) else {
            throw row.failure(column, "is no generation of Lucca")
        }
        return generation
    }

    private static func hours(_ row: PostgresRow) throws -> DayHours {
        let (start, midday, end) = (try row.int("day_start"), try row.int("midday"), try row.int("day_end"))
        guard let hours = DayHours(start: start, midday: midday, end: end) else {
            throw row.failure("midday", "is not between the day's start and end")
        }
        return hours
    }
}

/// A department scope as stored in `tenant.department_scope`.
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
        insert into tenant (id, \(TenantRow.written.names)) values ($1, \(TenantRow.written.parameters(from: 2)))
        returning \(TenantRow.columns)
        """
    let id: TenantID
    let tenant: NewTenant

    var bindings: [PostgresValue] { [.uuid(id.value)] + TenantRow.written.values(tenant) }

    static func decode(_ row: PostgresRow) throws -> Tenant { try TenantRow.decode(row) }
}

struct SelectTenant: PostgresStatement {
    typealias Row = Tenant
    static let sql = "select \(TenantRow.columns) from tenant where id = $1"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Tenant { try TenantRow.decode(row) }
}

/// Blocks the enqueueing of a run, because the foreign key of `run` waits for this lock.
struct LockTenant: PostgresStatement {
    typealias Row = Tenant
    static let sql = "select \(TenantRow.columns) from tenant where id = $1 for update"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
    static func decode(_ row: PostgresRow) throws -> Tenant { try TenantRow.decode(row) }
}

/// Keeps the tenant from being deleted, and from being locked whole (`LockTenant`), until the end of the transaction; waits for one
/// that has it locked so. A changed setting alone neither waits nor makes it wait.
struct HoldTenant: PostgresStatement {
    static let sql = "select from tenant where id = current_tenant() for key share"
}

struct ListTenants: PostgresStatement {
    typealias Row = Tenant
    static let sql = "select \(TenantRow.columns) from list_tenants()"
    /// One tenant's unreadable dialect does not hide the others.
    static func decode(_ row: PostgresRow) throws -> Tenant {
        let dialect = try? StoredDialect.decode(row)
        return try TenantRow.decode(row, dialect: dialect ?? .unreadable)
    }
}

struct FindTenant: PostgresStatement {
    typealias Row = TenantID?
    static let sql = "select find_tenant($1) as id"
    let slug: TenantSlug

    var bindings: [PostgresValue] { [.text(slug.value)] }
    static func decode(_ row: PostgresRow) throws -> TenantID? { try row.optionalUUID("id").map { TenantID($0) } }
}

struct UpdateTenant: PostgresStatement {
    static let sql = "update tenant set \(TenantRow.written.assignments(from: 2)) where id = $1"
    let tenant: Tenant

    var bindings: [PostgresValue] {
        let written = NewTenant(
            slug: tenant.slug, name: tenant.name, environment: tenant.environment, luccaURL: tenant.luccaURL,
            planningPMEURL: tenant.planningPMEURL, contact: tenant.contact, settings: tenant.settings,
            formerAccounts: tenant.formerAccounts)
        return [.uuid(tenant.id.value)] + TenantRow.written.values(written)
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

/// Keeps members that only a later release knows.
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

/// Clears the dialect.
struct ResetTenantDialect: PostgresStatement {
    static let sql = "update tenant set planning_dialect = '{}' where id = $1"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
}

/// No row: it is already in doubt, or the tenant does not exist.
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

/// Also deletes everything that references the tenant: keys, secrets, memory.
struct DeleteTenant: PostgresStatement {
    static let sql = "delete from tenant where id = $1"
    let id: TenantID

    var bindings: [PostgresValue] { [.uuid(id.value)] }
}
