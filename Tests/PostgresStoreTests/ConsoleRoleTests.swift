import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// What the console's own login may do: with no session, and with one of a person. Real logins, and any SQL.
@Suite("The console's login in PostgreSQL", .timeLimit(.minutes(5)))
struct ConsoleRoleTests {
    private struct Scene {
        let database: TestDatabase
        let worker: PostgresPool
        let console: PostgresPool
        let consoleLogin: String
        let person: String
        /// The person's own connections.
        let own: PostgresPool
        let tenant: Tenant
        /// A run whose withheld deletion waits for a decision; the tenant has no live one.
        let withheld: RunID

        var sessions: PostgresConsoleSessionStore { PostgresConsoleSessionStore(pool: console) }

        func signIn() async throws -> ConsoleSecret {
            let (link, session) = (ConsoleSecret(), ConsoleSecret())
            #expect(try await PostgresConsoleSessionStore(pool: own).open(link) == person)
            #expect(try await sessions.redeem(link, for: session))
            return session
        }

        /// Rolled back. - Returns: the code of the refusal; nil if it was done.
        func attempt(_ sql: String, as session: ConsoleSecret?) async throws -> String? {
            let set = session.map { "select set_config('passerelle.session', '\($0.credential)', true);" } ?? ""
            return try await console.withConnection { connection in
                do {
                    try await connection.executeScript(
                        "begin; select set_config('passerelle.tenant', '\(tenant.id)', true); \(set) \(sql); rollback")
                    return nil
                } catch let error as PostgresError {
                    try await connection.executeScript("rollback")
                    return error.sqlstate
                }
            }
        }
    }

    @Test func anAdminsSessionGivesNoOneARight() async throws {
        try await withScene(.admin) { scene in
            let session = try await scene.signIn()
            for statement in [
                "select operator_add('\(scene.consoleLogin)', 'admin', false, true)",
                "select operator_disable('\(scene.person)')", "select operator_end_sessions('\(scene.person)')",
            ] {
                #expect(try await scene.attempt(statement, as: session) == SQLState.insufficientPrivilege, "\(statement)")
            }
        }
    }

    private func withScene(_ right: Right, _ body: (Scene) async throws -> Void) async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Seed.everything("acme", in: worker)
            try await database.superuser.withConnection {
                try await $0.executeScript("delete from run where tenant_id = '\(tenant.id)'")
            }
            let runs = PostgresRunStore(pool: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(lease, RunOutcome(state: .needsReview), withheld: [Samples.change(1, .withheld)])
            try await database.withLogin(in: [.console]) { consoleLogin, console in
                try await database.withLogin(in: []) { person, own in
                    #expect(
                        try await PostgresOperatorStore(pool: worker).add(person, right, isShared: false, worksToo: false)
                            == .added)
                    try await body(
                        Scene(
                            database: database, worker: worker, console: console, consoleLogin: consoleLogin, person: person,
                            own: own, tenant: tenant, withheld: lease.runID))
                }
            }
        }
    }

    private static let operators: [String] = [
        "update tenant set state = 'paused'", "update run set cancel_requested = true", "delete from run where false",
        "insert into run (tenant_id, trigger, as_of, window_from, window_to, purpose) select tenant_id, 'manual', as_of, window_from, "
            + "window_to, 'sync' from run_history limit 1; update run set cancel_requested = true",
        "update tenant_schedule set last_day = last_day",
        "insert into queued_operation (tenant_id, kind) values (current_tenant(), 'check')",
        "insert into queued_operation (tenant_id, kind) values (current_tenant(), 'preview')",
    ]
    private static let approvers: [String] = [
        "insert into run (tenant_id, trigger, as_of, window_from, window_to, approves, approves_only, purpose) "
            + "select tenant_id, 'manual', as_of, window_from, window_to, id, '{42}', 'sync' from run_history limit 1",
        "update run_history set rejected_at = clock_timestamp() where state = 'needs_review'",
    ]
    private static let nobodys: [String] = [
        "update tenant set name = 'x'", "update tenant set brake_count = 999", "delete from tenant",
        "insert into tenant default values",
        "update run set state = 'running'", "update run set approves = 1", "update run set lease_term = lease_term + 1",
        "delete from run_history", "select * from credential", "select * from tenant_data_key", "delete from reason_rule",
        "insert into operator_login values ('x', 'admin', false)", "select * from console_session", "select * from console_link",
        "insert into console_session (hash, login, is_vouched) values ('x', 'x', false)",
        "select console_begin('x', 'y', false)", "select console_void('x')", "select console_vouch('x', 'y')",
        "select console_actor()", "select * from claim_runs('w9', 60, 1, true)", "set role passerelle_people",
        "set role passerelle_operator", "set role passerelle_worker", "set role passerelle_owner",
        "insert into queued_operation (tenant_id, kind) values (current_tenant(), 'probe')",
        "insert into queued_operation (tenant_id, kind, requested_by) values (current_tenant(), 'check', 'boss')",
        "update queued_operation set state = 'done'", "delete from queued_operation",
        "select * from claim_operations('w9', 60, 1)",
        "update run_history set rejected_by = 'boss'", "update run_history set approved_by = 1", "select acting_login()",
        "update run_change set declined_at = null", "update run_history set state = 'succeeded'",
        "insert into run (tenant_id, trigger, as_of, window_from, window_to, purpose) select tenant_id, 'manual', as_of, "
            + "window_from, window_to, 'removal' from run_history limit 1",
    ]

    @Test(arguments: [nil] + Right.allCases) func itWritesWhatASignedInOperatorDecides(right: Right?) async throws {
        try await withScene(right ?? .admin) { scene in
            var session: ConsoleSecret?
            if right != nil { session = try await scene.signIn() }
            for sql in Self.operators {
                let isAllowed = right.map { $0 >= .operator } ?? false
                let refused = try await scene.attempt(sql, as: session)
                #expect(refused == (isAllowed ? nil : SQLState.insufficientPrivilege), "\(sql)")
            }
            for sql in Self.approvers {
                let isAllowed = right.map { $0 >= .approver } ?? false
                let refused = try await scene.attempt(sql, as: session)
                #expect(refused == (isAllowed ? nil : SQLState.insufficientPrivilege), "\(sql)")
            }
            for sql in Self.nobodys {
                let refused = try await scene.attempt(sql, as: session)
                #expect(refused != nil, "\(sql)")
            }
        }
    }

    @Test func anInventedSessionHasNoRightAtAll() async throws {
        try await withScene(.admin) { scene in
            let invented = ConsoleSecret()
            for sql in Self.operators + Self.approvers {
                let refused = try await scene.attempt(sql, as: invented)
                #expect(refused == SQLState.insufficientPrivilege, "\(sql)")
            }
            let entered = try await scene.sessions.enter(invented)
            #expect(entered == nil)
        }
    }

    /// The credential opens nothing on another login's connection: people are their own login there.
    @Test func aSessionCountsForTheConsolesLoginAlone() async throws {
        try await withScene(.admin) { scene in
            let session = try await scene.signIn()
            try await scene.database.withLogin(in: [.viewer]) { _, other in
                try await other.withConnection { connection in
                    await #expect(throws: PostgresError.self) {
                        try await connection.executeScript(
                            """
                            begin; select set_config('passerelle.session', '\(session.credential)', true);
                            select require_right('viewer')
                            """)
                    }
                    try await connection.executeScript("rollback")
                }
            }
        }
    }

    @Test func anEntryIsThePersonsThroughTheConsole() async throws {
        try await withScene(.operator) { scene in
            let session = try await scene.signIn()
            let audit = AuditContext(operation: "tenant.pause", reason: "asked by phone", session: session)
            try await PostgresTenantRegistry(pool: scene.console, audit: audit)
                .setState(.paused, of: scene.tenant.id, from: Set(Tenant.State.allCases)) { _ in }
            try await PostgresAuditLog(pool: scene.console, audit: audit).record(.read(.log(of: nil)))
            let entries = try await PostgresAuditLog(pool: scene.worker).list(AuditFilter(actor: scene.person, limit: 2))
            for entry in entries {
                #expect(entry.login == scene.person && entry.isProven && entry.claimed == "console \(scene.consoleLogin)")
                #expect(entry.operation == "tenant.pause" && entry.reason == "asked by phone")
            }
            #expect(entries.map(\.kind) == [.read, .change])
            #expect(try await PostgresAuditLog(pool: scene.worker).verify(against: []).finding == .whole)
        }
    }

    @Test func aDecisionAndARequestNameThePerson() async throws {
        try await withScene(.approver) { scene in
            let session = try await scene.signIn()
            let audit = AuditContext(operation: "run.reject", reason: "a right was lost", session: session)
            let runs = PostgresRunStore(pool: scene.console, audit: audit)
            try await runs.reject(scene.withheld)
            #expect(try await runs.run(scene.withheld).rejected?.by == scene.person)
            #expect(try await runs.changes(of: scene.withheld).map(\.declined?.by) == [scene.person])
            let queue = PostgresWorkQueue(
                pool: scene.console, audit: AuditContext(operation: "queue.check", session: session))
            let id = try await queue.queue(.check, of: scene.tenant.id)
            #expect(try await queue.operation(id).requestedBy == scene.person)
            let entries = try await PostgresAuditLog(pool: scene.worker).list(AuditFilter(actor: scene.person, limit: 2))
            #expect(entries.map(\.operation) == ["queue.check", "run.reject"] && entries.allSatisfy(\.isProven))
        }
    }

    @Test func anApprovalIsQueuedForTheSignedInApprover() async throws {
        try await withScene(.approver) { scene in
            let session = try await scene.signIn()
            var approval = try Samples.newRun(scene.tenant, approves: scene.withheld)
            approval.approvesOnly = ["42"]
            let runs = PostgresRunStore(
                pool: scene.console, audit: AuditContext(operation: "run.approve", session: session))
            let queued = try await runs.enqueue(approval)
            #expect(try await runs.run(queued).approvesOnly == ["42"])
            let entry = try #require(
                try await PostgresAuditLog(pool: scene.worker).list(AuditFilter(actor: scene.person, limit: 1)).first)
            #expect(entry.operation == "run.approve" && entry.run == queued && entry.isProven)
        }
    }

    @Test func signingOutAndLosingTheRoleEndASession() async throws {
        try await withScene(.operator) { scene in
            let first = try await scene.signIn()
            #expect(try await scene.sessions.leave(first))
            #expect(
                try await scene.attempt("update run set cancel_requested = true", as: first) == SQLState.insufficientPrivilege)
            let second = try await scene.signIn()
            #expect(try await scene.sessions.enter(second)?.person.standing == .person(.operator))
            let operators = PostgresOperatorStore(pool: scene.worker)
            #expect(try await operators.disable(scene.person) == .disabled)
            #expect(try await scene.sessions.enter(second) == nil)
            #expect(
                try await scene.attempt("update run set cancel_requested = true", as: second) == SQLState.insufficientPrivilege)
            #expect(try await operators.add(scene.person, .admin, isShared: false, worksToo: false) == .added)
            #expect(try await scene.sessions.enter(second) == nil)
            let third = try await scene.signIn()
            #expect(try await scene.sessions.enter(third)?.person.isProven == true)
        }
    }

    @Test func aProxysWordIsAClaim() async throws {
        try await withScene(.operator) { scene in
            try await scene.database.withLogin(in: [.consoleProxy]) { login, pool in
                let session = ConsoleSecret()
                let store = PostgresConsoleSessionStore(pool: pool)
                #expect(try await store.vouch(for: scene.person, session))
                let other = ConsoleSecret()
                #expect(try await !store.vouch(for: "nobody-of-this-server", other))
                let entered = try #require(try await store.enter(session)?.person)
                #expect(entered.login == scene.person && entered.standing == .person(.operator) && !entered.isProven)
                let entry = try #require(
                    try await PostgresAuditLog(pool: scene.worker).list(AuditFilter(limit: 10)).first { $0.kind == .change })
                #expect(entry.login == login && entry.claimed == "console \(scene.person)" && !entry.isProven)
            }
        }
    }

    @Test func onlyHashesOfHashesAreStored() async throws {
        try await withScene(.viewer) { scene in
            let session = try await scene.signIn()
            let stored = try await scene.database.superuser.query(ListHashes())
            #expect(stored.count == 2 && Set(stored).isDisjoint(with: [session.text, session.credential]))
        }
    }

    private struct ListHashes: PostgresStatement {
        static let sql = "select hash from console_session union all select hash from console_link"
        static func decode(_ row: PostgresRow) throws -> String { try row.text("hash") }
    }
}
