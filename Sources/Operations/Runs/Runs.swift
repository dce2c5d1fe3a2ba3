package import Foundation
package import SyncCore
package import SyncEngine

/// A time as an operator types it: relative times are resolved with the store's clock.
package enum SpokenMoment: Sendable, Hashable {
    case at(Instant)
    case ago(seconds: Int)

    func resolved(at now: Instant) -> Instant {
        switch self {
        case .at(let moment): moment
        case .ago(let seconds): now.adding(seconds: -seconds)
        }
    }
}

/// Lists runs, newest first.
package struct ListRuns: ServiceOperation {
    package typealias Report = [RunReport]

    package static let right = Right.viewer
    package static let access = Access.look
    private let tenant: TenantSlug?
    private let state: RunState?
    private let since: SpokenMoment?
    private let limit: Int

    /// - Parameter limit: the maximum number.
    package init(of tenant: TenantSlug? = nil, state: RunState? = nil, since: SpokenMoment? = nil, limit: Int = 20) {
        self.tenant = tenant
        self.state = state
        self.since = since
        self.limit = limit
    }

    package func perform(_ services: Services) async throws -> [RunReport] {
        var filter = RunFilter(state: state, limit: min(limit, Int(Int32.max)))
        if let tenant { filter.tenant = try await services.registry.tenant(tenant).id }
        if let since { filter.since = since.resolved(at: try await services.schedules.now()) }
        let runs = try await services.runs.list(filter)
        let reviews = try await RunReviews(runs: services.runs).reviews(of: runs)
        return runs.map { RunReport($0, reviews[$0.id]) }
    }
}

/// Shows one run with its lists.
package struct ShowRun: ServiceOperation {
    package struct Report: Sendable {
        package let run: RunReport
        package let problems: [Problem]
        /// Every write of the run, in order.
        package let changes: [RunChange]
        /// The tenant's, for times on the planning; GMT if the tenant was deleted.
        package let zone: TimeZone
    }

    package static let right = Right.viewer
    package static let access = Access.look
    private let run: RunID

    package init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`.
    package func perform(_ services: Services) async throws -> Report {
        let run = try await services.runs.run(run)
        let zone = try? await services.registry.tenant(run.tenantID).settings.calendar.zone
        return Report(
            run: RunReport(run, try await RunReviews(runs: services.runs).review(of: run)),
            problems: try await services.runs.problems(of: run.id), changes: try await services.runs.changes(of: run.id),
            zone: zone ?? .gmt)
    }
}

/// Reads a run's state, for following it.
package struct WatchRun: ServiceOperation {
    package struct Report: Sendable {
        package let run: Run
        /// By the store's clock.
        package let now: Instant
    }

    package static let right = Right.viewer
    package static let access = Access.look
    private let run: RunID

    package init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`.
    package func perform(_ services: Services) async throws -> Report {
        Report(run: try await services.runs.run(run), now: try await services.schedules.now())
    }
}

/// Whether a worker is available that claims queued runs.
package struct FindWorker: ServiceOperation {
    package typealias Report = Bool

    package static let right = Right.viewer
    package static let access = Access.look

    package init() {}

    package func perform(_ services: Services) async throws -> Bool {
        let now = try await services.fleet.overview().readAt
        return try await services.fleet.workers().contains { $0.takesRuns(at: now) }
    }
}

/// Ends a run, or asks its worker to end it.
package struct CancelRun: ServiceOperation {
    package typealias Report = CancelAnswer

    package static let right = Right.operator
    private let run: RunID

    package init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`, `run_state_refused`.
    package func perform(_ services: Services) async throws -> CancelAnswer { try await services.runs.cancel(run) }
}
