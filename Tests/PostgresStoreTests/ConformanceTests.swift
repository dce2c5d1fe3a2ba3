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

    @Test(arguments: RejectionConformance.all) func ofRejections(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: ScheduleStoreConformance.all) func asScheduleStore(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: TenantRegistryConformance.all) func asTenantRegistry(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: FieldConformance.all) func ofExtraData(_ fact: ConformanceCase) async throws {
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

    @Test(arguments: APINoticeConformance.all) func asAPINoticeStore(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: AlertConformance.all) func asAlertStore(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: AuditLogConformance.all) func asAuditLog(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: EmployeeRecordConformance.all) func asEmployeeRecords(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: OperatorStoreConformance.all) func asOperatorStore(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: BatchStoreConformance.all) func asBatchStore(_ fact: ConformanceCase) async throws {
        try await run(fact)
    }

    @Test(arguments: ConsoleSessionConformance.all) func asConsoleSessionStore(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: ConsoleReadingConformance.all) func asConsoleReading(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    @Test(arguments: WorkQueueConformance.all) func asWorkQueue(_ fact: ConformanceCase) async throws {
        try await run(fact, movingClock: true)
    }

    /// The server rolls back some writes, as it does when others write the same rows: callers do not notice.
    @Test(
        arguments: RunStoreConformance.all + EventLedgerConformance.all + ScheduleStoreConformance.all
            + TenantRegistryConformance.all + FieldConformance.all + CredentialVaultConformance.all + RejectionConformance.all)
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
                    ledger: PostgresEventLedger(pool: worker), records: PostgresEmployeeRecords(pool: worker),
                    schedules: PostgresScheduleStore(pool: worker),
                    fleet: PostgresFleetStore(pool: worker), budget: PostgresRequestBudget(pool: worker),
                    vault: PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: keyring)),
                    notices: PostgresAPINoticeStore(pool: worker), alerts: PostgresAlertStore(pool: worker),
                    audit: PostgresAuditLog(pool: worker), operators: PostgresOperatorStore(pool: worker),
                    batches: PostgresBatchStore(pool: worker), queue: PostgresWorkQueue(pool: worker),
                    // The console's own functions are not the fleet's.
                    sessions: PostgresConsoleSessionStore(pool: superuser), console: PostgresConsoleReading(pool: worker),
                    expireLease: { run in
                        try await superuser.withConnection { connection in
                            try await connection.executeScript(
                                "update run set lease_until = clock_timestamp() - interval '1 second' where id = \(run)")
                        }
                    },
                    advance: { seconds in try await #require(clock).advance(seconds) },
                    plantUnreadable: { try await Samples.unreadableOperation(of: $0, in: superuser) })
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
