public import Foundation
public import SyncCore
public import SyncEngine

/// A moment as an operator says it: how long ago is known once the store has said what time it is.
public enum SpokenMoment: Sendable, Hashable {
    case at(Instant)
    case ago(seconds: Int)

    func resolved(at now: Instant) -> Instant {
        switch self {
        case .at(let moment): moment
        case .ago(let seconds): now.adding(seconds: -seconds)
        }
    }
}

/// Runs, newest first.
public struct ListRuns: ServiceOperation {
    public typealias Report = [RunReport]

    public static let right = Right.viewer
    public static let access = Access.look
    private let tenant: TenantSlug?
    private let state: RunState?
    private let since: SpokenMoment?
    private let limit: Int

    /// - Parameter limit: how many at most.
    public init(of tenant: TenantSlug? = nil, state: RunState? = nil, since: SpokenMoment? = nil, limit: Int = 20) {
        self.tenant = tenant
        self.state = state
        self.since = since
        self.limit = limit
    }

    public func perform(_ services: Services) async throws -> [RunReport] {
        var filter = RunFilter(state: state, limit: min(limit, Int(Int32.max)))
        if let tenant { filter.tenant = try await services.registry.tenant(tenant).id }
        if let since { filter.since = since.resolved(at: try await services.schedules.now()) }
        let runs = try await services.runs.list(filter)
        let reviews = try await RunReviews(runs: services.runs).reviews(of: runs)
        return runs.map { RunReport($0, reviews[$0.id]) }
    }
}

/// One run whole.
public struct ShowRun: ServiceOperation {
    public struct Report: Sendable {
        public let run: RunReport
        public let problems: [Problem]
        /// Every write of the run, in order.
        public let changes: [RunChange]
        /// The tenant's, for what is on the planning; GMT where the tenant is gone.
        public let zone: TimeZone
    }

    public static let right = Right.viewer
    public static let access = Access.look
    private let run: RunID

    public init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`.
    public func perform(_ services: Services) async throws -> Report {
        let run = try await services.runs.run(run)
        let zone = try? await services.registry.tenant(run.tenantID).settings.calendar.zone
        return Report(
            run: RunReport(run, try await RunReviews(runs: services.runs).review(of: run)),
            problems: try await services.runs.problems(of: run.id), changes: try await services.runs.changes(of: run.id),
            zone: zone ?? .gmt)
    }
}

/// How a run fares: for whoever follows it.
public struct WatchRun: ServiceOperation {
    public struct Report: Sendable {
        public let run: Run
        /// By the store's clock.
        public let now: Instant
    }

    public static let right = Right.viewer
    public static let access = Access.look
    private let run: RunID

    public init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`.
    public func perform(_ services: Services) async throws -> Report {
        Report(run: try await services.runs.run(run), now: try await services.schedules.now())
    }
}

/// Whether a worker is there that takes what is queued.
public struct FindWorker: ServiceOperation {
    public typealias Report = Bool

    public static let right = Right.viewer
    public static let access = Access.look

    public init() {}

    public func perform(_ services: Services) async throws -> Bool {
        let now = try await services.fleet.overview().readAt
        return try await services.fleet.workers().contains { $0.takesRuns(at: now) }
    }
}

/// Ends a run, or asks its worker to.
public struct CancelRun: ServiceOperation {
    public typealias Report = CancelAnswer

    public static let right = Right.operator
    private let run: RunID

    public init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`, `run_state_refused`.
    public func perform(_ services: Services) async throws -> CancelAnswer { try await services.runs.cancel(run) }
}
