import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// What the database itself keeps out of the queue, and what the program makes of the rest.
@Suite("The queue in PostgreSQL")
struct WorkQueueTests {
    private struct SelectLimits: PostgresStatement {
        typealias Row = (ofTenant: Int, ofLogin: Int)
        static let sql = "select of_a_tenant, of_a_login from operation_limits()"
        static func decode(_ row: PostgresRow) throws -> Row { (try row.int("of_a_tenant"), try row.int("of_a_login")) }
    }

    /// They are stated in both languages: messages name them.
    @Test func theProgramNamesTheDatabasesLimits() async throws {
        try await withTestDatabase { _, worker in
            let limits = try #require(try await worker.query(SelectLimits()).first)
            #expect(limits.ofTenant == QueuedOperation.limitOfTenant && limits.ofLogin == QueuedOperation.limitOfLogin)
        }
    }

    /// Also rows of one statement.
    @Test func noStatementQueuesMoreThanMayWait() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            let queue = "insert into queued_operation (tenant_id, kind) select current_tenant(), 'check' from generate_series(1, "
            let most = QueuedOperation.limitOfTenant
            #expect(try await Probe.change("\(queue)\(most + 1))", of: tenant.id, worker) == .refused("53400"))
            #expect(try await Probe.change("\(queue)\(most))", of: tenant.id, worker) == .rows(most))
            #expect(try await Probe.change("\(queue)1)", of: tenant.id, worker) == .refused("53400"))
        }
    }

    @Test(arguments: [
        "(tenant_id, kind) values (current_tenant(), 'sync')",
        "(tenant_id, kind, parameters) values (current_tenant(), 'check', '[]')",
        "(tenant_id, kind) values (current_tenant(), 'probe')",
        "(tenant_id, kind, parameters) values (current_tenant(), 'probe', '{\"resource\": \"x\"}')",
        "(tenant_id, kind, requested_at) values (current_tenant(), 'check', 'infinity')",
    ])
    func whatNoReleaseReadsIsNotStored(values: String) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            let answer = try await Probe.change("insert into queued_operation \(values)", of: tenant.id, database.superuser)
            #expect(answer == .refused("23514"))
        }
    }

    /// The owner can drop a constraint, and a newer release changes it.
    @Test func anUnknownKindHidesNoOtherOperation() async throws {
        try await withTestDatabase { database, worker in
            let queue = PostgresWorkQueue(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let first = try await queue.queue(.check, of: tenant.id)
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    """
                    alter table queued_operation drop constraint queued_operation_kind_known;
                    insert into queued_operation (tenant_id, kind) values ('\(tenant.id)', 'sync')
                    """)
            }
            let listed = try await queue.list(of: nil, limit: 9)
            #expect(listed.map(\.work) == [.unreadable, .check] && listed.last?.id == first)
            #expect(listed.first.map { $0.error == .queue(.workUnreadable(operation: $0.id)) } == true)
        }
    }
}
