import SyncCore

/// Results of checks that read alike in both generations.
extension CheckResult {
    /// Days around today whose absences a check reads.
    static let daysBehind = 31
    static let daysAhead = 180

    /// Of absences and their details: there is nobody to ask about.
    static let leavesWithoutFilter = [CheckSubject.luccaLeaves, .luccaLeaveDetails].map {
        CheckResult($0, .unknown, .notTested(because: .noFilter))
    }

    static let noLeave = [
        CheckResult(.luccaLeaves, .unknown, .noLeave(daysBehind: daysBehind, daysAhead: daysAhead)),
        CheckResult(.luccaLeaveDetails, .unknown, .notTested(because: .noLeave)),
    ]

    /// - Parameter failure: of the absences.
    static func leavesUnreadable(_ failure: CheckResult) -> [CheckResult] {
        [failure, CheckResult(.luccaLeaveDetails, .unknown, .notTested(because: .leavesUnreadable))]
    }

    /// - Parameters:
    ///   - hidden: how many of `rows` lack each detail.
    ///   - isSomeAccountNameless: on a row that has all details.
    static func leaveDetails(
        hidden: [(detail: ConnectionFinding.LeaveDetail, rows: Int)], of rows: Int, isSomeAccountNameless: Bool
    ) -> CheckResult {
        let hidden = hidden.filter { $0.rows > 0 }
        if let worst = hidden.map(\.rows).max() {
            return CheckResult(
                .luccaLeaveDetails, .failed, .detailsHidden(halfDays: worst, of: rows, details: hidden.map(\.detail)))
        }
        return isSomeAccountNameless
            ? CheckResult(.luccaLeaveDetails, .unknown, .accountNamesHidden)
            : CheckResult(.luccaLeaveDetails, .ok, .detailsReadable)
    }

    /// - Parameter starts: of the employees' contracts.
    static func futureJoiners(_ starts: [LuccaDate], after today: CalendarDay) -> CheckResult {
        let joiners = starts.count { start in
            if case .day(let day) = start { day > today } else { false }
        }
        return joiners > 0
            ? CheckResult(.luccaFuture, .ok, .joinersSeen(count: joiners))
            : CheckResult(.luccaFuture, .unknown, .noJoinerSeen)
    }

    /// - Parameters:
    ///   - holders: who has a value, of the `employees` that were read.
    ///   - isHidden: it came for nobody, not even empty.
    static func extraField(
        _ field: LuccaField, holders: Int, of employees: Int, isHidden: Bool, areLabelsHidden: Bool
    ) -> CheckResult {
        if employees == 0 { return CheckResult(.luccaFields, .unknown, .notTested(because: nil)) }
        if isHidden { return CheckResult(.luccaFields, .failed, .fieldHidden(field: field.id, of: employees)) }
        if field.format == .list, areLabelsHidden {
            return CheckResult(.luccaFields, .unknown, .fieldLabelsHidden(field: field.id))
        }
        return CheckResult(.luccaFields, .ok, .fieldReadable(field: field.id, employees: holders, of: employees))
    }
}
