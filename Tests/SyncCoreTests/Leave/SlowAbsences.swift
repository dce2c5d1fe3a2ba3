import Foundation
import SyncCore

/// The rule of `contracts/sync.md` (Half-days → absences) again, as simply as possible: visit every half-day that was
/// read, and extend each absence until a worked half-day is not part of it.
enum SlowAbsences {
    static func assemble(
        _ leaves: [HalfDayLeave], _ calendar: TenantCalendar, _ window: SyncWindow, includePending: Bool
    ) -> Set<Absence> {
        let wanted = leaves.filter { leave in
            if leave.status == .cancelled { return false }
            if leave.status == .pending && !includePending { return false }
            return (leave.seconds ?? 1) > 0
        }
        var found: Set<Absence> = []
        for employee in Set(wanted.map(\.employeeID)) {
            for period in Set(wanted.map(\.periodID)) {
                for account in Set(wanted.map(\.accountID)) {
                    let rows = wanted.filter { $0.employeeID == employee && $0.periodID == period && $0.accountID == account }
                    if rows.isEmpty { continue }
                    walk(rows, calendar, window) { first, last, seconds, atEdge in
                        let start = moment(first, false, calendar)
                        var end = moment(last, true, calendar)
                        if let seconds { end = Instant(millisecondsSince1970: start.millisecondsSince1970 + seconds * 1000) }
                        end = min(end, SlowClock.moment(window.to, minute: 0, calendar.zone))
                        if end <= start { return }
                        found.insert(
                            Absence(
                                employeeID: employee, periodID: period, accountID: account, first: first, last: last,
                                start: start,
                                end: end, beginsAtReadEdge: atEdge, isHourly: seconds != nil))
                    }
                }
            }
        }
        return found
    }

    private static func walk(
        _ rows: [HalfDayLeave], _ calendar: TenantCalendar, _ window: SyncWindow,
        found: (HalfDay, HalfDay, Int?, Bool) -> Void
    ) {
        var open: (first: HalfDay, last: HalfDay, atEdge: Bool)?
        var nothingWorkedYet = true
        var day = window.readFrom
        while day < window.to {
            for half in [HalfDay.Half.morning, .afternoon] {
                let halfDay = HalfDay(day, half)
                let here = rows.filter { $0.halfDay == halfDay }
                let isWhole = here.contains { $0.seconds == nil }
                if isWhole {
                    open = (open?.first ?? halfDay, halfDay, open?.atEdge ?? nothingWorkedYet)
                } else if let longest = here.compactMap(\.seconds).max() {
                    if let open { found(open.first, open.last, nil, open.atEdge) }
                    open = nil
                    found(halfDay, halfDay, longest, false)
                } else if isWorked(day, calendar), let ended = open {
                    found(ended.first, ended.last, nil, ended.atEdge)
                    open = nil
                }
                if isWorked(day, calendar) { nothingWorkedYet = false }
            }
            day = day.adding(days: 1)
        }
        if let open { found(open.first, open.last, nil, open.atEdge) }
    }

    private static func isWorked(_ day: CalendarDay, _ calendar: TenantCalendar) -> Bool {
        !calendar.daysOff.contains(day.weekday) && !calendar.holidays.contains(day)
    }

    private static func moment(_ halfDay: HalfDay, _ isEnd: Bool, _ calendar: TenantCalendar) -> Instant {
        let hours = calendar.hours
        let minutes = [hours.start, hours.midday, hours.end]
        let index = (halfDay.half == .morning ? 0 : 1) + (isEnd ? 1 : 0)
        return SlowClock.moment(halfDay.day, minute: minutes[index], calendar.zone)
    }
}
