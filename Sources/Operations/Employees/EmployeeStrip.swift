package import SyncCore
package import SyncEngine

/// One employee's days, drawn from the verdicts of the explanation.
package struct EmployeeStrip: Sendable, Hashable {
    /// What a day shows; of several the most urgent, which is the last here.
    package enum Mark: String, Sendable, Hashable, CaseIterable, Comparable {
        /// Lucca has an absence that a rule keeps off the planning.
        case ruledOut = "ruled_out"
        /// On the planning, as the rules want it.
        case shown
        /// It belongs on the planning, and is not there.
        case missing
        /// On the planning, and the rules do not want it.
        case leftover
        /// On the planning, and its deletion waits for approval or was rejected.
        case withheld
        /// A planner changed, removed or took over the event.
        case byHand = "by_hand"

        package static func < (left: Mark, right: Mark) -> Bool { left.rank < right.rank }
        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// The first and the last day.
    package let days: ClosedRange<CalendarDay>
    /// By day; none where nothing is.
    package let marks: [CalendarDay: Mark]

    init(_ absences: [ExplainedAbsence], _ days: ClosedRange<CalendarDay>, _ calendar: TenantCalendar) {
        var marks: [CalendarDay: Mark] = [:]
        for absence in absences {
            let mark = Mark(absence)
            let first = max(days.lowerBound, absence.start.day(in: calendar.zone))
            // The end is the first moment that is not absence.
            let last = min(days.upperBound, absence.end.adding(seconds: -1).day(in: calendar.zone))
            guard first <= last else { continue }
            for ordinal in first.ordinal...last.ordinal {
                let day = CalendarDay(ordinal: ordinal)
                marks[day] = max(mark, marks[day] ?? mark)
            }
        }
        self.days = days
        self.marks = marks
    }

    package var facts: [Facts] {
        marks.sorted { $0.key < $1.key }.map { ["day": $0.key, "mark": $0.value.rawValue] }
    }
}

extension EmployeeStrip.Mark {
    /// The next run's plan says what the rules want.
    package init(_ absence: ExplainedAbsence) {
        switch absence.state {
        case .changedByHand, .removed, .released: self = .byHand
        case .onPlanning, .notAsked:
            switch absence.nextRun.action {
            case .delete: self = .leftover
            case .withhold: self = .withheld
            case .none, .create, .update: self = .shown
            }
        case .notOnPlanning:
            self = absence.rule == .wanted || absence.nextRun.action == .create ? .missing : .ruledOut
        }
    }
}
