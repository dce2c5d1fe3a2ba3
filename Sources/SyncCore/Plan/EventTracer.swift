/// An absence, and the reference and start that its event has or shall have.
struct TracedAbsence {
    let absence: Absence
    let reference: EventReference
    let start: Instant
    var end: Instant { absence.end }
}

/// Ties absences to what stands there already, where their first half-day alone does not.
struct EventTracer {
    let standing: StandingEvents
    let bounds: PlanBounds
    let account: String
    private var days: WorkedDays

    init(standing: StandingEvents, bounds: PlanBounds, account: String) {
        self.standing = standing
        self.bounds = bounds
        self.account = account
        days = WorkedDays(calendar: bounds.calendar)
    }

    /// nil when there is nothing to write: the absence is over and no event shows it wrongly, or past events show all of it.
    mutating func trace(_ absence: Absence) -> TracedAbsence? {
        let subject = StandingEvents.Subject(absence)
        if absence.beginsAtReadEdge, let entry = entryReaching(absence, subject) {
            return TracedAbsence(absence: absence, reference: entry.reference, start: entry.start)
        }
        guard let first = firstUncovered(absence, subject) else { return nil }
        let reference = EventReference(account: account, periodID: absence.periodID, accountID: absence.accountID, first: first)
        let traced = TracedAbsence(absence: absence, reference: reference, start: bounds.calendar.instant(startOf: first))
        guard traced.start < traced.end else { return nil }
        let mayMatter = traced.end > bounds.createAfter || standing.live[reference] != nil || isOverlapped(traced)
        return mayMatter ? traced : nil
    }

    /// The event whose beginning is not seen any more: same subject, begun before what is seen, and reaching it.
    private func entryReaching(_ absence: Absence, _ subject: StandingEvents.Subject) -> LedgerEntry? {
        standing.liveBySubject[subject]?.first { $0.start < absence.start && absence.start <= $0.end }
    }

    /// An absence that was extended after its event was over: the event stays, and another one shows the rest.
    private mutating func firstUncovered(_ absence: Absence, _ subject: StandingEvents.Subject) -> HalfDay? {
        let calendar = bounds.calendar
        var first = absence.first
        for entry in standing.pastBySubject[subject] ?? [] {
            let start = calendar.instant(startOf: first)
            guard entry.reference.first == first || (entry.start <= start && start < entry.end) else { continue }
            var next = first.next
            while next <= absence.last, !days.isWorked(next.day) || calendar.instant(startOf: next) < entry.end {
                next = next.next
            }
            guard next <= absence.last else { return nil }
            first = next
        }
        return first
    }

    private func isOverlapped(_ traced: TracedAbsence) -> Bool {
        (standing.liveByPeriod[StandingEvents.Period(traced.absence)] ?? []).contains {
            $0.start < traced.end && traced.start < $0.end
        }
    }
}
