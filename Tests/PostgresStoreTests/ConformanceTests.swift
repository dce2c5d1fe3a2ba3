import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// The same facts as of the in-memory store (`SyncTestKit`): the fake can't drift from the real one.
@Suite("PostgreSQL's store conforms")
struct ConformanceTests {
    @Test(arguments: RunStoreConformance.all) func asRunStore(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: EventLedgerConformance.all) func asEventLedger(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: ScheduleStoreConformance.all) func asScheduleStore(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: TenantRegistryConformance.all) func asTenantRegistry(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    /// The server undoes a write here and there, as it does when others are at the same rows: no one notices.
    @Test(arguments: RunStoreConformance.all + EventLedgerConformance.all + ScheduleStoreConformance.all)
    func whenTheServerUndoesWrites(_ fact: ConformanceCase) async throws {
        try await run(fact, disturbedBy: Disturbance.sql)
    }

    private func run(_ fact: ConformanceCase, disturbedBy disturbance: String? = nil) async throws {
        try await withTestDatabase { database, worker in
            if let disturbance {
                try await database.superuser.withConnection { try await $0.executeScript(disturbance) }
            }
            let superuser = database.superuser
            let harness = ConformanceHarness(
                registry: PostgresTenantRegistry(pool: worker), runs: PostgresRunStore(pool: worker),
                ledger: PostgresEventLedger(pool: worker), schedules: PostgresScheduleStore(pool: worker),
                expireLease: { run in
                    try await superuser.withConnection { connection in
                        try await connection.executeScript(
                            "update run set lease_until = clock_timestamp() - interval '1 second' where id = \(run)")
                    }
                })
            try await fact.run(on: harness)
        }
    }
}
