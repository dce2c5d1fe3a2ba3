package import SyncCore
package import SyncEngine

/// One operation for many tenants, one after the other, each with its own transactions, right and entry in the audit log. A failure
/// stops only its own tenant; without the database, everything. What was done is kept, so that a batch that was stopped, even by a kill,
/// goes on where it was: no tenant twice.
package struct TenantBatch<Work: ServiceOperation>: Sendable {
    package enum Outcome: Sendable {
        case done(Work.Report)
        /// An earlier process did it.
        case doneBefore
        case failed(any Error)
        /// The batch ended before it.
        case notReached
    }

    package struct Result: Sendable {
        package let batch: BatchID
        /// By slug.
        package let outcomes: [(tenant: TenantSlug, outcome: Outcome)]
    }

    /// What the batch is about.
    package enum Start: Sendable {
        case new([TenantSlug])
        case resumed(BatchID)
    }

    private let operation: String
    private let parameters: String
    private let reason: String?
    private let paceSeconds: Double
    private let work: @Sendable (Tenant) throws -> Work
    private let state: @Sendable (Work.Report) -> BatchItem.State
    private let isDone: @Sendable (Services, Tenant, Instant) async throws -> Bool

    /// - Parameters:
    ///   - operation: its name in the audit log, such as `tenant.pause`.
    ///   - parameters: equal for the same command; a batch is resumed with the same ones.
    ///   - reason: for the audit log, beside the batch's number.
    ///   - paceSeconds: between two tenants, by the services' clock.
    ///   - work: for the tenant as it is at that moment.
    ///   - state: what a report means for the batch.
    ///   - isDone: for an operation that does something each time: whether it was done for the tenant since a moment, when the process
    ///     that took the tenant was killed.
    package init(
        _ operation: String, parameters: String = "", reason: String?, paceSeconds: Double = 0,
        state: @escaping @Sendable (Work.Report) -> BatchItem.State = { _ in .done },
        isDone: @escaping @Sendable (Services, Tenant, Instant) async throws -> Bool = { _, _, _ in false },
        work: @escaping @Sendable (Tenant) throws -> Work
    ) {
        self.operation = operation
        self.parameters = parameters
        self.reason = reason
        self.paceSeconds = paceSeconds
        self.state = state
        self.isDone = isDone
        self.work = work
    }

    /// - Parameters:
    ///   - begun: called with the batch's number and what is left, before the first tenant.
    ///   - settled: called after each tenant, with how many are done.
    /// - Throws: `SyncError` if the database cannot be used at all, `batch_active` if another process performs the batch; `Refused` for a
    ///   batch that cannot be resumed so.
    package func perform(
        _ start: Start, on installation: any Installation, begun: @Sendable (BatchID, Int) -> Void = { _, _ in },
        settled: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Result {
        let beginning = reason.map { installation.giving($0) } ?? installation
        let batch = try await beginning.withServices(.work, for: operation) { try await open(start, $0.batches) }
        let why = "batch \(batch)" + (reason.map { ": \($0)" } ?? "")
        let reasoned = installation.giving(String(why.prefix(AuditContext.longestReason)))
        return try await reasoned.withServices(.work, for: operation) { services in
            try await services.batches.holding(batch) { hold in
                // Only here: what another process did until it let the batch go is not left.
                let items = try await items(of: batch, services.batches)
                begun(batch, items.count { Self.isLeft($0.state) })
                return Result(batch: batch, outcomes: await perform(items, of: batch, hold, services, settled))
            }
        }
    }

    private func perform(
        _ items: [BatchItem], of batch: BatchID, _ hold: BatchHold, _ services: Services, _ settled: @Sendable (Int) -> Void
    ) async -> [(tenant: TenantSlug, outcome: Outcome)] {
        var outcomes: [(tenant: TenantSlug, outcome: Outcome)] = []
        var (isFirst, isEnded) = (true, false)
        for item in items {
            if isEnded {
                outcomes.append((item.tenant, Self.isLeft(item.state) ? .notReached : .doneBefore))
            } else if Self.isLeft(item.state) {
                let outcome = await settle(item.tenant, of: batch, hold, isFirst: isFirst, services)
                isFirst = false
                switch outcome {
                case .failed(let error): isEnded = BatchEnd.isEnd(error)
                case .notReached: isEnded = true
                case .done, .doneBefore: break
                }
                outcomes.append((item.tenant, outcome))
            } else {
                outcomes.append((item.tenant, .doneBefore))
            }
            settled(outcomes.count)
        }
        return outcomes
    }

    private func open(_ start: Start, _ batches: any BatchStore) async throws -> BatchID {
        switch start {
        case .new(let tenants): return try await batches.begin(operation, parameters: parameters, tenants)
        case .resumed(let batch):
            _ = try await items(of: batch, batches)
            return batch
        }
    }

    private func items(of batch: BatchID, _ batches: any BatchStore) async throws -> [BatchItem] {
        guard let items = try await batches.items(of: batch, operation, parameters: parameters) else {
            throw Refused(.batchUnknown(batch))
        }
        return items
    }

    /// What failed is tried again.
    private static func isLeft(_ state: BatchItem.State) -> Bool {
        switch state {
        case .open, .begun, .failed: true
        case .done, .unchanged: false
        }
    }

    private func settle(
        _ slug: TenantSlug, of batch: BatchID, _ hold: BatchHold, isFirst: Bool, _ services: Services
    ) async -> Outcome {
        if !isFirst, paceSeconds > 0 {
            // Stopped while it waits.
            do { try await services.clock.sleep(seconds: paceSeconds) } catch { return .notReached }
        }
        do {
            let before = try await hold.take(slug)
            do {
                let tenant = try await services.registry.tenant(slug)
                if let before, try await isDone(services, tenant, before) {
                    try await services.batches.settle(BatchItem(tenant: slug, state: .done), of: batch)
                    return .doneBefore
                }
                let operation = try work(tenant)
                let report = try await operation.performAudited(services)
                let isRefused = operation.refusal(in: report) != nil
                try await services.batches.settle(
                    BatchItem(tenant: slug, state: isRefused ? .failed : state(report)), of: batch)
                return .done(report)
            } catch  where !BatchEnd.isEnd(error) {
                try await services.batches.settle(BatchItem(tenant: slug, state: .failed), of: batch)
                return .failed(error)
            }
        } catch {
            return .failed(error)
        }
    }
}

extension TenantBatch where Work == StartRun {
    /// Queues a run for each tenant, so that the fleet and the remote systems are not asked all at once.
    /// - Parameter asOf: nil for each tenant's today.
    package static func starts(asOf: CalendarDay?, reason: String?) -> TenantBatch {
        TenantBatch(
            "run.start", parameters: asOf.map { "as-of=\($0)" } ?? "", reason: reason, paceSeconds: 2,
            isDone: { services, tenant, since in
                let runs = try await services.runs.list(RunFilter(tenant: tenant.id, since: since, limit: 20))
                return runs.contains { $0.trigger == .manual && $0.scheduledFor >= since }
            }
        ) { StartRun(of: $0.slug, asOf: asOf) }
    }
}
