import SyncCore
import SyncEngine

/// What every `BatchStore` does.
package enum BatchStoreConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aBatchHasItsTenants", aBatchHasItsTenants),
        ConformanceCase("anotherOperationIsAnotherBatch", anotherOperationIsAnotherBatch),
        ConformanceCase("whatIsTakenTwiceSaysWhen", whatIsTakenTwiceSaysWhen),
        ConformanceCase("oneProcessPerformsABatch", oneProcessPerformsABatch),
        ConformanceCase("aBatchIsFreeAfterItsProcessFailed", aBatchIsFreeAfterItsProcessFailed),
    ]

    private static let slugs = ["beta", "acme-2", "acme"]

    private static func begin(_ store: ConformanceHarness) async throws -> BatchID {
        try await store.batches.begin("tenant.pause", parameters: "x=é", slugs.map { try TenantSlug($0) })
    }

    private static func aBatchHasItsTenants(_ store: ConformanceHarness) async throws {
        let (first, second) = (try await begin(store), try await begin(store))
        try expect(first != second, "each has a number of its own")
        let acme = try TenantSlug("acme")
        try await store.batches.settle(BatchItem(tenant: acme, state: .failed), of: first)
        let items = try await store.batches.items(of: first, "tenant.pause", parameters: "x=é")
        try expectEqual(items?.map(\.tenant.value), ["acme", "acme-2", "beta"], "by slug")
        try expectEqual(items?.map(\.state), [.failed, .open, .open], "what was done")
        let others = try await store.batches.items(of: second, "tenant.pause", parameters: "x=é")
        try expectEqual(others?.map(\.state), [.open, .open, .open], "the other batch")
    }

    private static func anotherOperationIsAnotherBatch(_ store: ConformanceHarness) async throws {
        let batch = try await begin(store)
        try expect(try await store.batches.items(of: batch, "tenant.edit", parameters: "x=é") == nil, "another operation")
        try expect(try await store.batches.items(of: batch, "tenant.pause", parameters: "x=e") == nil, "other parameters")
        try expect(try await store.batches.items(of: BatchID(9999), "tenant.pause", parameters: "x=é") == nil, "no such batch")
    }

    /// As a process that is killed after it.
    private static func take(_ tenant: TenantSlug, of batch: BatchID, _ store: ConformanceHarness) async throws -> Instant? {
        try await store.batches.holding(batch) { try await $0.take(tenant) }
    }

    private static func oneProcessPerformsABatch(_ store: ConformanceHarness) async throws {
        let (batch, other) = (try await begin(store), try await begin(store))
        let result = try await store.batches.holding(batch) { _ in
            let second = try await store.code { try await store.batches.holding(batch) { _ in } }
            try expectEqual(second, .batchActive, "a second process is refused")
            return try await store.batches.holding(other) { _ in "another batch" }
        }
        try expectEqual(result, "another batch", "what the body returns")
        try await store.batches.holding(batch) { _ in }
    }

    private static func aBatchIsFreeAfterItsProcessFailed(_ store: ConformanceHarness) async throws {
        let batch = try await begin(store)
        let failed = try await store.code {
            try await store.batches.holding(batch) { _ in throw SyncError(.run(.interrupted), .cancelled) }
        }
        try expectEqual(failed, .cancelled, "what the body throws")
        try await store.batches.holding(batch) { _ in }
    }

    private static func whatIsTakenTwiceSaysWhen(_ store: ConformanceHarness) async throws {
        let (batch, acme) = (try await begin(store), try TenantSlug("acme"))
        let before = try await store.schedules.now()
        try expect(try await take(acme, of: batch, store) == nil, "the first time")
        let items = try await store.batches.items(of: batch, "tenant.pause", parameters: "x=é")
        try expectEqual(items?[0].state, .begun, "it is begun")
        guard let taken = try await take(acme, of: batch, store) else {
            throw ConformanceFailure("the second time it was begun before", #fileID, #line)
        }
        try expect(taken >= before, "when, by the store's clock")
        try expectEqual(try await take(acme, of: batch, store), taken, "the first time counts, however often it is taken")
        try await store.batches.settle(BatchItem(tenant: acme, state: .done), of: batch)
        try expectEqual(
            try await store.batches.items(of: batch, "tenant.pause", parameters: "x=é")?[0].state, .done, "it is done")
    }
}
