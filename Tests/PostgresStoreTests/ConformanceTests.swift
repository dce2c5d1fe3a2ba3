import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// The same facts as for the in-memory store (`SyncTestKit`), so that the fake cannot drift from the real one.
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

    @Test(arguments: FleetStoreConformance.all) func asFleetStore(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: RequestBudgetConformance.all) func asRequestBudget(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: CredentialVaultConformance.all) func asCredentialVault(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    /// The server rolls back some writes, as it does when others write the same rows: callers do not notice.
    @Test(
        arguments: RunStoreConformance.all + EventLedgerConformance.all + ScheduleStoreConformance.all
            + TenantRegistryConformance.all + CredentialVaultConformance.all)
    func whenTheServerUndoesWrites(_ fact: ConformanceCase) async throws {
        try await run(fact, disturbedBy: Disturbance.sql)
    }

    private func run(
        _ fact: ConformanceCase, disturbedBy disturbance: String? = nil, movingClock: Bool = false
    ) async throws {
        try await TemporaryFolder.with { folder in
            let keyring = KeyringFile(path: "\(folder)/keyring.json")
            try keyring.initialize(now: Instant(secondsSince1970: 1_800_000_000))
            try await withTestDatabase { database, worker in
                if let disturbance {
                    try await database.superuser.withConnection { try await $0.executeScript(disturbance) }
                }
                let clock = movingClock ? try await MovingClock(in: database) : nil
                let superuser = database.superuser
                let harness = ConformanceHarness(
                    registry: PostgresTenantRegistry(pool: worker), runs: PostgresRunStore(pool: worker),
                    ledger: PostgresEventLedger(pool: worker), schedules: PostgresScheduleStore(pool: worker),
                    fleet: PostgresFleetStore(pool: worker), budget: PostgresRequestBudget(pool: worker),
                    vault: PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: keyring)),
                    expireLease: { run in
                        try await superuser.withConnection { connection in
                            try await connection.executeScript(
                                "update run set lease_until = clock_timestamp() - interval '1 second' where id = \(run)")
                        }
                    },
                    advance: { seconds in try await #require(clock).advance(seconds) })
                try await fact.run(on: harness)
            }
        }
    }

    /// Counts how far the database's clock was moved.
    private actor MovingClock {
        private let clock: TestClock
        private var secondsAhead = 0

        init(in database: TestDatabase) async throws {
            clock = try await TestClock(in: database)
        }

        func advance(_ seconds: Int) async throws {
            secondsAhead += seconds
            try await clock.set(secondsAhead: secondsAhead)
        }
    }
}
