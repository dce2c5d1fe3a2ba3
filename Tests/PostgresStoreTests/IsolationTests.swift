import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

/// Row-level security and rights, tested on every table in the catalogue with every role.
@Suite("Isolation of tenants")
struct IsolationTests {
    @Test func everyTableNamesItsTenantOrIsListedWithAReason() async throws {
        try await withTestDatabase { database, _ in
            let tables = try await Catalogue.tables(of: database)
            let without = Set(tables.filter { $0.tenantColumn == nil }.map(\.name))
            #expect(without == Set(Catalogue.shared.keys))
        }
    }

    @Test func everyRoleOfTheClusterIsTried() async throws {
        try await withTestDatabase { database, _ in
            let roles = try await database.superuser.query(ListRoles())
            #expect(Set(roles) == Set(TestRole.allCases.map(\.rawValue)))
        }
    }

    private struct ListRoles: PostgresStatement {
        static let sql = "select rolname::text as name from pg_roles where rolname like 'passerelle%'"
        static func decode(_ row: PostgresRow) throws -> String { try row.text("name") }
    }

    @Test func everyTenantTableIsSecuredAndForced() async throws {
        try await withTestDatabase { database, _ in
            let tables = try await Catalogue.tables(of: database).filter { $0.tenantColumn != nil }
            #expect(tables.count > 12)
            for table in tables {
                // A view has no policies of its own: it must read with its reader's rights.
                if table.kind == "v" { #expect(table.isInvoker, "\(table.name)") }
                if table.kind != "v" { #expect(table.isSecured, "\(table.name)") }
                #expect(
                    ["r", "p", "v"].contains(table.kind), "\(table.name) is of a kind that row-level security does not reach")
            }
        }
    }

    /// Two tenants with a row in every table, and a snapshot of the second one's rows.
    private func withTwoTenants(
        _ body:
            @Sendable (_ database: TestDatabase, _ worker: PostgresPool, _ acme: Tenant, _ globex: Tenant) async throws -> Void
    ) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let acme = try await Seed.everything("acme", in: worker)
            let globex = try await Seed.everything("globex", in: worker)
            for tenant in [acme, globex] { try await IsolationRows.complete(tenant.id, in: database) }
            for table in try await Catalogue.tenantTables(of: database) where !table.isPartition {
                for tenant in [acme, globex] {
                    let rows = try await Probe.count(
                        "select count(*) from \(table.name) where \(table.tenantColumn) = '\(tenant.id)'", of: nil,
                        database.superuser)
                    #expect(rows != .rows(0), "\(table.name) of \(tenant.slug) has no row to try")
                }
            }
            try await body(database, worker, acme, globex)
        }
    }

    @Test(arguments: [TestRole.worker, .reader, .operator, .admin, .owner])
    func noRoleReachesAnotherTenantsRows(role: TestRole) async throws {
        try await withTwoTenants { database, _, acme, globex in
            let tables = try await Catalogue.tenantTables(of: database)
            let before = try await contents(tables, of: globex, database)
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
                        let locked = try await Probe.change(
                            "select from \(table.name) where \(theirs) for update", of: tenant, pool)
                        #expect(isNothing(locked), "\(role) locked rows of \(table.name)")
                        let deleted = try await Probe.change("delete from \(table.name) where \(theirs)", of: tenant, pool)
                        #expect(isNothing(deleted), "\(role) deleted from \(table.name)")
                    }
                    // The tenant's own row, copied to the other one, and moved to it.
                    let planted = try await Probe.change(
                        """
                        insert into \(table.name) overriding system value select (jsonb_populate_record(
                            null::\(table.name), to_jsonb(own) || jsonb_build_object('\(table.tenantColumn)', '\(globex.id)'))).*
                        from \(table.name) own
                        """, of: acme.id, pool)
                    #expect(isNothing(planted), "\(role) inserted into \(table.name)")
                    let given = try await Probe.change(
                        "update \(table.name) set \(table.tenantColumn) = '\(globex.id)'", of: acme.id, pool)
                    #expect(isNothing(given), "\(role) moved rows of \(table.name)")
                }
            }
            #expect(try await contents(tables, of: globex, database) == before)
        }
    }

    @Test func deletingATenantTouchesNoOthersRowsAndLeavesNoneOfItsOwn() async throws {
        try await withTwoTenants { database, worker, acme, globex in
            let tables = try await Catalogue.tenantTables(of: database)
            let before = try await contents(tables, of: globex, database)
            // A live run prevents a deletion.
            try await database.superuser.withConnection { connection in
                try await connection.executeScript("delete from run where tenant_id = '\(acme.id)'")
            }
            try await PostgresTenantRegistry(pool: worker).delete(acme.id)
            #expect(try await contents(tables, of: globex, database) == before)
            // The audit log keeps ids, so that who deleted the tenant can be asked later.
            for table in try await Catalogue.tables(of: database) where table.kind != "v" && table.name != "audit_entry" {
                // Wherever the id may be: in a column of its own, or within a text.
                let left = try await Probe.count(
                    "select count(*) from \(table.name) record where position('\(acme.id)' in record::text) > 0", of: nil,
                    database.superuser)
                #expect(left == .rows(0), "\(table.name)")
            }
        }
    }

    @Test func theWorkerSeesItsOwnTenantOnly() async throws {
        try await withTwoTenants { database, worker, acme, _ in
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

    /// PostgreSQL answers a grant by a role without the right with a warning only.
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
                for table in [
                    "tenant", "run", "run_history", "run_problem", "run_step", "run_change", "run_record", "reason_rule",
                ] {
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

    private func isNothing(_ answer: Probe.Answer) -> Bool {
        switch answer {
        case .rows(let count): count == 0
        // A missing right, a violated policy or a view that cannot be written.
        case .refused(let state): [SQLState.insufficientPrivilege, "55000", "0A000"].contains(state)
        }
    }

    private func contents(
        _ tables: [Catalogue.TenantTable], of tenant: Tenant, _ database: TestDatabase
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
