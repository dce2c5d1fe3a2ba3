internal import PostgresClient
internal import SyncCore

struct SelectResourceLinks: PostgresStatement {
    typealias Row = ResourceLink
    static let sql = """
        select employee_id, resource_key, identity_digest, department_id from resource_link
        where tenant_id = current_tenant()
        """

    static func decode(_ row: PostgresRow) throws -> ResourceLink {
        ResourceLink(
            employeeID: EmployeeID(try row.text("employee_id")),
            resource: try row.optionalInt("resource_key").map { ResourceKey($0) },
            identityDigest: try row.text("identity_digest"),
            department: try row.optionalText("department_id").map { DepartmentID($0) })
    }
}

struct RememberResourceLinks: PostgresStatement {
    static let sql = """
        insert into resource_link (tenant_id, employee_id, resource_key, identity_digest, department_id)
        select current_tenant(), * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[])
        on conflict (tenant_id, employee_id) do update
        set resource_key = excluded.resource_key, identity_digest = excluded.identity_digest,
            department_id = excluded.department_id
        """
    let links: [ResourceLink]

    var bindings: [PostgresValue] {
        [
            .texts(links.map(\.employeeID.value)), .ints(links.map { $0.resource?.value }), .texts(links.map(\.identityDigest)),
            .texts(links.map { $0.department?.value }),
        ]
    }
}

struct ForgetResourceLinks: PostgresStatement {
    static let sql = "delete from resource_link where tenant_id = current_tenant() and employee_id = any ($1::text[])"
    let employees: [EmployeeID]

    var bindings: [PostgresValue] { [.texts(employees.map(\.value))] }
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
