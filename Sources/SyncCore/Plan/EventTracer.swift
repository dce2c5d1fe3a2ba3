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
            // Its reason may have been another one.
            let reference = EventReference(
                account: account, periodID: absence.periodID, accountID: absence.accountID, first: entry.reference.first)
            return TracedAbsence(absence: absence, reference: reference, start: entry.start)
        }
        guard let first = firstUncovered(absence, subject) else { return nil }
        let reference = EventReference(account: account, periodID: absence.periodID, accountID: absence.accountID, first: first)
        let traced = TracedAbsence(absence: absence, reference: reference, start: bounds.calendar.instant(startOf: first))
        guard traced.start < traced.end else { return nil }
        let mayMatter = traced.end > bounds.createAfter || standing.live[reference] != nil || isOverlapped(traced)
        return mayMatter ? traced : nil
    }

    /// The event whose beginning is not seen any more: begun before what is seen, and reaching it. One of the same reason, or else of
    /// the same leave period.
    private func entryReaching(_ absence: Absence, _ subject: StandingEvents.Subject) -> LedgerEntry? {
        func reaches(_ entry: LedgerEntry) -> Bool { entry.start < absence.start && absence.start <= entry.end }
        return standing.liveBySubject[subject]?.first(where: reaches)
            ?? standing.liveByPeriod[StandingEvents.Period(absence)]?.first(where: reaches)
    }

    /// An absence that was extended after its event was over: the event stays, and another one shows the rest. nil when nothing is
    /// left to show.
    private mutating func firstUncovered(_ absence: Absence, _ subject: StandingEvents.Subject) -> HalfDay? {
        let past = (standing.pastBySubject[subject] ?? []).filter { entry in
            (entry.start < absence.end && absence.start < entry.end)
                || (absence.first <= entry.reference.first && entry.reference.first <= absence.last)
        }
        guard let covered = past.map(\.end).max(), let taken = past.map(\.reference.first).max() else { return absence.first }
        var first = max(absence.first, taken.next)
        while first <= absence.last, !days.isWorked(first.day) || bounds.calendar.instant(startOf: first) < covered {
            first = first.next
        }
        return first <= absence.last ? first : nil
    }

    private func isOverlapped(_ traced: TracedAbsence) -> Bool {
        (standing.liveByPeriod[StandingEvents.Period(traced.absence)] ?? []).contains {
            $0.start < traced.end && traced.start < $0.end
        }
    }
}
