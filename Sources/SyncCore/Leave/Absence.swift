/// A continuous stretch of leave of one employee, one leave period and one leave account.
package struct Absence: Hashable, Sendable {
    package let employeeID: EmployeeID
    package let periodID: LeavePeriodID
    package let accountID: LeaveAccountID
    package let first: HalfDay
    package let last: HalfDay
    package let start: Instant
    package let end: Instant
    /// No worked time lies between the first day read and this absence: it may have begun earlier.
    package let beginsAtReadEdge: Bool
    /// Counted in hours: it is never joined with another.
    package let isHourly: Bool

    package init(
        employeeID: EmployeeID, periodID: LeavePeriodID, accountID: LeaveAccountID, first: HalfDay, last: HalfDay, start: Instant,
        end: Instant, beginsAtReadEdge: Bool, isHourly: Bool
    ) {
        self.employeeID = employeeID
        self.periodID = periodID
        self.accountID = accountID
        self.first = first
        self.last = last
        self.start = start
        self.end = end
        self.beginsAtReadEdge = beginsAtReadEdge
        self.isHourly = isHourly
    }
}

/// Joins Lucca's half-days into absences (`contracts/sync.md`, Half-days → absences).
///
/// The order of the half-days is irrelevant. Duplicates of one employee, leave period and leave account count once: a whole
/// half-day before one in hours, then the longest.
package struct AbsenceAssembler: Sendable {
    package let calendar: TenantCalendar
    package let window: SyncWindow
    /// Whether leaves pending approval count too.
    package let includePending: Bool

    /// - Parameter includePending: whether leaves pending approval count.
    package init(calendar: TenantCalendar, window: SyncWindow, includePending: Bool) {
        self.calendar = calendar
        self.window = window
        self.includePending = includePending
    }

    /// Whether a half-day makes the employee absent: not cancelled, approved if required, and not empty.
    package func counts(_ leave: HalfDayLeave) -> Bool {
        guard window.readFrom <= leave.halfDay.day, leave.halfDay.day < window.to else { return false }
        if let seconds = leave.seconds, seconds <= 0 { return false }
        switch leave.status {
        case .approved: return true
        case .pending: return includePending
        case .cancelled: return false
        }
    }

    /// The absences, by employee, then start. They include those that ended before the window: an event that still exists may
    /// need them.
    package func assemble(_ leaves: some Sequence<HalfDayLeave>) -> [Absence] {
        assemble(leaves) { _ in true }.absences
    }

    /// - Parameter isWanted: whether an employee's absences are; asked for each leave period, of which there are fewer than half-days.
    /// - Returns: the absences, in that order, and how many half-days of those employees count.
    package func assemble(
        _ leaves: some Sequence<HalfDayLeave>, where isWanted: (EmployeeID) -> Bool
    ) -> (absences: [Absence], halfDays: Int) {
        var groups: [(subject: Subject, pieces: [Piece])] = []
        var places: [Subject: Int] = [:]
        var place = 0
        for leave in leaves where counts(leave) {
            // The half-days of a leave period mostly follow each other, and comparing costs less than looking up.
            if groups.isEmpty || !groups[place].subject.isOf(leave) {
                let subject = Subject(leave)
                place = places[subject] ?? groups.count
                if place == groups.count {
                    places[subject] = place
                    groups.append((subject, []))
                }
            }
            groups[place].pieces.append(Piece(leave))
        }
        let windowEnd = calendar.startOfDay(window.to)
        var days = WorkedDays(calendar: calendar)
        var (absences, halfDays): ([Absence], Int) = ([], 0)
        for (subject, pieces) in groups where isWanted(subject.employeeID) {
            halfDays += pieces.count
            append(subject, Piece.inOrder(pieces), windowEnd, &days, to: &absences)
        }
        absences.sort { $0.precedes($1) }
        return (absences, halfDays)
    }

    private struct Subject: Hashable {
        let employeeID: EmployeeID
        let periodID: LeavePeriodID
        let accountID: LeaveAccountID

        init(_ leave: HalfDayLeave) {
            (employeeID, periodID, accountID) = (leave.employeeID, leave.periodID, leave.accountID)
        }

        func isOf(_ leave: HalfDayLeave) -> Bool {
            leave.periodID == periodID && leave.accountID == accountID && leave.employeeID == employeeID
        }
    }

    /// A half-day of leave, and how much of it.
    private struct Piece {
        let ordinal: Int
        /// nil when it fills its half-day.
        let seconds: Int?

        init(_ leave: HalfDayLeave) {
            ordinal = leave.halfDay.ordinal
            seconds = leave.seconds
        }

        /// Each half-day once: a whole one before one in hours, then the longest.
        static func inOrder(_ pieces: [Piece]) -> [Piece] {
            var kept: [Piece] = []
            kept.reserveCapacity(pieces.count)
            for piece in pieces.sorted(by: { $0.ranks(before: $1) }) where kept.last?.ordinal != piece.ordinal {
                kept.append(piece)
            }
            return kept
        }

        private func ranks(before other: Piece) -> Bool {
            if ordinal != other.ordinal { return ordinal < other.ordinal }
            guard let seconds else { return other.seconds != nil }
            guard let others = other.seconds else { return false }
            return seconds > others
        }
    }

    private func append(
        _ subject: Subject, _ pieces: [Piece], _ windowEnd: Instant, _ days: inout WorkedDays,
        to absences: inout [Absence]
    ) {
        var open: ClosedRange<HalfDay>?
        func close(_ days: inout WorkedDays) {
            guard let range = open else { return }
            open = nil
            let edge = HalfDay(window.readFrom, .morning)
            add(
                subject, range, end: calendar.instant(endOf: range.upperBound), windowEnd, isHourly: false,
                beginsAtReadEdge: days.isFree(from: edge, until: range.lowerBound), to: &absences)
        }
        for piece in pieces {
            let halfDay = HalfDay(ordinal: piece.ordinal)
            if let seconds = piece.seconds {
                close(&days)
                add(
                    subject, halfDay...halfDay, end: calendar.instant(startOf: halfDay).adding(seconds: seconds), windowEnd,
                    isHourly: true, beginsAtReadEdge: false, to: &absences)
            } else if let range = open, days.isFree(from: range.upperBound.next, until: halfDay) {
                open = range.lowerBound...halfDay
            } else {
                close(&days)
                open = halfDay...halfDay
            }
        }
        close(&days)
    }

    private func add(
        _ subject: Subject, _ range: ClosedRange<HalfDay>, end: Instant, _ windowEnd: Instant, isHourly: Bool,
        beginsAtReadEdge: Bool, to absences: inout [Absence]
    ) {
        let start = calendar.instant(startOf: range.lowerBound)
        let end = min(end, windowEnd)
        // A day that a clock change skips has no length.
        guard start < end else { return }
        absences.append(
            Absence(
                employeeID: subject.employeeID, periodID: subject.periodID, accountID: subject.accountID, first: range.lowerBound,
                last: range.upperBound, start: start, end: end, beginsAtReadEdge: beginsAtReadEdge, isHourly: isHourly))
    }
}

extension Absence {
    /// By employee, start, first half-day, leave period and leave account. Not as tuples: those are copied for each comparison.
    fileprivate func precedes(_ other: Absence) -> Bool {
        if employeeID != other.employeeID { return employeeID < other.employeeID }
        if start != other.start { return start < other.start }
        if first != other.first { return first < other.first }
        if periodID != other.periodID { return periodID < other.periodID }
        return accountID < other.accountID
    }
}

/// One row of Lucca's leaves: a half-day of one employee, on one leave account.
package struct HalfDayLeave: Hashable, Sendable {
    package enum Status: Sendable, Hashable {
        case approved
        case pending
        /// Cancelled or inactive: Lucca returns such rows, and they never count.
        case cancelled
    }

    package let employeeID: EmployeeID
    package let periodID: LeavePeriodID
    package let accountID: LeaveAccountID
    package let halfDay: HalfDay
    /// The leave's duration, for accounts counted in hours; nil if it fills its half-day.
    package let seconds: Int?
    package let status: Status

    package init(
        employeeID: EmployeeID, periodID: LeavePeriodID, accountID: LeaveAccountID, halfDay: HalfDay, seconds: Int? = nil,
        status: Status = .approved
    ) {
        self.employeeID = employeeID
        self.periodID = periodID
        self.accountID = accountID
        self.halfDay = halfDay
        self.seconds = seconds
        self.status = status
    }
}

/// A leave account of Lucca (Congés payés, RTT, Maladie…).
package struct LeaveAccount: Hashable, Sendable {
    package let id: LeaveAccountID
    /// Sensitive: never stored, never logged.
    package var name: String
    package var isRemoteWork: Bool

    package init(id: LeaveAccountID, name: String, isRemoteWork: Bool = false) {
        self.id = id
        self.name = name
        self.isRemoteWork = isRemoteWork
    }
}

extension LeaveAccount {
    /// Whether the account records remote work: such an employee is at work and not shown as absent. Lucca's field decides;
    /// without it, the name does (`contracts/lucca.md`, Absences).
    package var meansRemoteWork: Bool {
        if isRemoteWork { return true }
        let words = LabelFolding.fold(name).split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
        return Self.remoteWorkNames.contains { (" " + words + " ").contains(" " + $0 + " ") }
    }

    private static let remoteWorkNames = [
        "teletravail", "tele travail", "travail a distance", "travail a domicile", "remote work", "remote working", "home office",
        "homeoffice", "home working", "homeworking", "work from home", "working from home", "telework", "teleworking",
    ]
}
