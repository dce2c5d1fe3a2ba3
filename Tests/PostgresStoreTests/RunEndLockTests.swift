import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

/// A run that ends while its tenant is edited. Both change the tenant's schedule and alerts.
@Suite("The end of a run and an edit of its tenant", .timeLimit(.minutes(15)))
struct RunEndLockTests {
    private struct LockTenants: PostgresStatement {
        static let sql = "select from tenant for update"
    }

    private struct LockSchedules: PostgresStatement {
        static let sql = "select from tenant_schedule for update nowait"
    }

    private struct CountWaiting: PostgresStatement {
        static let sql = """
            select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
            """
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    /// As a claim would take them.
    private struct TakeRuns: PostgresStatement {
        static let sql = "select id from run for update skip locked"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("id") }
    }

    private struct SelectFailedDays: PostgresStatement {
        static let sql = "select failed_days from tenant_schedule"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("failed_days") }
    }

    @Test("the end locks nothing that the edit needs, until it has the tenant")
    func theTenantIsLockedFirst() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            try await PostgresTenantRegistry(pool: worker).setState(.active, of: tenant.id, from: [.draft])
            let runs = PostgresRunStore(pool: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await database.superuser.withConnection {
                try await $0.executeScript("update tenant_schedule set failed_days = 1")
            }
            try await database.withPool(as: nil) { editor in
                let end = try await editor.transaction { connection in
                    try await connection.execute(LockTenants())
                    let end = Task { try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: []) }
                    while try await database.superuser.first(CountWaiting()) == 0 {}
                    // Refused if the end had it: then each would wait for the other.
                    try await connection.execute(LockSchedules())
                    // However long that takes, no other worker takes the run over.
                    #expect(try await connection.query(TakeRuns()).isEmpty)
                    return end
                }
                #expect(try await !end.value.isTenantSuspended)
            }
            #expect(try await runs.run(lease.runID).state == .succeeded)
            #expect(try await database.superuser.first(SelectFailedDays()) == 0)
        }
    }

    private struct CountEntries: PostgresStatement {
        static let sql = "select count(*) as n from audit_entry"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
    }

    /// The first of a day makes its partitions; the others wait for it.
    private struct SeeToday: PostgresStatement {
        static let sql = "insert into clock_sighting select (clock_timestamp() at time zone 'UTC')::date"
    }

    /// What the end of a run waits for.
    private enum Wait: CaseIterable {
        case tenant, newDay
    }

    @Test("a lease that runs out while the end waits is not lost, and leaves no audit entry", arguments: Wait.allCases)
    private func theWaitCostsNoLease(_ wait: Wait) async throws {
        try await withEmptyDatabase { database in
            let clock = try await TestClock(in: database)
            _ = try await Migrator(pool: database.superuser).migrate()
            try await database.withPool(as: .worker) { worker in
                let tenant = try await Samples.tenant("acme", in: worker)
                let runs = PostgresRunStore(pool: worker)
                let lease = try await Samples.claimed(tenant, in: runs).lease
                let entries = try await database.superuser.first(CountEntries())
                try await database.superuser.withConnection { try await $0.executeScript("delete from clock_sighting") }
                try await database.withPool(as: nil) { editor in
                    let end = try await editor.transaction { connection in
                        switch wait {
                        case .tenant: try await connection.execute(LockTenants())
                        case .newDay: try await connection.execute(SeeToday())
                        }
                        let end = Task { try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: []) }
                        while try await database.superuser.first(CountWaiting()) == 0 {}
                        try await clock.set(secondsAhead: 3600)
                        return end
                    }
                    _ = try await end.value
                }
                #expect(try await runs.run(lease.runID).state == .succeeded)
                #expect(try await database.superuser.first(CountEntries()) == entries)
            }
        }
    }
}
