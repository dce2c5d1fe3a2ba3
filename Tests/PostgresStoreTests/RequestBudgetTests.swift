import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("PostgresRequestBudget")
struct RequestBudgetTests {
    @Test func manyTakersTogetherNeverExceedTheLimit() async throws {
        try await withTestDatabase { database, worker in
            let scope = BudgetScope(name: "lucca:acme.ilucca.net", limit: 50, windowSeconds: 3600)
            // Two pools: another process continues this one's count.
            let taken = try await database.withPool(as: .worker) { other in
                try await withThrowingTaskGroup(of: Double?.self) { group in
                    for number in 0..<80 {
                        let budget = PostgresRequestBudget(pool: number.isMultiple(of: 2) ? worker : other)
                        group.addTask { try await budget.take(scope) }
                    }
                    return try await group.reduce(into: 0) { count, wait in if wait == nil { count += 1 } }
                }
            }
            #expect(taken == 50)
            let wait = try #require(try await PostgresRequestBudget(pool: worker).take(scope))
            #expect(wait > 3500 && wait <= 3720)
        }
    }

    @Test("What is left of a Lucca account is judged by the smallest limit of its tenants, or by the default")
    func theShareIsOfTheTenantsLimit() async throws {
        try await withTestDatabase { _, worker in
            let (registry, budget) = (PostgresTenantRegistry(pool: worker), PostgresRequestBudget(pool: worker))
            let scope = BudgetScope(name: "lucca:acme.ilucca.net", limit: 50, windowSeconds: RequestPlan.luccaWindowSeconds)
            for _ in 0..<4 { #expect(try await budget.take(scope) == nil) }
            func left() async throws -> Double? {
                try await budget.shares().first { $0.remote == .lucca }?.smallestShareLeft
            }
            func register(_ slug: String, at url: String, _ requests: Int) async throws {
                var tenant = try Samples.newTenant(slug)
                tenant.luccaURL = url
                tenant.settings.luccaRequests = requests
                _ = try await registry.create(tenant)
            }
            #expect(try await left() == 1 - 4.0 / Double(RequestPlan.luccaStandardRequests), "no tenant has the account")
            try await register("other", at: "https://other.ilucca.net", 5)
            #expect(try await left() == 1 - 4.0 / Double(RequestPlan.luccaStandardRequests), "another account")
            try await register("acme", at: "https://acme.ilucca.net", 50)
            #expect(try await left() == 1 - 4.0 / 50)
            try await register("acme-two", at: "https://acme.ilucca.net:443", 10)
            #expect(try await left() == 1 - 4.0 / 10)
        }
    }

    /// The largest plan on sale, used up except for one request.
    @Test func theLargestPlanIsCountedToItsLastRequest() async throws {
        try await withTestDatabase { database, worker in
            let budget = PostgresRequestBudget(pool: worker)
            let scope = BudgetScope(name: "planningpme:x", limit: 1_000_000, windowSeconds: 3600)
            #expect(try await budget.take(scope) == nil)
            try await database.superuser.withConnection {
                try await $0.executeScript("update request_budget set bucket_counts = array[999999]")
            }
            #expect(try await budget.take(scope) == nil)
            let wait = try #require(try await budget.take(scope))
            #expect(wait > 3500 && wait <= 3720)
        }
    }
}
