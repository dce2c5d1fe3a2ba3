import SyncCore

/// What holds of assembled absences, checked from their half-days without knowing how they are assembled.
enum AssembledAbsences {
    /// What one absence's half-days share.
    private struct Subject: Hashable {
        let employee: EmployeeID
        let period: LeavePeriodID
        let account: LeaveAccountID
    }

    static func check(_ absences: [Absence], of leaves: [HalfDayLeave], by assembler: AbsenceAssembler) throws {
        let calendar = assembler.calendar
        var wanted: [Subject: Set<Int>] = [:]
        for leave in leaves where counts(leave, assembler) {
            let subject = Subject(employee: leave.employeeID, period: leave.periodID, account: leave.accountID)
            wanted[subject, default: []].insert(leave.halfDay.ordinal)
        }
        let end = calendar.startOfDay(assembler.window.to)
        var covered: [Subject: Set<Int>] = [:]
        for absence in absences {
            try hold(absence.start < absence.end && absence.end <= end, "\(absence) has no length or ends after the window")
            try hold(
                absence.start == calendar.instant(startOf: absence.first), "\(absence) does not start with its first half-day")
            try hold(!absence.isHourly || absence.first == absence.last, "\(absence) is counted in hours and longer")
            let subject = Subject(employee: absence.employeeID, period: absence.periodID, account: absence.accountID)
            let mine = wanted[subject] ?? []
            try hold(
                mine.contains(absence.first.ordinal) && mine.contains(absence.last.ordinal),
                "\(absence) begins or ends in nothing")
            for ordinal in absence.first.ordinal...absence.last.ordinal {
                // Between, only what nobody works may be missing.
                let isFree = !calendar.isWorked(HalfDay(ordinal: ordinal).day)
                try hold(mine.contains(ordinal) || isFree, "\(absence) covers \(HalfDay(ordinal: ordinal)), which was worked")
                try hold(
                    covered[subject, default: []].insert(ordinal).inserted,
                    "\(HalfDay(ordinal: ordinal)) is covered twice: \(absence)")
            }
        }
        for (subject, ordinals) in wanted {
            for ordinal in ordinals where !(covered[subject]?.contains(ordinal) ?? false) {
                let halfDay = HalfDay(ordinal: ordinal)
                // The clocks may skip a whole half-day, and a window may end where one begins.
                let hasLength = calendar.instant(startOf: halfDay) < min(calendar.instant(endOf: halfDay), end)
                try hold(!hasLength, "\(halfDay) of \(subject) is in no absence")
            }
        }
        let order = absences.map { ($0.employeeID, $0.start) }
        try hold(zip(order, order.dropFirst()).allSatisfy { $0 <= $1 }, "the absences are not in order")
    }

    /// The words of `contracts/sync.md`.
    private static func counts(_ leave: HalfDayLeave, _ assembler: AbsenceAssembler) -> Bool {
        let day = leave.halfDay.day
        if day < assembler.window.from.adding(days: -31) || day >= assembler.window.to { return false }
        if leave.status == .cancelled || (leave.status == .pending && !assembler.includePending) { return false }
        return leave.seconds.map { $0 > 0 } ?? true
    }
}
