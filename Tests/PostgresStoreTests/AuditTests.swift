import Foundation
import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PostgresStore

/// What the database itself writes into the audit log, and who can write there.
@Suite("The audit log in PostgreSQL")
struct AuditTests {
    private static let lea = AuditContext(operation: "tenant.edit", reason: "ticket 7", claimed: "lea@srv1", release: "9.9.9")

    private func entries(_ pool: PostgresPool, _ slug: String = "acme") async throws -> [AuditEntry] {
        try await PostgresAuditLog(pool: pool).list(AuditFilter(tenant: try TenantSlug(slug), limit: 1000))
    }

    @Test func aChangeIsOneEntryWithItsFieldsBeforeAndAfter() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker, audit: Self.lea)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            tenant.settings.brake.count = 12
            tenant.settings.horizonMonths = 9
            try await registry.update(tenant)
            let found = try await entries(worker)
            #expect(found.map(\.kind) == [.change, .change])
            let edit = try #require(found.first)
            #expect(edit.operation == "tenant.edit" && edit.reason == "ticket 7" && edit.claimed == "lea@srv1")
            #expect(edit.release == "9.9.9" && edit.object == "tenant" && !edit.isErased)
            let changes = try #require(edit.changes)
            #expect(changes.contains(#""before": {"brake_count": 10, "horizon_months": 6}"#))
            #expect(changes.contains(#""after": {"brake_count": 12, "horizon_months": 9}"#))
        }
    }

    @Test func aRowThatTakesAnothersNameHidesNothing() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            let row = "'phone', 'text', 'text', false, false)"
            _ = try await Probe.change(
                "insert into field_rule values (current_tenant(), 'mobile', \(row)", of: tenant.id, worker)
            _ = try await Probe.change(
                """
                do $$ begin
                    insert into field_rule values (current_tenant(), 'zz', \(row);
                    delete from field_rule where target = 'zz';
                    update field_rule set target = 'zz' where target = 'mobile';
                    delete from field_rule where target = 'zz';
                end $$
                """, of: tenant.id, worker)
            let changes = try #require(try await entries(worker).first?.changes)
            #expect(changes.contains(#""action": "delete""#) && changes.contains(#""target": "mobile""#), "\(changes)")
        }
    }

    @Test func aTenantKeepsItsID() async throws {
        try await withTestDatabase { database, worker in
            _ = try await Samples.tenant("acme", in: worker)
            await #expect(throws: (any Error).self) {
                try await database.superuser.withConnection {
                    try await $0.executeScript("update tenant set id = gen_random_uuid()")
                }
            }
        }
    }

    /// A check reads the whole log.
    @Test func aLargeValueIsKnownByItsHash() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            _ = try await Probe.change(
                "update tenant set department_scope = jsonb_build_array(repeat('x', 5000))", of: tenant.id, worker)
            let changes = try #require(try await entries(worker).first?.changes)
            #expect(changes.contains(#""department_scope": "hidden""#) && changes.utf8.count < 1000)
        }
    }

    @Test func severalChangesOfATransactionAreOneEntryAndNoChangeIsNone() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await Probe.install(in: database)
            _ = try await Probe.change(
                """
                do $$ begin
                    update tenant set brake_count = 11; update tenant set brake_count = 12;
                    insert into reason_rule values (current_tenant(), '7', 'hide', null, 'operator');
                    insert into reason_rule values (current_tenant(), '8', 'hide', null, 'operator');
                    delete from reason_rule where leave_account_id = '8';
                end $$
                """, of: tenant.id, worker)
            let changes = try #require(try await entries(worker).first?.changes)
            #expect(try await entries(worker).count == 2, "the registration, and this")
            #expect(changes.contains(#""before": {"brake_count": 10}"#) && changes.contains(#""after": {"brake_count": 12}"#))
            #expect(changes.contains(#""leave_account_id": "7""#) && !changes.contains(#""leave_account_id": "8""#))
            _ = try await Probe.change(
                "do $$ begin update tenant set brake_count = 3; update tenant set brake_count = 12; end $$", of: tenant.id, worker
            )
            #expect(try await entries(worker).count == 2, "nothing has changed")
        }
    }

    /// Also what is typed into psql, by whomever.
    @Test func typedSQLIsRecordedUnderItsLogin() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await Probe.install(in: database)
            _ = try await Probe.change("update tenant set hourly_requests = 1", of: tenant.id, worker)
            let typed = try #require(try await entries(worker).first)
            #expect(typed.operation == nil && typed.claimed == nil && typed.reason == nil)
            let login = try #require(try await worker.query(SelectLogin()).first)
            #expect(typed.login == login)
        }
    }

    private struct SelectLogin: PostgresStatement {
        static let sql = "select session_user::text as login"
        static func decode(_ row: PostgresRow) throws -> String { try row.text("login") }
    }

    @Test func secretsAndNamesAreNeverInIt() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Seed.everything("acme", in: worker)
            var edited = tenant
            edited.name = "Zoé et fils"
            edited.contact = "zoe@acme.test"
            try await PostgresTenantRegistry(pool: worker).update(edited)
            try await Probe.install(in: database)
            for text in ["Zoé", "zoe@acme", "it@acme", "Tenant acme", "clear text of"] {
                for table in ["audit_entry", "audit_text", "audit_pending"] {
                    let found = try await Probe.count(
                        "select count(*) from \(table) record where position('\(text)' in record::text) > 0", of: nil,
                        database.superuser)
                    #expect(found == .rows(0), "\(text) is in \(table)")
                }
            }
            let changes = try #require(try await entries(worker).first?.changes)
            #expect(changes.contains(#""contact": "hidden""#) && changes.contains(#""name": "hidden""#))
        }
    }

    /// A new column is hidden until somebody decides that the log may know it.
    @Test func everyColumnOfAnAuditedTableIsShownOrHiddenOnPurpose() async throws {
        try await withTestDatabase { database, _ in
            let columns = Set(try await database.superuser.query(ListHidden()))
            let hidden = columns.filter { column in
                !column.hasSuffix(".tenant_id") && !["run", "queued_operation."].contains { column.hasPrefix($0) }
            }
            #expect(
                hidden.sorted() == [
                    "batch.parameters", "console_link.hash", "console_session.hash",
                    "credential.sealed", "fleet_pause.reason", "fleet_pause.single", "request_budget.bucket_counts",
                    "request_budget.bucket_starts", "request_budget.scope", "request_budget.used_at",
                    "sealed_credential.sealed", "sealing_key.public", "tenant.alert_recipient",
                    "tenant.contact", "tenant.name", "tenant.revision", "tenant_data_key.wrapped",
                ])
        }
    }

    private struct ListHidden: PostgresStatement {
        static let sql = """
            select distinct relname || '.' || attname as name
            from pg_trigger join pg_class on pg_class.oid = tgrelid
                join pg_attribute on attrelid = tgrelid and attnum > 0 and not attisdropped
            where tgname ~ '^audit' and tgname <> 'audit_truncate'
                and attname <> all (string_to_array(split_part(encode(tgargs, 'escape'), '\\000', 4), ','))
            """
        static func decode(_ row: PostgresRow) throws -> String { try row.text("name") }
    }

    @Test func runsOfPeopleAreRecordedAndStepsOfWorkersAreNot() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let runs = PostgresRunStore(pool: worker)
            let run = try await runs.enqueue(Samples.newRun(tenant))
            #expect(try await entries(worker).map(\.run) == [run, nil], "queued")
            let lease = try #require(try await runs.claimDue(worker: "w1", leaseSeconds: 60, atMost: 1, isIdle: true).first)
            try await runs.renew(lease, leaseSeconds: 60)
            try await runs.progress(lease, counts: RunCounts(), requests: RequestCounts())
            #expect(try await entries(worker).count == 2, "claimed by the fleet")
            _ = try await runs.cancel(run)
            #expect(try await entries(worker).first?.changes?.contains(#""after": {"cancel_requested": true}"#) == true)
            try await runs.finish(lease, RunOutcome(state: .cancelled), withheld: [])
            #expect(try await entries(worker).count == 3, "ended by its worker")
            let second = try await runs.enqueue(Samples.newRun(tenant))
            _ = try await runs.cancel(second)
            #expect(try await entries(worker).count == 5, "queued and cancelled")
            let third = try await runs.enqueue(Samples.newRun(tenant))
            _ = try await runs.claim(third, worker: "w2", leaseSeconds: 60)
            #expect(try await entries(worker).count == 7, "queued, and taken over by hand")
        }
    }

    @Test func rulesOfSyncsAreNotRecorded() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let lease = try await Samples.claimed(tenant, in: PostgresRunStore(pool: worker)).lease
            let before = try await entries(worker).count
            var update = MemoryUpdate()
            update.reasonRules = [ReasonRule(accountID: "7", destination: .hide, origin: .automatic)]
            update.links = [ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3")]
            try await PostgresEventLedger(pool: worker).remember(update, lease)
            #expect(try await entries(worker).count == before)
        }
    }

    /// What a sync remembers, a worker's notes and the memory of batches: of people, each leaves an entry.
    @Test(arguments: [
        ("schedule", "update tenant_schedule set last_day = '2027-01-01'"), ("schedule", "delete from tenant_schedule"),
        ("sealed_credential", "update sealed_credential set fault = 'key_unknown'"),
        ("batch", "insert into batch (operation, parameters) values ('tenant.edit', 'x')"), ("batch", "delete from batch"),
        ("batch", "update batch_item set state = 'done'"), ("batch", "update batch_item set taken_at = '2020-01-01'"),
    ])
    func whatAnAdminTypesIsRecorded(object: String, sql: String) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Seed.everything("acme", in: worker)
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    "insert into tenant_schedule (tenant_id) values ('\(tenant.id)') on conflict do nothing")
            }
            let batches = PostgresBatchStore(pool: worker)
            let batch = try await batches.begin("tenant.edit", parameters: "", [tenant.slug])
            _ = try await batches.holding(batch) { try await $0.take(tenant.slug) }
            try await database.withLogin(in: [.admin]) { login, pool in
                let log = PostgresAuditLog(pool: worker)
                let before = try await log.list(AuditFilter(limit: 1000)).count
                guard case .rows(let count) = try await Probe.change(sql, of: tenant.id, pool), count > 0 else {
                    Issue.record("\(sql) changes nothing")
                    return
                }
                let found = try await log.list(AuditFilter(limit: 1000))
                #expect(found.count == before + 1 && found.first?.object == object && found.first?.login == login)
            }
        }
    }

    @Test func aWorkersOwnNotesAreNotRecorded() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Seed.everything("acme", in: worker)
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    "insert into tenant_schedule (tenant_id) values ('\(tenant.id)') on conflict do nothing")
            }
            let batches = PostgresBatchStore(pool: worker)
            let batch = try await batches.begin("tenant.edit", parameters: "", [tenant.slug])
            let log = PostgresAuditLog(pool: worker)
            let before = try await log.list(AuditFilter(limit: 1000)).count
            _ = try await Probe.change("update tenant_schedule set last_day = '2027-01-01'", of: tenant.id, worker)
            _ = try await Probe.change("update sealed_credential set fault = 'key_unknown'", of: tenant.id, worker)
            _ = try await batches.holding(batch) { try await $0.take(tenant.slug) }
            try await batches.settle(BatchItem(tenant: tenant.slug, state: .done), of: batch)
            #expect(try await log.list(AuditFilter(limit: 1000)).count == before)
        }
    }

    /// A person's command is the one that began it.
    @Test func aPersonsBatchIsRecordedWithItsOperation() async throws {
        try await withTestDatabase { _, worker in
            let audit = AuditContext(operation: "tenant.edit", reason: "CHG-1")
            let batches = PostgresBatchStore(pool: worker, audit: audit)
            _ = try await batches.begin("tenant.edit", parameters: "", [TenantSlug("acme")])
            let entry = try #require(try await PostgresAuditLog(pool: worker).list(AuditFilter(limit: 1)).first)
            #expect(entry.object == "batch" && entry.operation == "tenant.edit" && entry.reason == "CHG-1")
        }
    }

    @Test func erasingATenantEmptiesTextsAndKeepsTheChain() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Seed.everything("acme", in: worker)
            _ = try await Seed.everything("globex", in: worker)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript("delete from run where tenant_id = '\(tenant.id)'")
            }
            let registry = PostgresTenantRegistry(
                pool: worker, audit: AuditContext(operation: "tenant.delete", reason: "contract ended"))
            try await registry.delete(tenant.id)
            let found = try await entries(worker)
            let erasure = try #require(found.first)
            #expect(erasure.kind == .erasure && erasure.reason == "contract ended" && erasure.changes == nil)
            #expect(found.count > 5)
            for entry in found.dropFirst() {
                #expect(entry.isErased && entry.reason == nil && entry.subject == nil && entry.changes == nil)
            }
            #expect(try await entries(worker, "globex").allSatisfy { !$0.isErased })
            let verdict = try await PostgresAuditLog(pool: worker, pageSize: 3).verify(against: [])
            #expect(verdict.finding == .whole)
        }
    }

    @Test func concurrentTransactionsMakeOneChain() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let log = PostgresAuditLog(pool: worker)
            let before = try await log.verify(against: []).entries
            let each = Proof.count(small: 25, full: 1000)
            let start = ContinuousClock.now
            try await database.withPool(as: .worker, connections: 32) { pool in
                let crowd = PostgresAuditLog(pool: pool)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<32 {
                        group.addTask {
                            for _ in 0..<each {
                                try await crowd.record(.refusal(.tenant(tenant.slug), code: "number_\(number)"))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            if Proof.isWhole { print("audit: \(32 * each) entries by 32 connections in \(ContinuousClock.now - start)") }
            let verdict = try await log.verify(against: [])
            #expect(verdict.finding == .whole && verdict.entries == before + 32 * each)
        }
    }

    /// A login with that role, and everything that it might try.
    @Test(arguments: [TestRole.worker, .reader, .admin])
    func noRoleWritesTheLogExceptByItsFunctions(role: TestRole) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            let before = try await PostgresAuditLog(pool: worker).verify(against: []).last
            try await database.withPool(as: role) { pool in
                for sql in Self.attempts {
                    guard case .refused(let state) = try await Probe.change(sql, of: tenant.id, pool) else {
                        Issue.record("\(role) could: \(sql)")
                        continue
                    }
                    #expect(state == SQLState.insufficientPrivilege || state == "22023", "\(sql)")
                }
            }
            #expect(try await PostgresAuditLog(pool: worker).verify(against: []).last == before)
        }
    }

    private static let attempts = [
        "insert into audit_entry select * from audit_entry", "update audit_entry set login = 'tom'", "delete from audit_entry",
        "truncate audit_entry", "select from audit_entry", "insert into audit_text (number) values (99)",
        "update audit_text set reason = 'x'", "delete from audit_text", "update audit_head set number = 0",
        "select from audit_head for update", "lock table audit_head", "delete from audit_pending",
        "insert into audit_pending (transaction, object, key) values (pg_current_xact_id(), 'tenant', '{}')",
        "select audit_append('change', 'tenant', null, null, null, null, null, null)",
        "select audit_record('change', 'tenant', null, 'acme', null, null)",
        "select audit_record('erasure', 'tenant', null, 'acme', null, null)",
        "alter table tenant disable trigger audit", "drop trigger audit on tenant",
        "alter function audit_append security invoker",
        "create trigger zz before insert on audit_entry execute function audit_refuse()",
        "drop trigger seal on audit_pending",
    ]

    /// Whoever owns the tables could undo that, and leaves traces: the tables themselves refuse.
    @Test func evenTheOwnerDoesNotWriteByAccident() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            _ = try await Samples.tenant("acme", in: worker)
            try await database.withPool(as: .owner) { pool in
                for table in ["audit_entry", "audit_text", "audit_head"] {
                    for sql in ["insert into \(table) select * from \(table)", "delete from \(table)", "truncate \(table)"] {
                        let answer = try await Probe.change(sql, of: nil, pool)
                        #expect(answer == .refused(SQLState.insufficientPrivilege), "\(sql)")
                    }
                }
            }
            let superuser = database.superuser
            for sql in [
                "update audit_entry set login = 'tom'", "delete from audit_entry", "truncate audit_entry",
                "update audit_text set reason = 'x'", "delete from audit_text", "delete from audit_head",
            ] {
                let answer = try await Probe.change(sql, of: nil, superuser)
                #expect(answer == .refused(SQLState.insufficientPrivilege), "\(sql)")
            }
        }
    }

    /// A session that asks to be taken for a replica, or checks its constraints early, is recorded all the same.
    @Test func noSettingOfASessionKeepsAChangeOut() async throws {
        try await withTestDatabase { database, worker in
            _ = try await Samples.tenant("acme", in: worker)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    begin; set local session_replication_role = replica; update tenant set brake_count = 1; commit;
                    begin; set constraints all immediate; update tenant set brake_count = 2; commit;
                    begin; set local search_path = pg_temp;
                    create temporary table audit_pending (like public.audit_pending);
                    update public.tenant set brake_count = 3; commit;
                    """)
            }
            #expect(try await entries(worker).count == 4)
            #expect(try await PostgresAuditLog(pool: worker).verify(against: []).finding == .whole)
        }
    }

    @Test func aMigrationIsRecorded() async throws {
        try await withTestDatabase { _, worker in
            let all = try await PostgresAuditLog(pool: worker).list(AuditFilter(limit: 1000))
            #expect(all.last?.object == "schema" && all.last?.number == 1)
        }
    }
}
