internal import PostgresClient
internal import SyncCore

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

/// An operator's word: it replaces any link.
struct SetDepartmentLink: PostgresStatement {
    static let sql = upsert
    let link: DepartmentLink

    var bindings: [PostgresValue] { PostgresStore.bindings([link]) }
}

/// A sync's finding: it replaces no explicit link.
struct RememberDepartmentLinks: PostgresStatement {
    static let sql = upsert + " where not department_link.is_explicit"
    let links: [DepartmentLink]

    var bindings: [PostgresValue] { PostgresStore.bindings(links) }
}

struct DeleteDepartmentLinks: PostgresStatement {
    static let sql = "delete from department_link where tenant_id = current_tenant()"
}
