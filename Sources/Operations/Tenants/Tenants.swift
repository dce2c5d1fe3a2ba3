package import SyncCore
package import SyncEngine

/// Lists every tenant, by slug.
package struct ListTenants: ServiceOperation {
    package typealias Report = [Tenant]

    package static let right = Right.viewer
    package static let access = Access.look

    package init() {}

    package func perform(_ services: Services) async throws -> [Tenant] { try await services.registry.list() }
}

/// Shows one tenant with all its settings and, if it is suspended, why.
package struct ShowTenant: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let suspension: Suspension?
    }

    /// Why a tenant is suspended.
    package struct Suspension: Sendable {
        package let run: RunID?
        /// When and why that run failed; nil once its details were deleted.
        package let failure: (at: Instant?, error: Failure)?
    }

    package static let right = Right.viewer
    package static let access = Access.look
    private let tenant: TenantSlug

    package init(_ tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        guard tenant.state == .suspended else { return Report(tenant: tenant, suspension: nil) }
        let run = try await services.fleet.suspensions().first { $0.tenant == tenant.slug }?.run
        return Report(
            tenant: tenant, suspension: Suspension(run: run, failure: try await Self.failure(of: run, services)))
    }

    private static func failure(of id: RunID?, _ services: Services) async throws -> (at: Instant?, error: Failure)? {
        guard let id else { return nil }
        do {
            let run = try await services.runs.run(id)
            return run.error.map { (run.finishedAt, $0) }
        } catch let error as SyncError where error.code == .runUnknown {
            return nil
        }
    }
}

/// Registers a tenant, as a draft.
package struct CreateTenant: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        /// Registered as production although its Lucca host is one without real data (`docs/contracts/lucca.md`).
        package let looksLikeTestBase: Bool
    }

    package static let right = Right.operator
    private let tenant: NewTenant
    private let said: [DialectPoint: String]

    /// - Parameter said: points of the dialect set by the operator.
    package init(_ tenant: NewTenant, said: [DialectPoint: String] = [:]) {
        self.tenant = tenant
        self.said = said
    }

    /// - Throws: `invalid_input` for a setting that breaks a rule; `tenant_exists`.
    package func perform(_ services: Services) async throws -> Report {
        try tenant.settings.check()
        var tenant = try await services.registry.create(tenant)
        if !said.isEmpty {
            let now = try await services.schedules.now()
            tenant.dialect = try await services.registry.changeDialect(of: tenant.id) { [said] dialect in
                for (point, value) in said { dialect.say(point, value, at: now) }
            }
        }
        let isTestBase = ["ilucca-test.", "ilucca-demo.", ".sandbox."].contains { tenant.luccaURL.contains($0) }
        return Report(tenant: tenant, looksLikeTestBase: tenant.environment == .production && isTestBase)
    }
}

/// Stops a tenant's daily runs; everything is kept.
package struct PauseTenant: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: TenantSlug
        package let wasPaused: Bool
        /// A run that is still queued or running.
        package let liveRun: Run?
    }

    package static let right = Right.operator
    private let tenant: TenantSlug

    package init(_ tenant: TenantSlug) { self.tenant = tenant }

    /// - Throws: `tenant_state_refused`.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        guard tenant.state != .paused else { return Report(tenant: tenant.slug, wasPaused: true, liveRun: nil) }
        try await services.registry.setState(.paused, of: tenant.id, from: [.active, .suspended])
        return Report(tenant: tenant.slug, wasPaused: false, liveRun: try await services.runs.liveRun(of: tenant.id))
    }
}

/// Deletes a tenant with its history and its secrets. Its events stay on the planning unless they are removed first.
package struct DeleteTenant: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: TenantSlug
        /// The number of events removed; nil if that was not requested.
        package let removed: Int?
    }

    package static let right = Right.approver
    private let tenant: TenantSlug
    private let removesEvents: Bool
    private let isConfirmed: Bool

    /// - Parameter removesEvents: first removes the events of today and later from the planning.
    package init(_ tenant: TenantSlug, removesEvents: Bool, isConfirmed: Bool) {
        self.tenant = tenant
        self.removesEvents = removesEvents
        self.isConfirmed = isConfirmed
    }

    /// - Throws: `run_active`; `RemovalUnfinished`.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        guard isConfirmed else {
            throw Refused(.deletionUnconfirmed(tenant.slug, name: tenant.name, removesEvents: removesEvents))
        }
        var removed: Int?
        if removesEvents { removed = try await EventRemovalStep.remove(eventsOf: tenant, services) }
        try await services.registry.delete(tenant.id)
        return Report(tenant: tenant.slug, removed: removed)
    }
}

/// The removal of a tenant's events did not finish: until its run is resumed or cancelled, the tenant is not synced.
package struct RemovalUnfinished: Error {
    package let run: RunID
    package let tenant: TenantSlug
    package let cause: any Error
}

/// Removes a tenant's events of today and later before the tenant is deleted or its address changes.
enum EventRemovalStep {
    /// After it has succeeded, the tenant is not synced until the run is cancelled or the tenant deleted.
    /// - Returns: the number of events removed.
    /// - Throws: `RemovalUnfinished` if a run of it is left.
    static func remove(eventsOf tenant: Tenant, _ services: Services) async throws -> Int {
        try await services.requireConnection(tenant)
        let removal = FutureEventRemoval(worker: services.worker, today: try await services.today(of: tenant))
        do {
            return try await removal.remove(of: tenant)
        } catch let error where (error as? SyncError)?.code != .runActive {
            // In a separate task: if the operator stopped it, this one is cancelled, and the record must still be read.
            let left = try? await Task { try await services.runs.liveRun(of: tenant.id) }.value
            guard let left, left.purpose == .removal else { throw error }
            throw RemovalUnfinished(run: left.id, tenant: tenant.slug, cause: error)
        }
    }

    /// Lets the tenant be synced again: its address has changed, so removed events are not written again.
    /// - Returns: whether there was a removal to end.
    @discardableResult
    static func end(of tenant: Tenant, _ services: Services) async throws -> Bool {
        guard let left = try await services.runs.liveRun(of: tenant.id), left.purpose == .removal, left.state == .queued else {
            return false
        }
        try await services.runs.cancel(left.id)
        return true
    }
}
