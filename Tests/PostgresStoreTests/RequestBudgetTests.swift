import PostgresClient
import PostgresStore
import PostgresTestKit
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
