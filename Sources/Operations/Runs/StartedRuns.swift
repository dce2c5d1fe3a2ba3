package import SyncCore
package import SyncEngine

/// Queues a sync for the fleet.
package struct StartRun: ServiceOperation {
    package struct Report: Sendable {
        package let run: RunID
        /// No worker claims queued runs; false also if the fleet could not be read.
        package let lacksWorker: Bool
        /// The fleet is paused: what was queued waits for its end.
        package let pause: FleetPause?
    }

    package static let right = Right.operator
    package var audit: Audit { .change("run.start", .run(of: tenant)) }
    private let tenant: TenantSlug
    private let asOf: CalendarDay?

    /// - Parameter asOf: nil for the tenant's today.
    package init(of tenant: TenantSlug, asOf: CalendarDay? = nil) {
        self.tenant = tenant
        self.asOf = asOf
    }

    /// - Throws: `scope_missing`, `credential_missing`, `credential_unbound`, `credential_for_other_host`, `as_of_too_late`,
    ///   `as_of_passed`, `run_active`.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        try tenant.requireScope()
        try await SufficientCredentials.require(of: tenant, in: services.vault)
        let day = try RunDay(asOf, of: tenant, now: try await services.schedules.now())
        let hasSucceeded = try await services.runs.lastSuccess(of: tenant.id) != nil
        let window = SyncWindow(of: tenant, asOf: day.asOf, hasSucceeded: hasSucceeded)
        let run = try await services.runs.enqueue(
            NewRun(tenantID: tenant.id, trigger: .manual, window: window, isToday: day.isToday))
        // The run is already queued: it does not depend on the fleet's answer.
        return Report(
            run: run, lacksWorker: (try? await FindWorker().perform(services)) == false,
            pause: (try? await services.fleet.pause()) ?? nil)
    }
}

/// A run that this process performed.
package struct PerformedRun: Sendable {
    package let result: RunNow.Result
    /// As recorded.
    package let details: ShowRun.Report
    /// The result of each withheld deletion; nil if none was approved, or the run has not ended.
    package let approved: [ApprovedDeletion]?
    /// The result of each withheld clearing of extra data; empty if none was approved, or the run has not ended.
    package let approvedClears: [ApprovedClear]

    init(
        _ result: RunNow.Result, approved: [ApprovedDeletion]? = nil, clears: [ApprovedClear] = [], _ services: Services
    ) async throws {
        self.result = result
        self.approved = approved
        approvedClears = clears
        // In a separate task: if the operator stopped the run, this one is cancelled, and the record must still be read.
        details = try await Task { try await ShowRun(result.end.runID).perform(services) }.value
    }
}

/// Performs a sync in this process, under the same lease rules as a worker.
package struct SyncNow: ServiceOperation {
    package typealias Report = PerformedRun

    package static let right = Right.operator
    package var audit: Audit { .change("run.now", .run(of: tenant)) }
    private let tenant: TenantSlug
    private let asOf: CalendarDay?
    private let options: SyncOptions
    private let onStart: @Sendable (Tenant) -> Void

    /// - Parameters:
    ///   - asOf: nil for the tenant's today. A resumed run keeps its own.
    ///   - onStart: called once no obstacle is known.
    package init(
        of tenant: TenantSlug, asOf: CalendarDay? = nil, options: SyncOptions = SyncOptions(),
        onStart: @escaping @Sendable (Tenant) -> Void = { _ in }
    ) {
        self.tenant = tenant
        self.asOf = asOf
        self.options = options
        self.onStart = onStart
    }

    /// - Throws: `scope_missing`, `as_of_too_late`, `as_of_passed`, `run_active`; as for a connection that cannot be prepared.
    package func perform(_ services: Services) async throws -> PerformedRun {
        let tenant = try await services.registry.tenant(tenant)
        try tenant.requireScope()
        let day = try RunDay(asOf, of: tenant, now: try await services.schedules.now())
        try await services.requireConnection(tenant)
        onStart(tenant)
        let result = try await RunNow(worker: services.worker)
            .perform(tenant, asOf: day.asOf, isToday: day.isToday, options: options)
        return try await PerformedRun(result, services)
    }
}

/// Shows what a sync would create, change and delete. It writes nothing.
package struct PreviewRun: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let preview: SyncPreview
        /// The matching identifiers of the employees that Lucca returned.
        package let identifiers: [EmployeeID: String]
    }

    package static let right = Right.viewer
    package var audit: Audit { .read("run.preview", .run(of: tenant)) }
    private let tenant: TenantSlug
    private let asOf: CalendarDay?
    private let options: SyncOptions

    /// - Parameter asOf: nil for the tenant's today.
    package init(of tenant: TenantSlug, asOf: CalendarDay? = nil, options: SyncOptions = SyncOptions()) {
        self.tenant = tenant
        self.asOf = asOf
        self.options = options
    }

    /// - Throws: `scope_missing`, `as_of_too_late`; as for a run that fails.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        try tenant.requireScope()
        let day = try RunDay(asOf, of: tenant, now: try await services.schedules.now())
        let seen = SeenEmployees()
        var observed = services
        observed.connector = ObservingConnector(base: services.connector, seen: seen)
        let preview = try await observed.sync.preview(tenant, asOf: day.asOf, options: options)
        return Report(
            tenant: tenant, preview: preview, identifiers: seen.employees.identifiers(tenant.settings.identifier))
    }
}
