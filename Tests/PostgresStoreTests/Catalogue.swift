import PostgresClient
import PostgresTestKit

/// What is in a database, according to its own catalogue: a new table is found automatically.
enum Catalogue {
    struct Table: Sendable {
        let name: String
        /// As in `pg_class`: `r`, `p`, `v`.
        let kind: String
        /// The column that names the tenant; nil for a table without one.
        let tenantColumn: String?
        let isPartition: Bool
        let isSecured: Bool
        /// A view that reads with its caller's rights.
        let isInvoker: Bool
    }

    /// A table, partition or view with a tenant's rows.
    struct TenantTable: Sendable {
        let name: String
        let kind: String
        let tenantColumn: String
        let isPartition: Bool
        let isSecured: Bool
    }

    /// Tables without tenants' rows, each with the reason.
    static let shared: [String: String] = [
        "alert_delivery": "which worker posts alerts, and whether Alertmanager accepts them",
        "audit_entry": "who did what to a tenant: kept when the tenant is gone, and read through functions alone",
        "audit_head": "the last entry of the audit log",
        "audit_pending": "a transaction's own changes until it commits; no other one ever sees a row",
        "audit_text": "what entries say: read through functions alone, and emptied when their tenant is erased",
        "batch": "commands for many tenants",
        "batch_item": "which tenants a command was for, by slug: whoever may start one sees them all",
        "clock_sighting": "days on which the database was in use",
        "fleet_pause": "a maintenance of the whole fleet",
        "console_link": "who may sign in to the console with which link: hashes and logins",
        "console_session": "who is signed in to the console: hashes and logins",
        "master_key": "names the keyring's keys; holds none of them",
        "operator_login": "which logins are people's: they work for every tenant",
        "request_budget":
            "counts requests by remote account and AppKey, which several tenants may share; holds no data of either",
        "sealing_key": "public halves of the keyring's keys, which seal for every tenant",
        "schema_function": "the schema's own functions",
        "schema_migration": "the schema's own history",
        "worker": "the members of the fleet, which work for every tenant",
    ]

    /// Everything outside PostgreSQL's own schemas.
    static func tables(of database: TestDatabase) async throws -> [Table] {
        try await database.superuser.query(ListTables())
    }

    static func tenantTables(of database: TestDatabase) async throws -> [TenantTable] {
        try await tables(of: database).compactMap { table in
            table.tenantColumn.map {
                TenantTable(
                    name: table.name, kind: table.kind, tenantColumn: $0, isPartition: table.isPartition,
                    isSecured: table.isSecured)
            }
        }
    }

    private struct ListTables: PostgresStatement {
        typealias Row = Table
        static let sql = """
            select case nspname when 'public' then relname else nspname || '.' || relname end as name,
                relkind::text as kind, relispartition, relrowsecurity and relforcerowsecurity as secured,
                coalesce('security_invoker=true' = any (reloptions), false) as invoker,
                case when relname = 'tenant' then 'id' else (
                    select attname from pg_attribute where attrelid = relation.oid and attname = 'tenant_id') end as tenant_column
            from pg_class relation join pg_namespace schema on schema.oid = relnamespace
            where nspname !~ '^pg_' and nspname <> 'information_schema' and relkind in ('r', 'p', 'v', 'm', 'f')
            order by 1
            """

        static func decode(_ row: PostgresRow) throws -> Table {
            Table(
                name: try row.text("name"), kind: try row.text("kind"),
                tenantColumn: try row.isNull("tenant_column") ? nil : row.text("tenant_column"),
                isPartition: try row.bool("relispartition"), isSecured: try row.bool("secured"),
                isInvoker: try row.bool("invoker"))
        }
    }
}
