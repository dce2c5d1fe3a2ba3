import Foundation
import SyncCore
import SyncEngine

/// Says of each absence of one employee why it is on the planning or not. Pure: it looks at what a preview read and found.
struct AbsenceExplainer {
    let tenant: Tenant
    let preview: SyncPreview
    let readings: ObservedReadings.Content
    let memory: TenantMemory

    private var zone: TimeZone { tenant.settings.calendar.zone }

    /// - Parameter day: only what touches this day; nil for everything that a run reads.
    func findings(of employee: Employee, on day: CalendarDay?) -> [AbsenceFinding] {
        let leaves = readings.leaves.filter { $0.employeeID == employee.id }
        let assembler = AbsenceAssembler(
            calendar: tenant.settings.calendar, window: preview.window, includePending: tenant.settings.includePending)
        let absences = assembler.assemble(leaves)
        var findings = absences.filter { touches($0.start, $0.end, day) }.map { finding($0, of: employee) }
        findings += uncounted(leaves, on: day)
        findings += leftOver(of: employee, absences, on: day)
        if findings.isEmpty, let day { findings.append(nothing(on: day)) }
        return findings
    }

    // MARK: What Lucca has

    private func finding(_ absence: Absence, of employee: Employee) -> AbsenceFinding {
        let what = what(absence.start, absence.end, absence.accountID, absence.periodID)
        func answer(_ verdict: AbsenceFinding.Verdict, _ because: String, _ remedy: String = "") -> AbsenceFinding {
            AbsenceFinding(what: what, verdict: verdict, because: because, remedy: remedy)
        }
        if readings.unreadable.contains(employee.id) {
            return answer(
                .notShown, "A row of this employee could not be understood, so nothing of theirs is changed.",
                "See the problem leave_unreadable of the last run.")
        }
        if let change = preview.changes.first(where: { matches($0.reference, $0.start, $0.end, absence) && $0.action != .delete })
        {
            let type = change.typeLabel.map { "\"\($0)\"" } ?? change.typeKey.map { "type \($0)" } ?? "its type"
            let resource = change.resourceKey.map { "resource \($0)" } ?? "a new resource"
            return change.action == .create
                ? answer(.coming, "It is created as \(type) on \(resource).", "passerelle run now \(tenant.slug)")
                : answer(
                    .coming,
                    "It is there and is changed: \(type) on \(resource), \(span(change.start, change.end)).",
                    "passerelle run now \(tenant.slug)")
        }
        if let entry = memory.entries.first(where: { matches($0.reference, $0.start, $0.end, absence) }) {
            return shown(entry, answer)
        }
        if let ignored = ignored(absence.accountID) { return answer(.notShown, ignored.because, ignored.remedy) }
        if absence.end <= tenant.settings.calendar.instant(startOf: HalfDay(preview.window.from, .morning)) {
            return answer(.notShown, "It was over before \(preview.window.from): what is past is neither made nor changed.")
        }
        if let problem = problem(about: "employee \(employee.id)") ?? problem(about: "leave account \(absence.accountID)") {
            return answer(.notShown, "\(problem.message) [\(problem.code)]", problem.remedy)
        }
        return answer(
            .notShown, "No rule of a preview keeps it away.",
            "Compare with the whole planning: passerelle run now \(tenant.slug) --reconcile")
    }

    private func shown(
        _ entry: LedgerEntry, _ answer: (AbsenceFinding.Verdict, String, String) -> AbsenceFinding
    ) -> AbsenceFinding {
        if entry.openIntent != nil {
            return answer(
                .coming, "A write of it is unconfirmed: its answer was lost, and the next run looks for it first.",
                "passerelle run now \(tenant.slug)")
        }
        let key = entry.eventKey.map { "event \($0)" } ?? "an event"
        return answer(
            .shown,
            "It is \(key) of resource \(entry.resource), type \(entry.type), \(span(entry.start, entry.end)), as the connector last knew it.",
            "If it is missing there, someone removed it; the weekly reconciliation restores it, or: passerelle run now \(tenant.slug) --reconcile"
        )
    }

    private func ignored(_ account: LeaveAccountID) -> (because: String, remedy: String)? {
        if let rule = memory.reasonRules.first(where: { $0.accountID == account }), rule.destination == .ignore {
            return (
                "Leave account \(account) is kept off the planning, \(rule.origin == .operator ? "by an operator's rule" : "because it books remote work").",
                "passerelle reason set \(tenant.slug) \(account) --hide (or --type KEY) shows it."
            )
        }
        guard !memory.reasonRules.contains(where: { $0.accountID == account && $0.origin != .fallback }),
            readings.accounts.first(where: { $0.id == account })?.meansRemoteWork == true
        else { return nil }
        return (
            "Leave account \(account) books remote work: who works from elsewhere is not absent.",
            "passerelle reason set \(tenant.slug) \(account) --hide (or --type KEY) shows it."
        )
    }

    // MARK: What does not count

    private struct Uncounted: Hashable {
        let period: LeavePeriodID
        let account: LeaveAccountID
        let status: HalfDayLeave.Status
    }

    private func uncounted(_ leaves: [HalfDayLeave], on day: CalendarDay?) -> [AbsenceFinding] {
        let wanted = leaves.filter { leave in
            (day == nil || leave.halfDay.day == day)
                && (leave.status == .cancelled || (leave.status == .pending && !tenant.settings.includePending))
        }
        let groups = Dictionary(grouping: wanted) { Uncounted(period: $0.periodID, account: $0.accountID, status: $0.status) }
        return groups.map { group, leaves in (leaves.map(\.halfDay).min(), leaves.map(\.halfDay).max(), group) }
            .sorted { ($0.0?.ordinal ?? 0, $0.2.period) < ($1.0?.ordinal ?? 0, $1.2.period) }
            .map { first, last, group in
                let days = [first, last].compactMap { $0?.description }
                let what =
                    "\(days.first ?? "") to \(days.last ?? ""), \(account(group.account)), leave period \(group.period)"
                return group.status == .cancelled
                    ? AbsenceFinding(what: what, verdict: .notShown, because: "It is cancelled in Lucca.", remedy: "")
                    : pending(what, group.account, of: leaves)
            }
    }

    /// An approval alone may not be enough.
    private func pending(_ what: String, _ account: LeaveAccountID, of leaves: [HalfDayLeave]) -> AbsenceFinding {
        let employee = leaves.first.flatMap { problem(about: "employee \($0.employeeID)") }
        let next =
            ignored(account)
            ?? (employee ?? problem(about: "leave account \(account)")).map { ("\($0.message) [\($0.code)]", $0.remedy) }
        if let next {
            return AbsenceFinding(
                what: what, verdict: .notShown, because: "It is not approved in Lucca yet; and once it is: \(next.0)",
                remedy: next.1)
        }
        return AbsenceFinding(
            what: what, verdict: .notShown, because: "It is not approved in Lucca yet.",
            remedy:
                "Once approved it comes by itself; passerelle tenant edit \(tenant.slug) --include-pending shows requests too.")
    }

    // MARK: What only the planning has

    private func leftOver(of employee: Employee, _ absences: [Absence], on day: CalendarDay?) -> [AbsenceFinding] {
        memory.entries.filter { entry in
            entry.employeeID == employee.id && touches(entry.start, entry.end, day)
                && !absences.contains { matches(entry.reference, entry.start, entry.end, $0) }
        }.map { entry in
            let what = what(entry.start, entry.end, entry.reference.accountID, entry.reference.periodID)
            let (cause, remedy) = causeOfLeaving(entry)
            if preview.changes.contains(where: { $0.action == .delete && $0.reference == entry.reference }) {
                return AbsenceFinding(
                    what: what, verdict: .leaving, because: cause, remedy: remedy ?? "passerelle run now \(tenant.slug)")
            }
            if preview.withheld.contains(where: { $0.reference == entry.reference }) {
                return AbsenceFinding(
                    what: what, verdict: .shown, because: "\(cause) The brake holds its deletion back.",
                    remedy: remedy ?? "passerelle run now \(tenant.slug), then passerelle run approve with its number")
            }
            if entry.start >= tenant.settings.calendar.startOfDay(preview.window.to) {
                let months = Plural.of(tenant.settings.horizonMonths, "month")
                return AbsenceFinding(
                    what: what, verdict: .shown,
                    because:
                        "It lies beyond the \(months) that are synced, which end on \(preview.window.readThrough): until then it stays.",
                    remedy: "passerelle tenant edit \(tenant.slug) --horizon-months looks further ahead.")
            }
            return AbsenceFinding(
                what: what, verdict: .shown, because: "It is over, or lies before what is read: it stays as it is.", remedy: "")
        }
    }

    /// Why an event is to be taken off; and how it would stay, where that is for an operator to say.
    private func causeOfLeaving(_ entry: LedgerEntry) -> (String, remedy: String?) {
        if let ignored = ignored(entry.reference.accountID) {
            return (ignored.because, ignored.remedy)
        }
        return ("Lucca has it no more.", nil)
    }

    private func nothing(on day: CalendarDay) -> AbsenceFinding {
        if day < preview.window.readFrom {
            return AbsenceFinding(
                what: "\(day)", verdict: .notShown,
                because: "A run reads Lucca from \(preview.window.readFrom) on: what is past is neither made nor changed.",
                remedy: "")
        }
        if day > preview.window.readThrough {
            return AbsenceFinding(
                what: "\(day)", verdict: .notShown,
                because: "A run reads \(preview.window.readFrom) to \(preview.window.readThrough) only.",
                remedy: "passerelle tenant edit \(tenant.slug) --horizon-months looks further ahead.")
        }
        return AbsenceFinding(
            what: "\(day)", verdict: .notShown, because: "Lucca shows no half-day of absence on this day.",
            remedy: "Look in Lucca with an administrator's eyes: the key's role may hide some absences.")
    }

    // MARK: Words

    private func what(_ start: Instant, _ end: Instant, _ account: LeaveAccountID, _ period: LeavePeriodID) -> String {
        "\(span(start, end)), \(self.account(account)), leave period \(period)"
    }

    private func span(_ start: Instant, _ end: Instant) -> String {
        "\(LocalTime.text(start, in: zone)) to \(LocalTime.endText(end, in: zone))"
    }

    private func account(_ id: LeaveAccountID) -> String {
        readings.accounts.first { $0.id == id }.map { "leave account \(id) (\($0.name))" } ?? "leave account \(id)"
    }

    private func problem(about subject: String) -> Problem? {
        preview.problems.first { $0.subject == subject || $0.subject.hasPrefix(subject + " ") }
    }

    private func touches(_ start: Instant, _ end: Instant, _ day: CalendarDay?) -> Bool {
        guard let day else { return true }
        return start < tenant.settings.calendar.instant(startOf: HalfDay(day.adding(days: 1), .morning))
            && end > tenant.settings.calendar.instant(startOf: HalfDay(day, .morning))
    }

    /// The same leave period and account, and a common moment: an event may begin earlier than what is read.
    private func matches(_ reference: EventReference, _ start: Instant, _ end: Instant, _ absence: Absence) -> Bool {
        reference.periodID == absence.periodID && reference.accountID == absence.accountID && start < absence.end
            && absence.start < end
    }
}
