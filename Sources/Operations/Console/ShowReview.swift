package import Foundation
package import SyncCore
package import SyncEngine

/// An event on a strip.
package struct StripEvent: Sendable, Hashable, Encodable {
    package let reference: EventReference
    package let type: UnavailabilityTypeKey
    package let from: Instant
    package let to: Instant
    /// Its deletion was withheld.
    package let isWithheld: Bool
    /// Why it was to be deleted; nil unless withheld.
    package let cause: ChangeCause?

    package init(
        reference: EventReference, type: UnavailabilityTypeKey, from: Instant, to: Instant, isWithheld: Bool = false,
        cause: ChangeCause? = nil
    ) {
        self.reference = reference
        self.type = type
        self.from = from
        self.to = to
        self.isWithheld = isWithheld
        self.cause = cause
    }
}

/// Shows the deletions that a run withheld, employee by employee: their events with those that are to go. Reading it is recorded.
package struct ShowReview: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let run: RunReport
        /// nil if the run withheld nothing.
        package let review: RunReview?
        package let zone: TimeZone
        /// The days of the strips: the run's window, from its day on.
        package let from: CalendarDay
        package let to: CalendarDay
        package let deletions: Int
        package let employeeCount: Int
        package let brakes: [BrakeReason]
        /// Of the events to come; nil unless their share set the brake off.
        package let percent: Int?
        /// Why they were to be deleted.
        package let causes: [CauseCount]
        /// Of everything that the run withheld, whatever the page: what an approval is about.
        package let digest: ReviewDigest
        /// The employees whose extra data it did not clear.
        package let clears: [EmployeeID]
        /// The run that performs an approval at this moment, or has, or that superseded this one.
        package let decider: Run?
        /// Most deletions first.
        package let employees: [Employee]
        /// The last employee of this page, if there are more.
        package let next: EmployeeID?

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts =
                run.facts { ["code": $0.code.rawValue] }
                + [
                    "timeZone": zone.identifier, "from": from, "to": to, "deletions": deletions, "employeeCount": employeeCount,
                    "percent": percent, "causes": causes, "digest": "\(digest)", "clears": clears, "decider": decider?.id,
                    "employees": employees, "next": next,
                ]
            try facts.encode(to: encoder)
        }
    }

    package struct Employee: Sendable, Hashable, Encodable {
        package let share: WithheldDeletions.Share
        /// Before: all; after: those that are not withheld. By begin.
        package let events: [StripEvent]
    }

    package static let pageSize = 25

    package static let right = Right.viewer
    package var audit: Audit { .read("review.show", .run(run)) }
    private let run: RunID
    private let place: EmployeeID?
    private let limit: Int

    /// - Parameter place: the last employee of the page before.
    package init(_ run: RunID, after place: EmployeeID? = nil, limit: Int = ShowReview.pageSize) {
        self.run = run
        self.place = place
        self.limit = max(1, limit)
    }

    /// - Throws: `run_unknown`.
    package func perform(_ services: Services) async throws -> Report {
        let run = try await services.runs.run(run)
        let console = services.console
        let zone = (try? await services.registry.tenant(run.tenantID).settings.calendar.zone) ?? .gmt
        let reviews = RunReviews(runs: services.runs)
        let withheld = try await reviews.withheld(by: run.id)
        let shares = withheld.shares
        let start = place.flatMap { place in shares.firstIndex { $0.employee == place } }.map { $0 + 1 } ?? 0
        let page = shares[start...].prefix(limit)
        let calendar = TenantCalendar(zone: zone)
        let (from, to) = (run.window.asOf, run.window.to)
        let standing = try await console.events(
            of: page.map(\.employee), in: run.tenantID, from: calendar.startOfDay(from), to: calendar.startOfDay(to))
        let brakes = try await Self.brakes(of: run, console)
        let review = try await reviews.review(of: run)
        return Report(
            run: RunReport(run, review), review: review, zone: zone, from: from, to: to, deletions: withheld.deletions.count,
            employeeCount: shares.count, brakes: brakes, percent: Self.percent(brakes),
            causes: try await console.causes(of: run.id, in: run.tenantID).filter { $0.outcome == .withheld },
            digest: withheld.digest, clears: withheld.clears,
            decider: try await Self.decider(of: review, of: run, services.runs),
            employees: page.map { Employee(share: $0, events: Self.strip($0.employee, standing, withheld.deletions)) },
            next: start + page.count < shares.count ? page.last?.employee : nil)
    }

    /// An approval is recorded on the run when it ends: until then, the tenant's live run names the one that it approves.
    private static func decider(of review: RunReview?, of run: Run, _ runs: any RunStore) async throws -> Run? {
        if let by = review?.by { return try await runs.run(by) }
        guard case .open = review else { return nil }
        guard let live = try await runs.liveRun(of: run.tenantID), live.approves == run.id else { return nil }
        return live
    }

    private static func brakes(of run: Run, _ console: any ConsoleReading) async throws -> [BrakeReason] {
        try await console.problems(
            of: run.id, in: run.tenantID, code: .deletionsWithheld, employee: nil, limit: 20
        ).compactMap {
            if case .deletionsWithheld(_, let reason) = $0.problem.finding { reason } else { nil }
        }
    }

    private static func percent(_ brakes: [BrakeReason]) -> Int? {
        for case .tooManyDeletions(let deletions, let events) in brakes where events > 0 { return deletions * 100 / events }
        return nil
    }

    /// What is withheld was on the planning then, whether or not the ledger has it still.
    private static func strip(_ employee: EmployeeID, _ standing: [LedgerEntry], _ going: [RunChange]) -> [StripEvent] {
        let withheld = going.filter { $0.employeeID == employee }.map {
            StripEvent(
                reference: $0.reference, type: $0.type, from: $0.start, to: $0.end, isWithheld: true, cause: $0.cause)
        }
        let known = Set(withheld.map(\.reference))
        let staying = standing.filter { $0.employeeID == employee && !known.contains($0.reference) }.map {
            StripEvent(reference: $0.reference, type: $0.type, from: $0.start, to: $0.end)
        }
        return (withheld + staying).sorted { ($0.from, $0.reference) < ($1.from, $1.reference) }
    }
}
