package import Foundation
package import SyncCore
import SyncEngine

/// Compares two runs of one tenant: what they counted, which problems they had, and what they changed for which cause.
package struct DiffRuns: ServiceOperation {
    package struct Report: Sendable {
        package let first: RunReport
        package let second: RunReport
        /// Those of the two, in their order, that did not look for problems: their problems and counts are not known, and no
        /// problem of the other can be called new or gone.
        package let unread: [Run]
        /// New ones first, then those that are gone, then those of both runs.
        package let problems: [ComparedProblem]
        /// By action, outcome and code of the cause: creations first.
        package let changes: [ComparedChanges]
        /// The tenant's, for times; GMT if the tenant was deleted.
        package let zone: TimeZone
    }

    /// A problem, the same in both runs if it has the same code and subject.
    package struct ComparedProblem: Sendable, Hashable {
        package enum State: String, Sendable, Hashable, CaseIterable {
            /// Of the second run alone.
            case new
            /// Of the first run alone.
            case gone
            case both
        }

        package let state: State
        /// As its run recorded it; of both runs, the one with the greater number.
        package let problem: Problem
    }

    /// How many events the runs wrote, or withheld, for one cause.
    package struct ComparedChanges: Sendable, Hashable {
        package let action: EventAction
        package let outcome: RunChange.Outcome
        package let cause: ChangeCause.Code
        package let first: Int
        package let second: Int
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let first: RunID
    private let second: RunID

    package init(_ first: RunID, _ second: RunID) {
        self.first = first
        self.second = second
    }

    /// - Throws: `run_unknown`; `Refused` for runs of two tenants, or one run twice.
    package func perform(_ services: Services) async throws -> Report {
        let runs = services.runs
        let (one, two) = (try await runs.run(first), try await runs.run(second))
        guard one.id != two.id else { throw Refused(.runWithItself(one.id, one.tenant)) }
        guard one.tenantID == two.tenantID else {
            throw Refused(.runsOfTwoTenants(one.id, one.tenant, two.id, two.tenant))
        }
        let reviews = try await RunReviews(runs: runs).reviews(of: [one, two])
        let zone = try? await services.registry.tenant(one.tenantID).settings.calendar.zone
        let (before, after) = (try await runs.problems(of: one.id), try await runs.problems(of: two.id))
        var unread: [Run] = []
        for (run, problems) in [(one, before), (two, after)] {
            let steps = try await runs.steps(of: run.id)
            if !Self.looked(run, problems, steps) { unread.append(run) }
        }
        return Report(
            first: RunReport(one, reviews[one.id]), second: RunReport(two, reviews[two.id]), unread: unread,
            problems: Self.compare(before, after, isSecondLater: two.id > one.id),
            changes: Self.compare(try await runs.changes(of: one.id), try await runs.changes(of: two.id)),
            zone: zone ?? .gmt)
    }

    /// Whether a run compared Lucca with the planning, and so found the problems there were.
    private static func looked(_ run: Run, _ problems: [Problem], _ steps: [RunStep]) -> Bool {
        if run.purpose == .removal { return false }
        switch run.state {
        case .succeeded, .partial, .needsReview: return true
        case .queued, .running: return false
        case .failed, .cancelled:
            // What follows planning. A run that had nothing to write, or whose steps were not recorded, shows it by its problems;
            // counts may be of an earlier attempt.
            let later: [SyncProgress.Phase] = [.preparing, .applying, .fields]
            return steps.contains { step in later.contains { $0.rawValue == step.name } }
                || problems.contains { problem in
                    switch problem.finding {
                    case .probeEventLeft, .problemsUnrecorded: false
                    default: true
                    }
                }
        }
    }

    private struct ProblemKey: Hashable {
        let code: Problem.Code
        let subject: Problem.Subject

        init(_ problem: Problem) {
            code = problem.code
            subject = problem.subject
        }
    }

    private static func compare(
        _ first: [Problem], _ second: [Problem], isSecondLater: Bool
    ) -> [ComparedProblem] {
        let (before, after) = (Set(first.map(ProblemKey.init)), Set(second.map(ProblemKey.init)))
        let gone = first.filter { !after.contains(ProblemKey($0)) }
        let new = second.filter { !before.contains(ProblemKey($0)) }
        let both =
            isSecondLater
            ? second.filter { before.contains(ProblemKey($0)) } : first.filter { after.contains(ProblemKey($0)) }
        return new.map { ComparedProblem(state: .new, problem: $0) } + gone.map { ComparedProblem(state: .gone, problem: $0) }
            + both.map { ComparedProblem(state: .both, problem: $0) }
    }

    private struct ChangeKey: Hashable {
        let action: EventAction
        let outcome: RunChange.Outcome
        let cause: ChangeCause.Code

        init(_ change: RunChange) {
            action = change.action
            outcome = change.outcome
            cause = change.cause.code
        }

        /// For the order of the report.
        var rank: (Int, String, String) {
            let place =
                switch action {
                case .create: 0
                case .update: 1
                case .delete: 2
                }
            return (place, outcome.rawValue, cause.rawValue)
        }
    }

    private static func compare(_ first: [RunChange], _ second: [RunChange]) -> [ComparedChanges] {
        var counts: [ChangeKey: (first: Int, second: Int)] = [:]
        for change in first { counts[ChangeKey(change), default: (0, 0)].first += 1 }
        for change in second { counts[ChangeKey(change), default: (0, 0)].second += 1 }
        return counts.sorted { $0.key.rank < $1.key.rank }.map { key, count in
            ComparedChanges(
                action: key.action, outcome: key.outcome, cause: key.cause, first: count.first, second: count.second)
        }
    }
}
