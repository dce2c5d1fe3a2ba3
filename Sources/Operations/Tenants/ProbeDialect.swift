package import SyncCore
package import SyncEngine

/// Shows what a probe would write, before the operator confirms it.
package struct PlanProbe: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let days: ProbeDays
    }

    package static let right = Right.viewer
    // The probe follows; what is refused here is the probe.
    package var audit: Audit { .change("tenant.probe", .tenant(tenant)) }
    private let tenant: TenantSlug
    private let day: CalendarDay?
    private let isQueued: Bool

    /// - Parameters:
    ///   - day: nil to let `ProbeDays` choose.
    ///   - isQueued: a worker writes, with secrets that this process may not open.
    package init(of tenant: TenantSlug, day: CalendarDay?, isQueued: Bool = false) {
        self.tenant = tenant
        self.day = day
        self.isQueued = isQueued
    }

    /// - Throws: `invalid_input` for a day that is not in the future; as for a connection that cannot be prepared.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let days = try ProbeDays(asked: day, today: try await services.today(of: tenant), calendar: tenant.settings.calendar)
        if !isQueued { _ = try await services.prober(tenant) }
        return Report(tenant: tenant, days: days)
    }
}

/// Finds a tenant's dialect by writing and deleting marked events.
package struct ProbeDialect: ServiceOperation {
    package struct Report: Sendable {
        /// As it was before.
        package let tenant: Tenant
        package let probe: ProbedTenant
        /// A run has ended.
        package let hasRun: Bool
        /// Events on the planning may be wrong.
        package let isPlanningWrong: Bool
    }

    package static let right = Right.operator
    package var audit: Audit { .change("tenant.probe", .tenant(tenant)) }
    private let tenant: TenantSlug
    private let resource: ResourceKey
    private let day: CalendarDay?
    private let isConfirmed: Bool

    /// - Parameter isConfirmed: the operator allowed these events to be written.
    package init(of tenant: TenantSlug, resource: ResourceKey, day: CalendarDay?, isConfirmed: Bool) {
        self.tenant = tenant
        self.resource = resource
        self.day = day
        self.isConfirmed = isConfirmed
    }

    /// - Throws: as `ProbeTenant.perform`.
    package func perform(_ services: Services) async throws -> Report {
        guard isConfirmed else { throw Refused(.probeUnconfirmed(tenant, resource, day)) }
        let tenant = try await services.registry.tenant(tenant)
        let probe = try await ProbeTenant(registry: services.registry, now: services.schedules.now)
            .perform(tenant, resource: resource, day: day, prober: try await services.prober(tenant))
        let last = try await services.runs.list(RunFilter(tenant: tenant.id)).first { $0.state.isEnded }
        var isWrong = tenant.dialect.doubt != nil
        if !isWrong, let last {
            isWrong = try await services.runs.problems(of: last.id).contains { $0.code == .planningDisagrees }
        }
        return Report(tenant: tenant, probe: probe, hasRun: last != nil, isPlanningWrong: isWrong)
    }
}
