import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// What the database lets each person's login do, with real logins and any SQL.
@Suite("Operators in PostgreSQL", .timeLimit(.minutes(10)))
struct OperatorTests {
    /// Who tries: a role of people, or a worker's own login beside operators.
    enum Standing: Int, CaseIterable, Sendable {
        case viewer, `operator`, approver, admin, fleet

        var roles: [TestRole] {
            switch self {
            case .viewer: [.viewer]
            case .operator: [.operator]
            case .approver: [.approver]
            case .admin: [.admin]
            case .fleet: [.worker]
            }
        }
    }

    /// A statement, and who may run it.
    struct Attempt: Sendable, CustomTestStringConvertible {
        let sql: String
        let allowed: Set<Standing>
        var testDescription: String { sql }

        init(_ sql: String, _ allowed: Set<Standing>) {
            self.sql = sql
            self.allowed = allowed
        }
    }

    private static let operators: Set<Standing> = [.operator, .approver, .admin]
    private static let approvers: Set<Standing> = [.approver, .admin]

    /// Each change that the program can ask for, and what else one might try. All of the tenant of `Seed.everything`.
    static let attempts: [Attempt] = [
        Attempt("update tenant set name = 'x'", operators),
        Attempt("update tenant set brake_count = brake_count + 1", approvers),
        Attempt("update tenant set brake_percent = 100", approvers),
        Attempt("update tenant set brake_percent = 1, brake_count = 1", operators),
        Attempt("update tenant set state = 'paused'", operators),
        Attempt("update tenant set state = 'active'", operators),
        Attempt("update tenant set planning_dialect = '{\"doubt\": {}}'", operators.union([.fleet])),
        Attempt("delete from run_history", approvers), Attempt("delete from run_problem", approvers),
        Attempt("delete from run_change", approvers), Attempt("delete from tenant", approvers),
        Attempt("update credential set sealed = sealed", operators), Attempt("delete from credential", operators),
        Attempt("select sealed from credential", operators.union([.fleet])),
        Attempt("select wrapped from tenant_data_key", operators.union([.fleet])),
        Attempt("update tenant_data_key set wrapped = wrapped", [.admin]),
        Attempt("delete from tenant_data_key", []),
        Attempt("insert into master_key (number, id) values (99, 'x')", [.admin]),
        Attempt("insert into reason_rule values (current_tenant(), '99', 'hide', null, 'operator')", operators),
        Attempt("delete from reason_rule", operators),
        Attempt("update department_link set planning_department_key = 1", operators),
        Attempt("delete from field_rule", operators),
        Attempt("update run set cancel_requested = true", operators),
        Attempt("update run set approves = 1", []), Attempt("update run set worker = 'w9'", [.fleet]),
        Attempt("update run set lease_term = lease_term + 1", []),
        Attempt("delete from run", [.fleet]),
        Attempt("update run_history set state = 'succeeded'", []),
        Attempt("update run_history set approved_by = 1 where state = 'needs_review'", [.fleet]),
        Attempt("update run_history set rejected_by = 'x'", []),
        Attempt("update run_change set declined_at = null", []),
        Attempt("insert into run_change select * from run_change limit 0", [.fleet]),
        Attempt("update unavailability_ledger set event_key = 1", [.fleet]),
        Attempt("insert into unavailability_ledger select * from unavailability_ledger limit 0", [.fleet]),
        Attempt("select * from claim_runs('w9', 60, 1, true)", [.fleet]), Attempt("select prune_history(12)", [.fleet]),
        Attempt("delete from worker", [.fleet]),
        Attempt("insert into fleet_pause (reason) values ('x')", [.admin]), Attempt("update fleet_pause set reason = 'x'", []),
        Attempt("insert into batch (operation, parameters) values ('x', 'x')", operators.union([.fleet])),
        Attempt("insert into sealing_key (id, public) values ('sk-x', decode(repeat('00', 32), 'hex'))", [.admin]),
        Attempt(
            "insert into sealing_key (id, public) values ('sk-x', decode(repeat('00', 32), 'hex')) "
                + "on conflict (id) do update set number = default", [.admin]),
        Attempt("update sealing_key set published_by = 'boss'", []),
        Attempt("insert into sealing_key (id, public, published_by) values ('sk-x', decode('00', 'hex'), 'boss')", []),
        Attempt("delete from sealing_key", []), Attempt("select public from sealing_key", Set(Standing.allCases)),
        Attempt("select sealed from sealed_credential", operators.union([.fleet])),
        Attempt("update sealed_credential set sealed = '\\x02'", operators),
        Attempt("update sealed_credential set fault = 'unreadable'", operators.union([.fleet])),
        Attempt("delete from sealed_credential", operators.union([.fleet])),
        Attempt("insert into queued_operation (tenant_id, kind) values (current_tenant(), 'check')", operators),
        Attempt(
            "insert into queued_operation (tenant_id, kind, requested_by) values (current_tenant(), 'check', 'boss')", []),
        Attempt("update queued_operation set requested_by = 'boss'", []),
        Attempt("update queued_operation set kind = 'probe'", []),
        Attempt("update queued_operation set result = '{}'", [.fleet]), Attempt("delete from queued_operation", []),
        Attempt("select result from queued_operation", Set(Standing.allCases)),
        Attempt("select * from claim_operations('w9', 60, 1)", [.fleet]),
        Attempt("select * from list_operations(null, 5)", Set(Standing.allCases)),
        Attempt("select operator_disable('nobody')", [.admin]),
        Attempt("select operator_add('nobody', 'admin', false, false)", [.admin]),
        Attempt("select * from operator_end_sessions('nobody')", [.admin]),
        Attempt("insert into operator_login (login, granted, is_shared) values ('x', 'admin', false)", []),
        Attempt("update operator_login set granted = 'admin'", []), Attempt("select * from operator_login", []),
        Attempt("select console_void('nobody')", []), Attempt("select console_begin('nobody', 'x', false)", []),
        Attempt("select console_redeem('x', 'y')", []), Attempt("select console_vouch('nobody', 'x')", []),
        Attempt("select * from console_session", []), Attempt("set role passerelle_console", []),
        Attempt("select operator_strip('nobody')", []), Attempt("set role passerelle_owner", []),
        Attempt("set role passerelle_audit", []), Attempt("set role passerelle_people", []),
        Attempt("set role passerelle_directory", []),
        Attempt("set role passerelle_worker", [.fleet]), Attempt("set role passerelle_operator", operators),
        Attempt("set role passerelle_approver", approvers), Attempt("set session authorization passerelle_owner", []),
        Attempt("grant passerelle_admin to current_user", []), Attempt("alter table tenant disable trigger all", []),
        Attempt("drop trigger guard_update on tenant", []), Attempt("set session_replication_role = replica", []),
        Attempt("create temporary table operator_login (login text)", Set(Standing.allCases)),
    ]

    /// What a session runs, rolled back.
    private func isAllowed(_ sql: String, of tenant: TenantID, _ pool: PostgresPool) async throws -> Bool {
        try await pool.withConnection { connection in
            do {
                try await connection.executeScript(
                    "begin; select set_config('passerelle.tenant', '\(tenant)', true); \(sql); rollback")
                return true
            } catch let error as PostgresError {
                try await connection.executeScript("rollback")
                #expect(error.sqlstate == SQLState.insufficientPrivilege, "\(sql): \(error)")
                return false
            }
        }
    }

    private func withOperators(
        _ standing: Standing, _ body: (TestDatabase, PostgresPool, _ login: String, Tenant) async throws -> Void
    ) async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Seed.everything("acme", in: worker)
            try await database.withLogin(in: []) { other, _ in
                // With the first one, a worker's login is no longer everybody.
                #expect(
                    try await PostgresOperatorStore(pool: worker).add(other, .viewer, isShared: false, worksToo: false) == .added)
                try await database.withLogin(in: standing.roles, as: standing == .fleet ? .worker : nil) { login, pool in
                    try await body(database, pool, login, tenant)
                }
            }
        }
    }

    @Test("Each statement is denied to everyone below its right, whatever the program says", arguments: Standing.allCases)
    func theDatabaseRefuses(standing: Standing) async throws {
        try await withOperators(standing) { _, pool, _, tenant in
            for attempt in Self.attempts {
                let allowed = try await isAllowed(attempt.sql, of: tenant.id, pool)
                #expect(allowed == attempt.allowed.contains(standing), "\(standing): \(attempt.sql)")
            }
        }
    }

    /// Taken from the catalogue, so that a new table or function is closed until it is listed.
    @Test func aViewerChangesNoTableAndCallsNoFunctionThatDoes() async throws {
        try await withOperators(.viewer) { database, pool, _, tenant in
            for table in try await Catalogue.tables(of: database) {
                for sql in [
                    "insert into \(table.name) select * from \(table.name)", "delete from \(table.name)",
                    "truncate \(table.name)",
                ] {
                    let answer = try await change(sql, of: tenant.id, pool) ?? "done"
                    // Denied; a view or an identity that no one may write to.
                    #expect(["42501", "428C9", "55000", "42809"].contains(answer), "\(sql): \(answer)")
                }
            }
            let callable = Set(try await pool.query(ListCallable()))
            #expect(callable == Self.viewersFunctions)
        }
    }

    /// They read, or record under the login's own name; `operator_…` ask for a right of their own.
    private static let viewersFunctions: Set<String> = [
        "alert_list", "alert_overview",
        "api_notice_overview", "audit_last", "audit_list", "audit_of_run", "audit_read", "audit_record", "audit_timeline",
        "budget_shares",
        "console_days", "console_new_problems", "console_night", "console_open", "console_shared_codes", "console_standings",
        "count_runs",
        "current_tenant", "database_life", "dialect_overview", "events_of_employee", "find_tenant", "is_open_review",
        "list_credentials", "list_operations", "list_runs", "list_schedules", "list_sealed_credentials", "operation_limits",
        "operation_state",
        "list_tenant_health",
        "list_suspended_tenants", "list_taken_days", "list_tenants", "operator_add", "operator_disable", "operator_end_sessions",
        "operator_list", "operator_strangers", "page_runs", "queue_overview", "require_right", "right_of_login", "surely_past",
        "tenant_of_operation", "tenant_of_run", "who_am_i",
    ]

    private struct ListCallable: PostgresStatement {
        static let sql = """
            select proname from pg_proc where pronamespace = 'public'::regnamespace and has_function_privilege(oid, 'execute')
            """
        static func decode(_ row: PostgresRow) throws -> String { try row.text("proname") }
    }

    /// nil: it was not refused.
    private func change(_ sql: String, of tenant: TenantID, _ pool: PostgresPool) async throws -> String? {
        try await pool.withConnection { connection in
            do {
                try await connection.executeScript(
                    "begin; select set_config('passerelle.tenant', '\(tenant)', true); \(sql); rollback")
                return nil
            } catch let error as PostgresError {
                try await connection.executeScript("rollback")
                return error.sqlstate ?? "none"
            }
        }
    }

    /// What the roles of people may write, table by table: a new one is closed until someone decides.
    @Test func peopleWriteTheListedTablesOnly() async throws {
        try await withTestDatabase { database, _ in
            var found: [String: Set<String>] = [:]
            for grant in try await database.superuser.query(ListWrites()) { found[grant.role, default: []].insert(grant.right) }
            #expect(found["passerelle_viewer"] == nil)
            #expect(
                found["passerelle_operator"] == [
                    "insert batch", "delete batch", "insert batch_item", "update batch_item",
                    "insert api_notice", "update api_notice", "delete api_notice", "insert credential", "update credential",
                    "delete credential", "insert department_link", "update department_link", "delete department_link",
                    "update field_memory", "delete field_memory", "insert field_rule", "update field_rule", "delete field_rule",
                    "insert lucca_account", "delete lucca_account", "insert master_key", "insert queued_operation",
                    "insert sealed_credential", "update sealed_credential", "delete sealed_credential", "insert reason_rule",
                    "update reason_rule", "delete reason_rule", "insert request_budget", "update request_budget",
                    "delete request_budget", "update resource_link", "delete resource_link", "insert run", "update run",
                    "delete run", "insert run_history", "insert tenant", "update tenant", "insert tenant_data_key",
                    "update tenant_memory", "delete tenant_memory", "insert tenant_schedule", "update tenant_schedule",
                    "delete tenant_schedule", "delete unavailability_ledger",
                ])
            let ofApprovers: Set = [
                "delete tenant", "delete run_history", "delete run_problem", "delete run_step", "delete run_change",
                "update run_history",
            ]
            #expect(found["passerelle_approver"] == ofApprovers)
            #expect(
                found["passerelle_admin"] == [
                    "update tenant_data_key", "insert sealing_key", "update sealing_key", "insert fleet_pause",
                    "delete fleet_pause",
                ])
            let ofTheConsole: Set = [
                "update tenant", "update tenant_schedule", "insert run", "update run", "delete run", "insert run_history",
                "update run_history", "insert queued_operation",
            ]
            #expect(found["passerelle_console"] == ofTheConsole)
            #expect(found["passerelle_console_proxy"] == nil)
        }
    }

    private struct ListWrites: PostgresStatement {
        struct Row: Sendable {
            let role: String
            let right: String
        }

        static let sql = """
            select distinct grantee::regrole::text as role, lower(privilege_type) || ' ' || relname as granted
            from (
                select relname, acl.* from pg_class, aclexplode(relacl) acl where relnamespace = 'public'::regnamespace
                union all
                select relname, acl.* from pg_attribute join pg_class on pg_class.oid = attrelid, aclexplode(attacl) acl
                where relnamespace = 'public'::regnamespace) every
            where privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES')
                and grantee::regrole::text in (
                    'passerelle_viewer', 'passerelle_operator', 'passerelle_approver', 'passerelle_admin',
                    'passerelle_console', 'passerelle_console_proxy')
            """
        static func decode(_ row: PostgresRow) throws -> Row {
            Row(role: try row.text("role"), right: try row.text("granted"))
        }
    }

    @Test func withoutOperatorsAWorkersLoginIsAdmin() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await database.withLogin(in: [.worker], as: .worker) { login, pool in
                let store = PostgresOperatorStore(pool: pool)
                #expect(try await store.current().standing == .person(.admin))
                try await PostgresTenantRegistry(pool: pool).delete(tenant.id)
                try await database.withLogin(in: []) { lea, _ in
                    let added = try await store.add(lea, .admin, isShared: false, worksToo: false)
                    #expect(added == .added)
                    #expect(try await store.current().standing == .fleet)
                    #expect(try await code { _ = try await store.disable(lea) } == .rightMissing)
                    #expect(try await PostgresOperatorStore(pool: worker).disable(lea) == .disabled)
                    // Nobody is left, and the fleet's login gains nothing by it.
                    #expect(try await store.current().standing == .fleet)
                    #expect(try await store.current().login == login)
                }
            }
        }
    }

    /// The fleet needs no right of a person's: claims, records, ends and suspends.
    @Test func aWorkersLoginStillWorksBesideOperators() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let run = try await PostgresRunStore(pool: worker).enqueue(Samples.newRun(tenant))
            try await database.withLogin(in: []) { lea, _ in
                #expect(
                    try await PostgresOperatorStore(pool: worker).add(lea, .viewer, isShared: false, worksToo: false) == .added)
                try await database.withLogin(in: [.worker], as: .worker) { _, pool in
                    let runs = PostgresRunStore(pool: pool)
                    let claimed = try await runs.claimDue(worker: "w1", leaseSeconds: 60, atMost: 1, isIdle: true)
                    let lease = try #require(claimed.first)
                    #expect(lease.runID == run)
                    try await runs.progress(lease, counts: RunCounts(), requests: RequestCounts())
                    var update = MemoryUpdate()
                    update.reasonRules = [ReasonRule(accountID: "7", destination: .hide, origin: .automatic)]
                    update.links = [ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3")]
                    try await PostgresEventLedger(pool: pool).remember(update, lease)
                    try await runs.finish(lease, RunOutcome(state: .partial, problems: [Samples.problem]), withheld: [])
                    #expect(try await code { _ = try await runs.enqueue(Samples.newRun(tenant)) } == .rightMissing)
                }
            }
        }
    }

    @Test func aRightIsGivenChangedAndTakenWithAnEntryEach() async throws {
        try await withTestDatabase { database, worker in
            let store = PostgresOperatorStore(pool: worker, audit: AuditContext(operation: "operator.add", claimed: "root@srv1"))
            try await database.withLogin(in: []) { lea, pool in
                let own = PostgresOperatorStore(pool: pool)
                #expect(try await store.add(lea, .operator, isShared: false, worksToo: false) == .added)
                let added = try await own.current()
                #expect(added.standing == .person(.operator) && added.isProven && added.isRegistered)
                _ = try await PostgresTenantRegistry(pool: pool).create(Samples.newTenant("acme"))
                #expect(try await store.add(lea, .viewer, isShared: true, worksToo: false) == .added)
                let shared = try await own.current()
                #expect(shared.standing == .person(.viewer) && shared.isShared && !shared.isProven)
                #expect(
                    try await code { _ = try await PostgresTenantRegistry(pool: pool).create(Samples.newTenant("globex")) }
                        == .databaseForbidden)
                #expect(try await store.disable(lea) == .disabled)
                let listed = try await store.list()
                #expect(listed.map(\.login) == [lea] && listed.first?.disabledAt != nil && listed.first?.exists == true)
                _ = try await store.endSessions(of: lea)
                let log = try await PostgresAuditLog(pool: worker).list(AuditFilter(limit: 100))
                let about = log.filter { $0.object == "operator" }
                #expect(about.count == 3 && about.allSatisfy { $0.operation == "operator.add" && !$0.isProven })
                let creation = try #require(log.first { $0.object == "tenant" })
                #expect(creation.login == lea && creation.isProven)
                #expect(try await PostgresAuditLog(pool: worker).verify(against: []).finding == .whole)
            }
        }
    }

    /// Of the shared login's entries, only the claim says who it was.
    @Test func whatASharedLoginDoesIsUnproven() async throws {
        try await withTestDatabase { database, worker in
            try await database.withLogin(in: []) { support, pool in
                #expect(
                    try await PostgresOperatorStore(pool: worker).add(support, .operator, isShared: true, worksToo: false)
                        == .added)
                let audit = AuditContext(operation: "tenant.create", claimed: "tom@laptop")
                _ = try await PostgresTenantRegistry(pool: pool, audit: audit).create(Samples.newTenant("acme"))
                let entry = try #require(try await PostgresAuditLog(pool: worker).list(AuditFilter(limit: 1)).first)
                #expect(entry.login == support && !entry.isProven && entry.claimed == "tom@laptop")
            }
        }
    }

    /// Disabling would otherwise take only one of two ways to a right.
    @Test func aRightByAnotherRoleIsNamedAndNothingIsDone() async throws {
        try await withTestDatabase { database, worker in
            try await database.withLogin(in: []) { lea, _ in
                let team = "\(lea)_team"
                try await database.superuser.withConnection {
                    try await $0.executeScript("create role \(team); grant passerelle_viewer to \(team); grant \(team) to \(lea)")
                }
                let found = try await code {
                    _ = try await PostgresOperatorStore(pool: worker).add(lea, .viewer, isShared: false, worksToo: false)
                }
                #expect(found == .databaseForbidden)
                #expect(try await PostgresOperatorStore(pool: worker).list().isEmpty)
                try await database.superuser.withConnection { try await $0.executeScript("drop role \(team)") }
            }
        }
    }

    /// Without a key and without the worker's role.
    @Test func supportReadsAndAnOperatorQueuesWithoutAKeyring() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Seed.everything("acme", in: worker)
            let vault = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: KeyringFile(path: "/nonexistent")))
            let stored = try await vault.list(of: tenant.id)
            // In use, and one that waits for a worker.
            #expect(Set(stored.map(\.state)) == [.sealed, .usable], "\(stored)")
            #expect(stored.allSatisfy { $0.host != nil })
            try await database.withLogin(in: [.viewer]) { _, pool in
                let registry = PostgresTenantRegistry(pool: pool)
                #expect(try await registry.tenant(tenant.slug) == tenant)
                #expect(try await registry.reasonRules(of: tenant.id).count == 1)
                let runs = PostgresRunStore(pool: pool)
                let run = try #require(try await runs.list(RunFilter()).last)
                #expect(try await runs.changes(of: run.id).count == 1)
                #expect(try await PostgresEventLedger(pool: pool).load(tenant.id).entries.count == 1)
                let own = PostgresCredentialVault(pool: pool, masterKeys: MasterKeys(file: KeyringFile(path: "/nonexistent")))
                #expect(try await own.list(of: tenant.id) == stored)
                #expect(try await PostgresAuditLog(pool: pool).verify(against: []).finding == .whole)
            }
            try await database.superuser.withConnection {
                try await $0.executeScript("delete from run where tenant_id = '\(tenant.id)'")
            }
            try await database.withLogin(in: [.operator]) { login, pool in
                let runs = PostgresRunStore(pool: pool, audit: AuditContext(operation: "run.start"))
                let run = try await runs.enqueue(Samples.newRun(tenant))
                #expect(try await PostgresAuditLog(pool: worker).list(AuditFilter(limit: 1)).first?.login == login)
                #expect(try await runs.cancel(run) == .cancelled)
                let refused = try await code { _ = try await runs.begin(Samples.newRun(tenant), worker: "x", leaseSeconds: 60) }
                #expect(refused == .databaseForbidden)
                let approval = try await code { _ = try await runs.enqueue(Samples.newRun(tenant, approves: run)) }
                #expect(approval == .rightMissing)
            }
        }
    }
}
