package import Foundation
package import SyncCore
package import SyncEngine

/// Shows what a run spent its time on, what it changed and why, and which of its problems other tenants had too.
package struct ShowRunPicture: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let run: RunReport
        package let people: RunPeople
        /// The tenant's; GMT if it was deleted.
        package let zone: TimeZone
        /// By the store's clock: until then, a live run lasts.
        package let readAt: Instant
        /// In order, without holes.
        package let segments: [Segment]
        package let causes: [CauseCount]
        package let problemCounts: [ProblemCount]
        /// The first ones, new ones first: at most `mostProblems`.
        package let problems: [ReportedProblem]
        /// Other tenants whose runs ended within 12 hours of this one's end with the same problem or error.
        package let shared: [SharedCode]

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts =
                run.facts { ["code": $0.code.rawValue] } + people.facts
                + [
                    "timeZone": zone.identifier, "readAt": readAt, "segments": segments, "causes": causes,
                    "problemsByCode": problemCounts, "sameCodeElsewhere": shared,
                ]
            try facts.encode(to: encoder)
        }
    }

    package struct Segment: Sendable, Hashable, Encodable {
        package enum Kind: String, Sendable, Hashable, Encodable {
            /// Due, and no worker had claimed it.
            case queued
            /// Earlier attempts, with the waits between them: workers that died, retries, pauses for the request budget.
            case earlier
            /// A step of the last attempt.
            case step
            /// Between steps, and from the last step to the end.
            case other
        }

        package let kind: Kind
        /// Of a step, as in `run show --steps`.
        package let step: String?
        package let from: Instant
        package let to: Instant

        package var seconds: Double { Double(to.millisecondsSince1970 - from.millisecondsSince1970) / 1000 }
    }

    package static let mostProblems = 100
    private static let nightSeconds = 12 * 3600

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let run: RunID

    package init(_ run: RunID) { self.run = run }

    /// - Throws: `run_unknown`.
    package func perform(_ services: Services) async throws -> Report {
        let run = try await services.runs.run(run)
        let console = services.console
        let now = try await services.schedules.now()
        let zone = try? await services.registry.tenant(run.tenantID).settings.calendar.zone
        let codes = Set(run.problems.codes.map(\.rawValue)).union(run.error.map { [$0.code.rawValue] } ?? [])
        var shared: [SharedCode] = []
        if let end = run.finishedAt, !codes.isEmpty {
            shared = try await console.tenants(
                with: codes.sorted(), besides: run.tenantID, from: end.adding(seconds: -Self.nightSeconds),
                to: end.adding(seconds: Self.nightSeconds))
        }
        let review = try await RunReviews(runs: services.runs).review(of: run)
        return Report(
            run: RunReport(run, review), people: try await RunPeople.of(run, review, in: services.audit), zone: zone ?? .gmt,
            readAt: now,
            segments: Self.segments(run, try await services.runs.steps(of: run.id), until: now),
            causes: try await console.causes(of: run.id, in: run.tenantID),
            problemCounts: try await console.problemCounts(of: run.id, in: run.tenantID),
            problems: try await console.problems(
                of: run.id, in: run.tenantID, code: nil, employee: nil, limit: Self.mostProblems),
            shared: shared)
    }

    /// Clocks that were wrong may have dated a later thing earlier: nothing lasts less than nothing.
    static func segments(_ run: Run, _ steps: [RunStep], until now: Instant) -> [Segment] {
        var segments: [Segment] = []
        var place = run.scheduledFor
        func go(to moment: Instant, _ kind: Segment.Kind, _ step: String? = nil) {
            guard moment > place else { return }
            segments.append(Segment(kind: kind, step: step, from: place, to: moment))
            place = moment
        }
        let end = run.finishedAt ?? now
        guard let start = run.startedAt else {
            go(to: end, .queued)
            return segments
        }
        go(to: min(start, end), .queued)
        for (index, step) in steps.enumerated() {
            go(to: min(step.beganAt, end), index == 0 && run.attempt > 1 ? .earlier : .other)
            go(to: min(step.endedAt, end), .step, step.name)
        }
        go(to: end, steps.isEmpty && run.attempt > 1 ? .earlier : .other)
        return segments
    }
}
