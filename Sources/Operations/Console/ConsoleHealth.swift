import Foundation
package import SyncCore
package import SyncEngine

/// How well a tenant is, the worst first.
package enum ConsoleHealth: String, Sendable, Hashable, CaseIterable, Comparable, Encodable {
    case suspended
    /// Deletions wait for approval.
    case withheld
    /// Its last sync failed.
    case failed
    /// Active, and Lucca was not read to its end for more than 26 hours.
    case silent
    /// Nothing is written until its dialect is checked.
    case doubted
    case newProblems = "new_problems"
    /// With problems that the run before had too.
    case knownProblems = "known_problems"
    case good
    case draft
    case paused

    /// Somebody has to do something.
    package var needsPerson: Bool { self < .knownProblems }

    package static func < (left: ConsoleHealth, right: ConsoleHealth) -> Bool { left.rank < right.rank }

    package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension TenantStanding {
    package var health: ConsoleHealth {
        switch state {
        case .draft: return .draft
        case .paused: return .paused
        case .suspended: return .suspended
        case .active: break
        }
        if isReviewOpen { return .withheld }
        if last?.state == .failed { return .failed }
        if isSilent { return .silent }
        if isDialectDoubted { return .doubted }
        if problems.new > 0 { return .newProblems }
        return problems.count > 0 ? .knownProblems : .good
    }
}

extension [TenantStanding] {
    /// The one that the tenants share, else UTC.
    var sharedZone: TimeZone { SharedZone.of(map(\.zone)) }
}

/// One local day of a tenant.
package struct ConsoleDay: Sendable, Hashable, Encodable {
    package let day: CalendarDay
    /// The worst state in which a run ended; nil without a run.
    package let state: RunState?
    /// Of the runs, the last one that ended in that state.
    package let run: RunID?
    package let runs: Int
    /// The most that a run in that state had.
    package let problems: Int
    /// Days since Lucca was last read to its end; nil if that was before the first of the days shown, or never.
    package let age: Int?

    /// - Parameter rows: of one tenant.
    static func days(_ days: ClosedRange<CalendarDay>, from rows: [EndedDay]) -> [ConsoleDay] {
        let byDay = Dictionary(grouping: rows, by: \.day)
        var read: CalendarDay?
        return (days.lowerBound.ordinal...days.upperBound.ordinal).map { ordinal in
            let day = CalendarDay(ordinal: ordinal)
            let ended = byDay[day] ?? []
            if ended.contains(where: { $0.state.isDecided }) { read = day }
            let worst = ended.max { badness($0.state) < badness($1.state) }
            return ConsoleDay(
                day: day, state: worst?.state, run: worst?.last, runs: ended.reduce(0) { $0 + $1.runs },
                problems: worst?.problems ?? 0, age: read.map { day.ordinal - $0.ordinal })
        }
    }

    private static func badness(_ state: RunState) -> Int {
        switch state {
        case .queued, .running: 0
        case .succeeded: 1
        case .cancelled: 2
        case .partial: 3
        case .needsReview: 4
        case .failed: 5
        }
    }
}
