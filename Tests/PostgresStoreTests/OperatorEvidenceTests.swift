import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// What a person's login holds, and what it leaves in the audit log, with real logins and any SQL.
@Suite("Operators in PostgreSQL: what is seen of them", .timeLimit(.minutes(10)))
struct OperatorEvidenceTests {
    private func run(_ sql: String, _ database: TestDatabase) async throws {
        try await database.superuser.withConnection { try await $0.executeScript(sql) }
    }

    /// In the tenant's transaction, committed.
    private func type(_ sql: String, of tenant: TenantID, _ pool: PostgresPool) async throws {
        try await pool.withConnection { connection in
            try await connection.executeScript(
                "begin; select set_config('passerelle.tenant', '\(tenant)', true); \(sql); commit")
        }
    }

    private func entries(_ pool: PostgresPool) async throws -> [AuditEntry] {
        try await PostgresAuditLog(pool: pool).list(AuditFilter(limit: 1000))
    }

    // MARK: Logins

    @Test func aLoginThatCouldBeAnyonesIsNotAdded() async throws {
        try await withTestDatabase { database, worker in
            let store = PostgresOperatorStore(pool: worker)
            try await database.withLogin(in: [.worker]) { fleet, _ in
                #expect(try await store.add(fleet, .viewer, isShared: false, worksToo: false) == .fleet)
                try await database.withLogin(in: [.owner]) { owner, _ in
                    let added = try await store.add(owner, .viewer, isShared: false, worksToo: true)
                    #expect(added == .owner)
                }
                #expect(try await store.list().isEmpty)
                #expect(try await store.add(fleet, .viewer, isShared: false, worksToo: true) == .added)
                #expect(try await store.add(fleet, .operator, isShared: false, worksToo: false) == .added, "it is known")
            }
        }
    }

    @Test func whatALoginHoldsBesidesIsShownAlsoOnceItIsDisabled() async throws {
        try await withTestDatabase { database, worker in
            let store = PostgresOperatorStore(pool: worker)
            try await database.withLogin(in: [.worker]) { lea, pool in
                #expect(try await store.add(lea, .operator, isShared: false, worksToo: true) == .added)
                #expect(try await PostgresOperatorStore(pool: pool).current().besides == [.worker])
                #expect(try await store.disable(lea) == .disabled)
                #expect(try await store.list().map(\.besides) == [[.worker]])
                try await run("alter role \(lea) superuser", database)
                #expect(try await store.list().map(\.besides) == [[.superuser]])
                try await run("alter role \(lea) nosuperuser", database)
            }
        }
    }

    @Test func aRenamedLoginKeepsItsRoleInSight() async throws {
        try await withTestDatabase { database, worker in
            let store = PostgresOperatorStore(pool: worker)
            try await database.withLogin(in: []) { lea, _ in
                #expect(try await store.add(lea, .approver, isShared: false, worksToo: false) == .added)
                #expect(try await !store.strangers().contains { $0.login == lea })
                try await run("alter role \(lea) rename to \(lea)_x", database)
                #expect(try await store.list().map(\.exists) == [false])
                #expect(try await store.strangers().contains(StrangeLogin(login: "\(lea)_x", right: .approver)))
                try await run("alter role \(lea)_x rename to \(lea)", database)
                #expect(try await store.list().map(\.exists) == [true])
            }
        }
    }

    @Test func aRoleThatWasGrantedInPsqlIsShown() async throws {
        try await withTestDatabase { database, worker in
            try await database.withLogin(in: [.admin]) { eve, pool in
                let strangers = try await PostgresOperatorStore(pool: worker).strangers()
                #expect(strangers.contains(StrangeLogin(login: eve, right: .admin)))
                let own = try await PostgresOperatorStore(pool: pool).current()
                #expect(own.standing == .person(.admin) && !own.isRegistered && !own.isProven)
            }
        }
    }

    @Test func theLastAdminKeepsItsRight() async throws {
        try await withTestDatabase { database, worker in
            let store = PostgresOperatorStore(pool: worker)
            try await database.withLogin(in: []) { lea, pool in
                try await database.withLogin(in: []) { tom, _ in
                    let own = PostgresOperatorStore(pool: pool)
                    let added = try await store.add(lea, .admin, isShared: false, worksToo: false)
                    #expect(added == .added)
                    #expect(try await own.disable(lea) == .lastAdmin)
                    #expect(try await own.add(lea, .viewer, isShared: false, worksToo: false) == .lastAdmin)
                    #expect(try await own.current().standing == .person(.admin))
                    #expect(try await own.add(tom, .admin, isShared: false, worksToo: false) == .added)
                    #expect(try await own.disable(lea) == .disabled)
                    #expect(try await store.list().first { $0.login == lea }?.disabledAt != nil)
                }
            }
        }
    }

    // MARK: Entries

    /// None of it is a sync's.
    static let typed: [(sql: String, object: String)] = [
        ("update run set not_before = clock_timestamp() + interval '10 years'", "run"),
        ("update request_budget set blocked_until = clock_timestamp() + interval '1 year' where scope = 'lucca:acme'", "budget"),
        ("update request_budget set blocked_until = null where scope = 'lucca:blocked'", "budget"),
        ("delete from request_budget where scope = 'lucca:blocked'", "budget"),
        (
            "insert into request_budget (scope, blocked_at, blocked_until) values ('lucca:new', now(), now() + interval '1 day')",
            "budget"
        ),
        ("insert into reason_rule values (current_tenant(), '8', 'hide', null, 'automatic')", "reason"),
        ("update reason_rule set destination = 'ignore' where leave_account_id = '7'", "reason"),
        ("delete from reason_rule where leave_account_id = '7'", "reason"),
        ("insert into department_link values (current_tenant(), '8', 5, false)", "department"),
        ("update department_link set planning_department_key = 6 where department_id = '7'", "department"),
        ("delete from department_link where department_id = '7'", "department"),
    ]

    @Test(arguments: typed.indices) func whatAPersonTypesOverASyncsMemoryLeavesAnEntry(_ index: Int) async throws {
        let (sql, object) = Self.typed[index]
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            _ = try await PostgresRunStore(pool: worker).enqueue(Samples.newRun(tenant))
            let memory = """
                insert into reason_rule values (current_tenant(), '7', 'hide', null, 'automatic');
                insert into department_link values (current_tenant(), '7', 5, false);
                insert into request_budget (scope) values ('lucca:acme') on conflict do nothing;
                insert into request_budget (scope, blocked_at, blocked_until)
                values ('lucca:blocked', clock_timestamp(), clock_timestamp() + interval '1 day')
                """
            let before = try await entries(worker).count
            try await type(memory, of: tenant.id, worker)
            #expect(try await entries(worker).count == before, "the fleet's own memory is not audited")
            try await database.withLogin(in: [.operator]) { login, pool in
                try await type(sql, of: tenant.id, pool)
                let newest = try #require(try await entries(worker).first)
                #expect(newest.login == login && newest.object == object && newest.operation == nil)
                #expect(newest.changes?.contains("acme") != true, "a budget names no account")
            }
        }
    }

    @Test func forgettingABlockThatIsOverLeavesNoEntry() async throws {
        try await withTestDatabase { database, worker in
            try await run(
                """
                insert into request_budget (scope) values ('lucca:acme');
                alter table request_budget disable trigger user;
                update request_budget set blocked_at = now() - interval '2 hours', blocked_until = now() - interval '1 hour';
                alter table request_budget enable trigger user;
                """, database)
            try await database.withLogin(in: [.operator]) { _, pool in
                let before = try await entries(worker).count
                let scope = BudgetScope(name: "lucca:acme", limit: 40, windowSeconds: 62)
                let taken = try await pool.query(TakeRequests(scope: scope, count: 1, unused: 0)).first
                #expect(taken == .taken(1))
                #expect(try await entries(worker).count == before)
            }
        }
    }

    /// A person with the worker's role runs a worker.
    @Test func aClaimByAnOperatorsSessionLeavesAnEntry() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let runs = PostgresRunStore(pool: worker)
            let run = try await runs.enqueue(Samples.newRun(tenant))
            try await database.withLogin(in: [.worker], as: .worker) { lea, pool in
                let own = PostgresRunStore(pool: pool)
                let before = try await entries(worker).count
                let first = try await own.claimDue(worker: "w1", leaseSeconds: 60, atMost: 1, isIdle: true)
                #expect(first.map(\.runID) == [run])
                #expect(try await entries(worker).count == before, "the fleet claims without an entry")
                try await own.release(
                    try #require(first.first), afterSeconds: nil, reason: nil, counts: RunCounts(), requests: RequestCounts())
                let store = PostgresOperatorStore(pool: worker)
                #expect(try await store.add(lea, .viewer, isShared: false, worksToo: true) == .added)
                let second = try await own.claimDue(worker: "w1", leaseSeconds: 60, atMost: 1, isIdle: true)
                #expect(second.map(\.runID) == [run])
                let newest = try #require(try await entries(worker).first)
                #expect(newest.login == lea && newest.object == "run" && newest.run == run && newest.isProven)
            }
        }
    }

    /// A login that looks at many things does not fill the log either.
    @Test func anOperatorLeavesSoManyReadsAMinuteAtMost() async throws {
        try await withTestDatabase { database, worker in
            try await database.withLogin(in: []) { lea, pool in
                let store = PostgresOperatorStore(pool: worker)
                #expect(try await store.add(lea, .viewer, isShared: false, worksToo: false) == .added)
                let flood =
                    "do $$ begin for n in 1..301 loop perform audit_record('read', 'x', n::text, null, null, null); end loop; end $$"
                await #expect(throws: PostgresError.self) {
                    try await pool.withConnection { try await $0.executeScript(flood) }
                }
                let most = flood.replacing("1..301", with: "1..300")
                try await pool.withConnection { try await $0.executeScript(most) }
                await #expect(throws: PostgresError.self) {
                    try await pool.withConnection {
                        try await $0.executeScript("select audit_record('read', 'x', 'one more', null, null, null)")
                    }
                }
                #expect(try await entries(worker).count { $0.login == lea } == 300)
            }
        }
    }
}
