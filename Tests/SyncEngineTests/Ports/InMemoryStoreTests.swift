import SyncTestKit
import Testing

@Suite("The in-memory store")
struct InMemoryStoreTests {
    @Test(arguments: RunStoreConformance.all) func conformsAsRunStore(_ fact: ConformanceCase) async throws {
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

    @Test(arguments: FleetStoreConformance.all) func conformsAsFleetStore(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: RequestBudgetConformance.all) func conformsAsRequestBudget(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }

    @Test(arguments: CredentialVaultConformance.all) func conformsAsCredentialVault(_ fact: ConformanceCase) async throws {
        try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
    }
}
