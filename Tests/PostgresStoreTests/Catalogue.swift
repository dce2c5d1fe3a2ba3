import PostgresClient
import PostgresTestKit

/// What is in a database, by its own account: a table added later is found without being named here.
enum Catalogue {
    struct Table: Sendable {
        let name: String
        let kind: String
        /// The column that names the tenant.
        let tenantColumn: String
        let isPartition: Bool
        let isSecured: Bool
    }

    /// Tables that hold no tenant's rows.
    static let shared: Set<String> = ["request_budget", "schema_migration"]

    /// Tables, partitions and views, but the shared ones.
    static func tenantTables(of database: TestDatabase) async throws -> [Table] {
        try await database.superuser.query(ListTables()).filter { !shared.contains($0.name) }
    }

    private struct ListTables: PostgresStatement {
        typealias Row = Table
        static let sql = """
            select relname, relkind::text as relkind, relispartition, relrowsecurity and relforcerowsecurity as secured
            from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by relname
            """

        static func decode(_ row: PostgresRow) throws -> Table {
            let name = try row.text("relname")
            return Table(
                name: name, kind: try row.text("relkind"), tenantColumn: name == "tenant" ? "id" : "tenant_id",
                isPartition: try row.bool("relispartition"), isSecured: try row.bool("secured"))
        }
    }
}
