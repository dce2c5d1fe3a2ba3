package import Foundation
package import SyncCore
package import SyncEngine

/// Lists runs page by page, newest first: live ones, then ended ones by their end.
package struct ListRuns: ServiceOperation {
    /// Which runs; an empty list or set is no filter.
    package struct Query: Sendable {
        package var tenants: [TenantSlug] = []
        package var states: Set<RunState> = []
        package var triggers: Set<RunTrigger> = []
        /// Of problems, and of errors that ended runs.
        package var codes: Set<String> = []
        package var since: SpokenMoment?
        /// A day counts to its end.
        package var until: SpokenMoment?
        /// The last run of the page before.
        package var before: RunID?
        /// The maximum number on a page.
        package var limit: Int
        /// The report has the tenants' time zones, which takes one more query.
        package var needsZones = false

        package init(limit: Int = 20) { self.limit = limit }
    }

    package struct Report: Sendable {
        package let runs: [RunReport]
        /// Older runs match too.
        package let hasMore: Bool
        /// How many runs match on every page, up to `mostCounted`; nil if there are more.
        package let total: Int?
        /// In which the days of `since` and `until` begin and end; nil if neither is a day.
        package let zone: TimeZone?
        /// Of the tenants, if they were needed.
        package let zones: [TenantSlug: TimeZone]
    }

    /// Counting a long history to its end would take longer than reading a page of it.
    package static let mostCounted = 1000

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let query: Query

    package init(_ query: Query = Query()) { self.query = query }

    /// - Throws: `tenant_unknown`; `run_unknown` for an unknown `before`; `Refused` for an unknown code, or if `until` is not after
    /// `since`.
    package func perform(_ services: Services) async throws -> Report {
        try Self.requireKnown(query.codes)
        let limit = min(max(1, query.limit), Int(Int32.max) - 1)
        var found = RunQuery(limit: limit + 1)
        (found.states, found.triggers, found.codes, found.before) = (query.states, query.triggers, query.codes, query.before)
        var tenants: [Tenant] = []
        for slug in query.tenants { tenants.append(try await services.registry.tenant(slug)) }
        if !tenants.isEmpty { found.tenants = tenants.map(\.id) }
        var zone: TimeZone?
        if query.since != nil || query.until != nil {
            let now = try await services.schedules.now()
            if query.since?.isDay == true || query.until?.isDay == true {
                let named = tenants.isEmpty ? try await services.registry.list() : tenants
                zone = SharedZone.of(named.map(\.settings.calendar.zone))
            }
            found.since = query.since?.start(at: now, in: zone ?? .gmt)
            found.until = query.until?.end(at: now, in: zone ?? .gmt)
            if let since = found.since, let until = found.until, since >= until { throw Refused(.periodBackwards) }
        }
        let page = try await services.runs.page(found)
        let runs = Array(page.prefix(limit))
        let hasMore = page.count > limit
        var count = runs.count
        if hasMore || query.before != nil { count = try await services.runs.count(found, atMost: Self.mostCounted + 1) }
        let reviews = try await RunReviews(runs: services.runs).reviews(of: runs)
        var zones: [TenantSlug: TimeZone] = [:]
        if query.needsZones {
            for tenant in tenants.isEmpty ? try await services.registry.list() : tenants {
                zones[tenant.slug] = tenant.settings.calendar.zone
            }
        }
        return Report(
            runs: runs.map { RunReport($0, reviews[$0.id]) }, hasMore: hasMore,
            total: count > Self.mostCounted ? nil : count, zone: zone, zones: zones)
    }

    private static func requireKnown(_ codes: Set<String>) throws {
        let known = Set(Problem.Code.all.map(\.rawValue) + SyncError.Code.all.map(\.rawValue)).sorted()
        let unknown = codes.subtracting(known).sorted()
        guard unknown.isEmpty else {
            throw Refused(
                unknown.map { .codeUnknown(ShownText($0), alike: NearNames.of($0, among: known.map { ($0, [$0]) })) })
        }
    }
}

/// Shows one run with its lists.
package struct ShowRun: ServiceOperation {
    package struct Report: Sendable {
        package let run: RunReport
        package let people: RunPeople
        package let problems: [ReportedProblem]
        /// Every write of the run, in order.
        package let changes: [RunChange]
        /// The tenant's, for times on the planning; GMT if the tenant was deleted.
        package let zone: TimeZone
        /// Empty unless they were needed.
        package let steps: [RunStep]
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let run: RunID
    private let needsSteps: Bool

    package init(_ run: RunID, needsSteps: Bool = false) {
        self.run = run
        self.needsSteps = needsSteps
    }

    /// - Throws: `run_unknown`.
    package func perform(_ services: Services) async throws -> Report {
        let run = try await services.runs.run(run)
        let zone = try? await services.registry.tenant(run.tenantID).settings.calendar.zone
        let review = try await RunReviews(runs: services.runs).review(of: run)
        return Report(
            run: RunReport(run, review), people: try await RunPeople.of(run, review, in: services.audit),
            problems: try await services.runs.reportedProblems(of: run.id), changes: try await services.runs.changes(of: run.id),
            zone: zone ?? .gmt, steps: needsSteps ? try await services.runs.steps(of: run.id) : [])
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
    package var audit: Audit { .nothing }
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
    package var audit: Audit { .nothing }

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
    package var audit: Audit { .change("run.cancel", .run(run)) }
    private let run: RunID

    package init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`, `run_state_refused`.
    package func perform(_ services: Services) async throws -> CancelAnswer { try await services.runs.cancel(run) }
}
