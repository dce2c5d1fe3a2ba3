package import SyncCore

/// One tenant of a batch.
package struct BatchItem: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        case open
        /// A process took it, and may have been killed.
        case begun
        case done
        /// There was nothing to do.
        case unchanged
        case failed
    }

    package let tenant: TenantSlug
    package let state: State

    package init(tenant: TenantSlug, state: State) {
        self.tenant = tenant
        self.state = state
    }
}

/// That a batch is this process's.
package struct BatchHold: Sendable {
    /// Before something is done for a tenant.
    /// - Returns: when it was first taken, by the store's clock; nil for the first time.
    /// - Throws: `SyncError` once the batch is no longer held: the database was lost meanwhile.
    package let take: @Sendable (TenantSlug) async throws -> Instant?

    package init(take: @escaping @Sendable (TenantSlug) async throws -> Instant?) { self.take = take }
}

/// What commands for many tenants have done and what is left, so that one that was stopped goes on where it was. What they do to a
/// tenant is on record elsewhere. Every method throws `SyncError`.
package protocol BatchStore: Sendable {
    /// Forgets batches of long ago.
    /// - Parameters:
    ///   - operation: such as `tenant.pause`.
    ///   - parameters: kept as a digest only: they may name a person.
    func begin(_ operation: String, parameters: String, _ tenants: [TenantSlug]) async throws -> BatchID
    /// The tenants by slug; nil if there is no such batch, or of another operation or other parameters.
    func items(of batch: BatchID, _ operation: String, parameters: String) async throws -> [BatchItem]?
    /// Keeps the batch for this process while `body` runs. It ends with the process, however that ends.
    /// - Throws: `batch_active` if another process has it; what `body` throws.
    func holding<Result: Sendable>(
        _ batch: BatchID, _ body: @Sendable (BatchHold) async throws -> Result
    ) async throws -> Result
    func settle(_ item: BatchItem, of batch: BatchID) async throws
}

extension SyncError {
    package static func batchActive(_ batch: BatchID) -> SyncError {
        SyncError(.tenant(.batchActive(batch: batch)), .rejected)
    }
}
