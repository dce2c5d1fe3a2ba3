import SyncTestKit
import Testing

@Suite("The in-memory store")
struct InMemoryStoreTests {
    @Test(arguments: RunStoreConformance.all) func conformsAsRunStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: RejectionConformance.all) func conformsToRejections(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: ScheduleStoreConformance.all) func conformsAsScheduleStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: TenantRegistryConformance.all) func conformsAsTenantRegistry(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: EventLedgerConformance.all) func conformsAsEventLedger(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: FieldConformance.all) func conformsOfExtraData(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: FleetStoreConformance.all) func conformsAsFleetStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: RequestBudgetConformance.all) func conformsAsRequestBudget(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: CredentialVaultConformance.all) func conformsAsCredentialVault(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: AlertConformance.all) func conformsAsAlertStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: AuditLogConformance.all) func conformsAsAuditLog(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: APINoticeConformance.all) func conformsAsAPINoticeStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: EmployeeRecordConformance.all) func conformsAsEmployeeRecords(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: BatchStoreConformance.all) func conformsAsBatchStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: ConsoleReadingConformance.all) func conformsAsConsoleReading(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: ConsoleSessionConformance.all) func conformsAsConsoleSessionStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: OperatorStoreConformance.all) func conformsAsOperatorStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: WorkQueueConformance.all) func conformsAsWorkQueue(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }
}
