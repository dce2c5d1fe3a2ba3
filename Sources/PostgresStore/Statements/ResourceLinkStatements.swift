internal import PostgresClient
internal import SyncCore

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
    /// Lucca's ids hold no slash.
    fileprivate var stored: String { departments.map(\.value).joined(separator: "/") }

    fileprivate init?(stored: String) {
        self.init(stored.split(separator: "/").map { DepartmentID(String($0)) })
    }
}
