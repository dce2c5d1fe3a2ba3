package import SyncCore
package import SyncEngine

/// Lists every tenant with its health, by slug.
package struct ListTenants: ServiceOperation {
    package typealias Report = [TenantOverview]

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }

    package init() {}

    package func perform(_ services: Services) async throws -> [TenantOverview] {
        let tenants = try await services.registry.list()
        let healths = Dictionary(try await services.fleet.healths().map { ($0.tenantID, $0) }) { first, _ in first }
        let (now, schedules, _) = try await services.schedules.schedules()
        let nexts = Dictionary(schedules.map { ($0.tenantID, $0.next(at: now).moment) }) { first, _ in first }
        var overviews: [TenantOverview] = []
        for tenant in tenants {
            let health = healths[tenant.id]
            overviews.append(
                TenantOverview(
                    tenant: tenant, lastSuccessAt: health?.lastSuccessAt, lastRun: health?.lastRun,
                    nextRunAt: nexts[tenant.id], lastCompleteRun: health?.lastCompleteRun,
                    newProblems: health?.newProblems ?? 0,
                    review: try await Self.review(health?.openReview, services)))
        }
        return overviews
    }

    /// nil if the run was deleted meanwhile, with its tenant.
    private static func review(_ run: RunID?, _ services: Services) async throws -> TenantOverview.Review? {
        guard let run else { return nil }
        do {
            let changes = try await services.runs.changes(of: run)
            let clears = try await services.runs.run(run).counts.fieldsWithheld
            return TenantOverview.Review(
                run: run, deletions: changes.count { $0.outcome == .withheld }, clears: clears)
        } catch let error as SyncError where error.code == .runUnknown {
            return nil
        }
    }
}

/// A tenant with what shows whether it is well.
package struct TenantOverview: Sendable {
    /// What a run withheld, while it waits for approval.
    package struct Review: Sendable, Hashable {
        package let run: RunID
        /// Withheld deletions of events; 0 if it withheld only clearings of extra data.
        package let deletions: Int
        /// Resources whose extra data it did not clear.
        package let clears: Int
    }

    package let tenant: Tenant
    /// When its last sync ended that succeeded or was partial.
    package let lastSuccessAt: Instant?
    /// Its last sync that ended, in whatever state.
    package let lastRun: TenantHealth.LastRun?
    /// When the schedule queues its next run; nil unless it is active.
    package let nextRunAt: Instant?
    /// Its last run that read Lucca to its end.
    package let lastCompleteRun: RunID?
    /// Of that complete run: problems that the run before did not have.
    package let newProblems: Int
    package let review: Review?
}

extension TenantOverview {
    /// For JSON.
    package var facts: Facts {
        [
            "lastSuccessAt": lastSuccessAt,
            "lastRun": lastRun.map { ["id": $0.id, "status": $0.state, "error": $0.error?.rawValue] as Facts },
            "nextRunAt": nextRunAt, "lastCompleteRun": lastCompleteRun,
            "newProblemCount": newProblems,
            "review": review.map { ["run": $0.run, "deletions": $0.deletions, "clears": $0.clears] as Facts },
        ]
    }
}

/// Shows one tenant with all its settings and, if it is suspended, why.
package struct ShowTenant: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let suspension: Suspension?
        /// How many extra fields are carried.
        package let fields: Int
    }

    /// Why a tenant is suspended.
    package struct Suspension: Sendable {
        package let run: RunID?
        /// When and why that run failed; nil once its details were deleted.
        package let failure: (at: Instant?, error: Failure)?
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug

    package init(_ tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let fields = Set(try await services.registry.fieldRules(of: tenant.id).map(\.field.id)).count
        guard tenant.state == .suspended else { return Report(tenant: tenant, suspension: nil, fields: fields) }
        let run = try await services.fleet.suspensions().first { $0.tenant == tenant.slug }?.run
        return Report(
            tenant: tenant, suspension: Suspension(run: run, failure: try await Self.failure(of: run, services)), fields: fields)
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
    package var audit: Audit { .change("tenant.create", .tenant(tenant.slug)) }
    private let tenant: NewTenant
    private let said: [DialectPoint: String]

    /// - Parameter said: points of the dialect set by the operator.
    package init(_ tenant: NewTenant, said: [DialectPoint: String] = [:]) {
        self.tenant = tenant
        self.said = said
    }

    /// - Throws: `invalid_input` for a setting that breaks a rule; `Refused` for an identifier that its generation of Lucca does not
    ///   serve; `tenant_exists`.
    package func perform(_ services: Services) async throws -> Report {
        try tenant.settings.check()
        try GenerationEdit.require(tenant.settings)
        let now = try await services.schedules.now()
        let tenant = try await create(now, services)
        let isTestBase = ["ilucca-test.", "ilucca-demo.", ".sandbox."].contains { tenant.luccaURL.contains($0) }
        return Report(tenant: tenant, looksLikeTestBase: tenant.environment == .production && isTestBase)
    }
}

extension CreateTenant {
    private func create(_ now: Instant, _ services: Services) async throws -> Tenant {
        do {
            return try await services.registry.create(tenant) { [said] dialect in
                for (point, value) in said { dialect.say(point, value, at: now) }
            }
        } catch let error as SyncError where [.tenant(.accountTaken), .tenant(.formerAccountTaken)].contains(error.failure) {
            // With the other tenant's name.
            let accounts = tenant.formerAccounts.union([Tenant.luccaAccount(of: tenant.luccaURL)])
            try Tenant.requireOwnEvents(
                of: accounts, on: tenant.planningPMEURL, among: try await services.registry.list())
            throw error
        }
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
    package var audit: Audit { .change("tenant.pause", .tenant(tenant)) }
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
    package var audit: Audit { .change("tenant.delete", .tenant(tenant)) }
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
