package import SyncCore

/// Both generations of one tenant's Lucca.
package struct GenerationSources: Sendable {
    package let first: any HRSource
    package let second: any HRSource

    package init(first: any HRSource, second: any HRSource) {
        self.first = first
        self.second = second
    }
}

extension TenantSync {
    /// Reads both generations of Lucca, plans both with what is remembered, and compares them. It writes nothing, and reads
    /// PlanningPME only if a plan cannot be made from what is remembered.
    /// - Parameter asOf: the as-of day.
    /// - Throws: `SyncError`.
    package func compare(
        _ tenant: Tenant, _ sources: GenerationSources, _ target: any PlanningTarget, asOf: CalendarDay,
        options: SyncOptions = SyncOptions()
    ) async throws -> ComparedGenerations {
        do {
            let lastSuccess = try await ports.runs.lastSuccess(of: tenant.id)
            let window = SyncWindow(of: tenant, asOf: asOf, hasSucceeded: lastSuccess != nil)
            let memory = try await ports.ledger.load(tenant.id)
            let first = try await draft(tenant, window, memory, sources.first, target, lastSuccess, options)
            let second = try await draft(
                tenant, window, memory, sources.second, target, lastSuccess, options, catalog: first.catalog)
            return ComparedGenerations(
                window: window,
                comparison: GenerationComparison(
                    GenerationSide(.first, first), GenerationSide(.second, second), fieldRules: memory.fieldRules),
                employees: first.reading.employees.rows + second.reading.employees.rows)
        } catch {
            throw SyncError(of: error)
        }
    }

    /// The plan from one source, as far as the ledger is right.
    /// - Parameter catalog: if it was read already.
    private func draft(
        _ tenant: Tenant, _ window: SyncWindow, _ memory: TenantMemory, _ source: any HRSource, _ target: any PlanningTarget,
        _ lastSuccess: LastSuccess?, _ options: SyncOptions, catalog: Catalog? = nil
    ) async throws -> SyncMaterial {
        let reading = try await fetch(tenant, window, source, options, memory.fieldRules)
        let connected = ConnectedTenant(source: source, target: target)
        return try await plan(
            PlanRequest(
                tenant: tenant, window: window, memory: memory, connected: connected, reading: reading,
                settlement: Settlement(memory.entries), search: search(tenant, window, target), isWhole: false,
                decisions: Decisions(), lastSuccess: lastSuccess), options, catalog: catalog)
    }
}

extension GenerationSide {
    fileprivate init(_ generation: LuccaGeneration, _ material: SyncMaterial) {
        self.init(generation, input: material.input, plan: material.plan, fields: material.reading.fields)
    }
}

/// What a comparison found, for one day.
package struct ComparedGenerations: Sendable {
    package let window: SyncWindow
    package let comparison: GenerationComparison
    /// As read by either generation.
    package let employees: [Employee]
}
