import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

/// Row-level security and rights, tried on every table the catalogue knows with every role.
@Suite("Isolation of tenants")
struct IsolationTests {
    @Test func everyTenantTableIsSecuredAndForced() async throws {
        try await withTestDatabase { database, _ in
            let tables = try await Catalogue.tenantTables(of: database)
            #expect(tables.count > 12)
            for table in tables where table.kind != "v" { #expect(table.isSecured, "\(table.name)") }
        }
    }

    @Test(arguments: TestRole.allCases)
    func noRoleReachesAnotherTenantsRows(role: TestRole) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let acme = try await Seed.everything("acme", in: worker)
            let globex = try await Seed.everything("globex", in: worker)
            let tables = try await Catalogue.tenantTables(of: database)
            let before = try await contents(tables, of: globex, database)
            for table in tables where !table.isPartition {
                for tenant in [acme, globex] {
                    let rows = try await Probe.count(
                        "select count(*) from \(table.name) where \(table.tenantColumn) = '\(tenant.id)'", of: nil,
                        database.superuser)
                    // A new table must be seeded to be tried here.
                    #expect(rows != .rows(0), "\(table.name) of \(tenant.slug) has no row: add one to Seed")
                }
            }
            try await database.withPool(as: role) { pool in
                for table in tables {
                    let theirs = "\(table.tenantColumn) = '\(globex.id)'"
                    for tenant in [acme.id, nil] {
                        let read = try await Probe.count("select count(*) from \(table.name) where \(theirs)", of: tenant, pool)
                        #expect(isNothing(read), "\(role) read \(table.name)")
                        let updated = try await Probe.change(
                            "update \(table.name) set \(table.tenantColumn) = \(table.tenantColumn) where \(theirs)", of: tenant,
                            pool)
                        #expect(isNothing(updated), "\(role) updated \(table.name)")
                        let deleted = try await Probe.change("delete from \(table.name) where \(theirs)", of: tenant, pool)
                        #expect(isNothing(deleted), "\(role) deleted from \(table.name)")
                    }
                    // The tenant's own row, given to the other one.
                    let planted = try await Probe.change(
                        """
                        insert into \(table.name) select (jsonb_populate_record(
                            null::\(table.name), to_jsonb(own) || jsonb_build_object('\(table.tenantColumn)', '\(globex.id)'))).*
                        from \(table.name) own
                        """, of: acme.id, pool)
                    #expect(isNothing(planted), "\(role) inserted into \(table.name)")
                }
            }
            #expect(try await contents(tables, of: globex, database) == before)
        }
    }

    @Test func theWorkerSeesItsOwnTenantOnly() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let acme = try await Seed.everything("acme", in: worker)
            _ = try await Seed.everything("globex", in: worker)
            for table in try await Catalogue.tenantTables(of: database) where !table.isPartition {
                let own = try await Probe.count("select count(*) from \(table.name)", of: acme.id, worker)
                guard case .rows(let count) = own else {
                    Issue.record("\(table.name): \(own)")
                    continue
                }
                #expect(count > 0, "\(table.name)")
                let owned = try await Probe.count(
                    "select count(*) from \(table.name) where \(table.tenantColumn) = '\(acme.id)'", of: nil, database.superuser)
                #expect(owned == .rows(count), "\(table.name)")
                #expect(try await Probe.count("select count(*) from \(table.name)", of: nil, worker) == .rows(0), "\(table.name)")
            }
        }
    }

    @Test(
        arguments: [
            "create table mine (id int)", "alter table run add column extra int", "drop table run",
            "drop table run_change cascade",
            "truncate run", "create index mine on run (worker)", "create function mine() returns int language sql as 'select 1'",
            "alter table run disable row level security", "alter table run no force row level security",
            "drop policy own_tenant on run", "create policy mine on run using (true)", "create view mine as select * from run",
            "create schema mine",
            "create trigger mine before insert on run execute function current_tenant()",
            "alter function list_tenants() security invoker", "delete from schema_migration",
        ])
    func theWorkerChangesNoSchema(sql: String) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            for role in [TestRole.worker, .reader] {
                try await database.withPool(as: role) { pool in
                    let answer = try await Probe.change(sql, of: nil, pool)
                    guard case .refused(let state) = answer else {
                        Issue.record("\(role): \(answer)")
                        return
                    }
                    #expect([SQLState.insufficientPrivilege].contains(state), "\(role)")
                }
            }
        }
    }

    /// PostgreSQL answers a grant by someone without the right to it with a warning only.
    @Test func theWorkerGrantsNothing() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            _ = try await Probe.change("grant select on credential to passerelle_reader", of: nil, worker)
            let granted = try await Probe.count(
                "select count(*) where has_table_privilege('passerelle_reader', 'credential', 'select')", of: nil,
                database.superuser)
            #expect(granted == .rows(0))
        }
    }

    @Test func theReaderSeesHistoryAndNoSecret() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Seed.everything("acme", in: worker)
            try await database.withPool(as: .reader) { reader in
                for table in ["tenant", "run", "run_history", "run_problem", "run_change", "run_record", "reason_rule"] {
                    let answer = try await Probe.count("select count(*) from \(table)", of: tenant.id, reader)
                    #expect(answer != .rows(0), "\(table)")
                    guard case .rows = answer else {
                        Issue.record("\(table): \(answer)")
                        continue
                    }
                    let written = try await Probe.change("delete from \(table)", of: tenant.id, reader)
                    guard case .refused = written else {
                        Issue.record("\(table) was written by the reader")
                        continue
                    }
                }
                for table in ["credential", "tenant_data_key", "unavailability_ledger", "resource_link"] {
                    let answer = try await Probe.count("select count(*) from \(table)", of: tenant.id, reader)
                    #expect(answer == .refused(SQLState.insufficientPrivilege), "\(table)")
                }
                let registry = PostgresTenantRegistry(pool: reader)
                let runs = PostgresRunStore(pool: reader)
                #expect(try await registry.tenant(tenant.slug) == tenant)
                #expect(try await registry.list() == [tenant])
                let listed = try await runs.list(RunFilter())
                #expect(listed.count == 2)
                #expect(try await runs.problems(of: #require(listed.last).id) == [Samples.problem])
                try await expectError(.databaseForbidden) { try await registry.setState(.active, of: tenant.id, from: [.draft]) }
            }
        }
    }

    /// Each looks across tenants or makes partitions; one more must be judged and added here.
    @Test func theFunctionsThatRunAsAnotherRoleAreAClosedList() async throws {
        try await withTestDatabase { database, _ in
            let found = try await database.superuser.query(ListDefiners())
            #expect(
                found.map(\.name) == [
                    "ensure_history_partitions", "find_tenant", "list_data_key_usage", "list_runs", "list_tenants",
                    "list_tenants_under_other_master_key", "prune_history", "tenant_of_run",
                ])
            for function in found {
                #expect(function.isPinned, "\(function.name)")
                #expect(!function.isPublic, "\(function.name)")
                let makesPartitions = ["ensure_history_partitions", "prune_history"].contains(function.name)
                #expect(function.owner == (makesPartitions ? "passerelle_owner" : "passerelle_directory"), "\(function.name)")
            }
        }
    }

    private struct ListDefiners: PostgresStatement {
        struct Row: Sendable {
            let name: String
            let owner: String
            let isPinned: Bool
            let isPublic: Bool
        }

        static let sql = """
            select proname, proowner::regrole::text as owner,
                coalesce('search_path=pg_catalog, public, pg_temp' = any (proconfig), false) as pinned,
                has_function_privilege('public', oid, 'execute') as open
            from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by proname
            """

        static func decode(_ row: PostgresRow) throws -> Row {
            Row(
                name: try row.text("proname"), owner: try row.text("owner"), isPinned: try row.bool("pinned"),
                isPublic: try row.bool("open"))
        }
    }

    private func isNothing(_ answer: Probe.Answer) -> Bool {
        switch answer {
        case .rows(let count): count == 0
        // Lacking a right, or violating a policy; a view that can't be written.
        case .refused(let state): [SQLState.insufficientPrivilege, "55000", "0A000"].contains(state)
        }
    }

    private func contents(
        _ tables: [Catalogue.Table], of tenant: Tenant, _ database: TestDatabase
    ) async throws -> [String: Probe.Answer] {
        var found: [String: Probe.Answer] = [:]
        for table in tables {
            found[table.name] = try await Probe.count(
                """
                select coalesce(sum(hashtextextended(record::text, 0) % 1000003), 0)::bigint
                from \(table.name) record where \(table.tenantColumn) = '\(tenant.id)'
                """, of: nil, database.superuser)
        }
        return found
    }
}
