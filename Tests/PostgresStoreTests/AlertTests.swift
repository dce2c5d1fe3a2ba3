import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// What only the database decides about alerts.
@Suite("Alerts in PostgreSQL")
struct AlertTests {
    private func withFailedTenant(_ body: @Sendable (TestDatabase, PostgresPool, Tenant) async throws -> Void) async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await PostgresTenantRegistry(pool: worker).setState(.active, of: tenant.id, from: [.draft])
            let runs = PostgresRunStore(pool: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(lease, RunOutcome(state: .failed, error: Failure(code: "lucca_unauthorized")), withheld: [])
            try await Probe.install(in: database)
            try await body(database, worker, tenant)
        }
    }

    @Test(arguments: [TestRole.worker, .reader, .operator, .admin])
    func noRoleWritesAnAlert(role: TestRole) async throws {
        try await withFailedTenant { database, worker, tenant in
            try await database.withPool(as: role) { pool in
                for sql in [
                    "insert into tenant_alert (tenant_id, kind) values ('\(tenant.id)', 'silent')",
                    "update tenant_alert set closed_at = now()", "delete from tenant_alert",
                ] {
                    guard case .rows(let count) = try await Probe.change(sql, of: tenant.id, pool) else { continue }
                    Issue.record("\(role): \(sql) changed \(count) rows")
                }
            }
            #expect(try await PostgresAlertStore(pool: worker).open(atMost: 10).map(\.kind) == [.failed])
        }
    }

    /// Also what is typed into psql, by whomever, without a tenant in the transaction.
    @Test func typedSQLMovesAlertsToo() async throws {
        try await withFailedTenant { database, worker, tenant in
            let store = PostgresAlertStore(pool: worker)
            func type(_ sql: String) async throws {
                try await database.superuser.withConnection { try await $0.executeScript(sql) }
            }
            try await type("update tenant set state = 'suspended' where slug = 'acme'")
            #expect(try await store.open(atMost: 10).map(\.kind) == [.failed, .suspended])
            try await type("update tenant set state = 'paused'")
            #expect(try await store.open(atMost: 10).isEmpty)
        }
    }

    /// A code of any form must not keep a run from ending.
    @Test func anUnexpectedCodeEndsTheRunAllTheSame() async throws {
        try await withFailedTenant { _, worker, tenant in
            let runs = PostgresRunStore(pool: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(lease, RunOutcome(state: .failed, error: Failure(code: "of another release")), withheld: [])
            let open = try await PostgresAlertStore(pool: worker).open(atMost: 10)
            #expect(open.map(\.code) == [""])
        }
    }

    /// The schedule queues a run while another one ends: neither waits for the other in a circle.
    @Test func aPauseWhileRunsEndLeavesNoAlert() async throws {
        try await withFailedTenant { _, worker, tenant in
            let (runs, registry) = (PostgresRunStore(pool: worker), PostgresTenantRegistry(pool: worker))
            for _ in 0..<10 {
                let lease = try await Samples.claimed(tenant, in: runs).lease
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await runs.finish(lease, RunOutcome(state: .failed), withheld: []) }
                    group.addTask { try await registry.setState(.paused, of: tenant.id, from: [.active]) }
                    try await group.waitForAll()
                }
                #expect(try await PostgresAlertStore(pool: worker).open(atMost: 10).isEmpty)
                try await registry.setState(.active, of: tenant.id, from: [.paused])
                #expect(try await PostgresAlertStore(pool: worker).open(atMost: 10).map(\.kind) == [.failed])
            }
        }
    }
}
