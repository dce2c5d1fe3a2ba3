internal import PostgresClient
internal import SyncCore

/// Always one row, for the clock. After a database restore, the remembered data is old: it counts as never reconciled.
struct SelectTenantMemory: PostgresStatement {
    struct Row: Sendable {
        let loadedAt: Instant
        let surelyPast: Instant?
        let neutralType: UnavailabilityTypeKey?
        let reconciledAt: Instant?
        let recordedEntries: Int
        let catalogReadAt: Instant?
        let isMaking: Bool
    }

    static let sql = """
        select clock_timestamp() as loaded_at, neutral_type_key, catalog_read_at, coalesce(is_making, false) as is_making,
            case when reconciled_in = database_life() then reconciled_at end as reconciled_at,
            coalesce(recorded_entries, 0) as recorded_entries,
            nullif(surely_past(), '-infinity') as surely_past
        from (select) one left join tenant_memory on tenant_id = current_tenant()
        """

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            loadedAt: try row.instant("loaded_at"), surelyPast: try row.optionalInstant("surely_past"),
            neutralType: try row.optionalInt("neutral_type_key").map { UnavailabilityTypeKey($0) },
            reconciledAt: try row.optionalInstant("reconciled_at"), recordedEntries: try row.int("recorded_entries"),
            catalogReadAt: try row.optionalInstant("catalog_read_at"), isMaking: try row.bool("is_making"))
    }
}

/// Counts the entries after a whole read; from then on each write counts what it adds (`CountEntries`).
struct RememberPlanning: PostgresStatement {
    static let sql = """
        insert into tenant_memory as memory
            (tenant_id, neutral_type_key, reconciled_at, reconciled_in, recorded_entries, catalog_read_at, is_making)
        values (
            current_tenant(), $1::bigint, case when $2::boolean then clock_timestamp() end,
            case when $2::boolean then database_life() end,
            case when $2::boolean
                then (select count(*) from unavailability_ledger where tenant_id = current_tenant()) else 0 end,
            case when $3::boolean then clock_timestamp() end, coalesce($4::boolean, false))
        on conflict (tenant_id) do update
        set neutral_type_key = coalesce(excluded.neutral_type_key, memory.neutral_type_key),
            reconciled_at = coalesce(excluded.reconciled_at, memory.reconciled_at),
            reconciled_in = coalesce(excluded.reconciled_in, memory.reconciled_in),
            recorded_entries = case when $2::boolean then excluded.recorded_entries else memory.recorded_entries end,
            catalog_read_at = coalesce(excluded.catalog_read_at, memory.catalog_read_at),
            is_making = coalesce($4::boolean, memory.is_making)
        """
    var neutralType: UnavailabilityTypeKey?
    var wasReconciled = false
    var catalogWasRead = false
    var isMaking: Bool?

    var bindings: [PostgresValue] {
        [
            .optional(neutralType?.value) { .int($0) }, .bool(wasReconciled), .bool(catalogWasRead),
            .optional(isMaking) { .bool($0) },
        ]
    }
}

/// In the transaction that adds or removes entries: fewer entries than counted mean that some were lost.
struct CountEntries: PostgresStatement {
    static let sql = """
        update tenant_memory set recorded_entries = recorded_entries + $1::bigint where tenant_id = current_tenant()
        """
    /// Negative: removed.
    let added: Int

    var bindings: [PostgresValue] { [.int(added)] }
}

/// Also makes the next run read the catalog, to find the new type.
struct ForgetNeutralType: PostgresStatement {
    static let sql = """
        update tenant_memory set neutral_type_key = null, catalog_read_at = null where tenant_id = current_tenant()
        """
}

/// Makes the next run read the whole planning before it writes.
struct ForgetReconciliation: PostgresStatement {
    static let sql = "update tenant_memory set reconciled_at = null where tenant_id = current_tenant()"
}

struct DeleteTenantMemory: PostgresStatement {
    static let sql = "delete from tenant_memory where tenant_id = current_tenant()"
}

struct SelectResourceLinks: PostgresStatement {
    typealias Row = ResourceLink
    static let sql = """
        select employee_id, resource_key, identity_digest, department_id, department_lineage from resource_link
        where tenant_id = current_tenant()
        """

    static func decode(_ row: PostgresRow) throws -> ResourceLink {
        ResourceLink(
            employeeID: EmployeeID(try row.text("employee_id")),
            resource: try row.optionalInt("resource_key").map { ResourceKey($0) },
            identityDigest: try row.text("identity_digest"),
            department: try row.optionalText("department_id").map { DepartmentID($0) },
            lineage: try row.optionalText("department_lineage").flatMap { DepartmentLineage(stored: $0) })
    }
}

struct RememberResourceLinks: PostgresStatement {
    static let sql = """
        insert into resource_link (tenant_id, employee_id, resource_key, identity_digest, department_id, department_lineage)
        select current_tenant(), * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[])
        on conflict (tenant_id, employee_id) do update
        set resource_key = excluded.resource_key, identity_digest = excluded.identity_digest,
            department_id = excluded.department_id, department_lineage = excluded.department_lineage
        """
    let links: [ResourceLink]

    var bindings: [PostgresValue] {
        [
            .texts(links.map(\.employeeID.value)), .ints(links.map { $0.resource?.value }), .texts(links.map(\.identityDigest)),
            .texts(links.map { $0.department?.value }), .texts(links.map { $0.lineage?.stored }),
        ]
    }
}

struct ForgetGivenDepartment: PostgresStatement {
    static let sql = """
        update resource_link set department_id = null where tenant_id = current_tenant() and department_id = $1
        """
    let department: DepartmentID

    var bindings: [PostgresValue] { [.text(department.value)] }
}

struct DeleteResourceLinks: PostgresStatement {
    static let sql = "delete from resource_link where tenant_id = current_tenant()"
}

extension DepartmentLineage {
    /// Lucca's ids contain no slash.
    fileprivate var stored: String { departments.map(\.value).joined(separator: "/") }

    fileprivate init?(stored: String) {
        self.init(stored.split(separator: "/").map { DepartmentID(String($0)) })
    }
}

struct SelectDepartmentLinks: PostgresStatement {
    typealias Row = DepartmentLink
    static let sql = """
        select department_id, planning_department_key, is_explicit from department_link
        where tenant_id = current_tenant()
        """

    static func decode(_ row: PostgresRow) throws -> DepartmentLink {
        DepartmentLink(
            departmentID: DepartmentID(try row.text("department_id")),
            planningDepartment: try row.optionalInt("planning_department_key").map { PlanningDepartmentKey($0) },
            isExplicit: try row.bool("is_explicit"))
    }
}

private func bindings(_ links: [DepartmentLink]) -> [PostgresValue] {
    [
        .texts(links.map(\.departmentID.value)), .ints(links.map { $0.planningDepartment?.value }),
        .bools(links.map(\.isExplicit)),
    ]
}

private let upsert = """
    insert into department_link (tenant_id, department_id, planning_department_key, is_explicit)
    select current_tenant(), * from unnest($1::text[], $2::bigint[], $3::boolean[])
    on conflict (tenant_id, department_id) do update
    set planning_department_key = excluded.planning_department_key, is_explicit = excluded.is_explicit
    """

/// An operator's link: it replaces any link.
struct SetDepartmentLink: PostgresStatement {
    static let sql = upsert
    let link: DepartmentLink

    var bindings: [PostgresValue] { PostgresStore.bindings([link]) }
}

/// A sync's link: it does not replace an explicit one.
struct RememberDepartmentLinks: PostgresStatement {
    static let sql = upsert + " where not department_link.is_explicit"
    let links: [DepartmentLink]

    var bindings: [PostgresValue] { PostgresStore.bindings(links) }
}

struct DeleteExplicitDepartmentLink: PostgresStatement {
    static let sql = "delete from department_link where tenant_id = current_tenant() and department_id = $1 and is_explicit"
    let department: DepartmentID

    var bindings: [PostgresValue] { [.text(department.value)] }
}

struct DeleteDepartmentLinks: PostgresStatement {
    static let sql = "delete from department_link where tenant_id = current_tenant()"
}
