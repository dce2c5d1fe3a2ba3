package import SyncCore
package import SyncEngine
import Synchronization

/// `BatchStore` in memory.
package struct InMemoryBatchStore: BatchStore {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func begin(_ operation: String, parameters: String, _ tenants: [TenantSlug]) async throws -> BatchID {
        try database.write { state, _ throws(SyncError) in
            let items = tenants.sorted { $0.value < $1.value }.map { BatchItem(tenant: $0, state: .open) }
            state.batches.append(.init(operation: operation, parameters: parameters, items: items, taken: [:]))
            return BatchID(state.batches.count)
        }
    }

    package func items(of batch: BatchID, _ operation: String, parameters: String) async throws -> [BatchItem]? {
        try database.read { state throws(SyncError) in
            guard state.batches.indices.contains(batch.value - 1) else { return nil }
            let found = state.batches[batch.value - 1]
            return found.operation == operation && found.parameters == parameters ? found.items : nil
        }
    }

    package func holding<Result: Sendable>(
        _ batch: BatchID, _ body: @Sendable (BatchHold) async throws -> Result
    ) async throws -> Result {
        try database.write { state, _ throws(SyncError) in
            if state.batches[batch.value - 1].isHeld { throw .batchActive(batch) }
            state.batches[batch.value - 1].isHeld = true
        }
        defer { database.state.withLock { $0.batches[batch.value - 1].isHeld = false } }
        return try await body(BatchHold { try await take($0, of: batch) })
    }

    private func take(_ tenant: TenantSlug, of batch: BatchID) async throws -> Instant? {
        try database.write { state, now throws(SyncError) in
            Self.set(BatchItem(tenant: tenant, state: .begun), of: batch, &state)
            let before = state.batches[batch.value - 1].taken[tenant]
            state.batches[batch.value - 1].taken[tenant] = before ?? now
            return before
        }
    }

    package func settle(_ item: BatchItem, of batch: BatchID) async throws {
        try database.write { state, _ throws(SyncError) in Self.set(item, of: batch, &state) }
    }

    private static func set(_ item: BatchItem, of batch: BatchID, _ state: inout InMemoryDatabase.State) {
        let items = state.batches[batch.value - 1].items
        guard let index = items.firstIndex(where: { $0.tenant == item.tenant }) else { return }
        state.batches[batch.value - 1].items[index] = item
    }
}
