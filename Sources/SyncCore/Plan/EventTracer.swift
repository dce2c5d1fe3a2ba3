/// An absence, with the reference and start of its existing or future event.
struct TracedAbsence {
    let absence: Absence
    let reference: EventReference
    let start: Instant
    var end: Instant { absence.end }
}

/// Finds an absence's existing event when its first half-day does not identify it.
struct EventTracer {
    let standing: StandingEvents
    let bounds: PlanBounds
    let account: String
    private var days: WorkedDays
    /// References reserved for the absence that begins there.
    private var taken: Set<EventReference>

    /// - Parameter absences: all traced absences, in tracing order.
    init(standing: StandingEvents, bounds: PlanBounds, account: String, absences: [Absence]) {
        self.standing = standing
        self.bounds = bounds
        self.account = account
        days = WorkedDays(calendar: bounds.calendar)
        taken = Set(absences.map { EventReference(account: account, of: $0, first: $0.first) })
    }

    /// nil if there is nothing to write: the absence is over and no event shows it wrongly, or past events show all of it.
    mutating func trace(_ absence: Absence) -> TracedAbsence? {
        let subject = StandingEvents.Subject(absence)
        if absence.beginsAtReadEdge, let entry = entryReaching(absence, subject) {
            // Its leave account may have changed.
            let reference = EventReference(account: account, of: absence, first: entry.reference.first)
            return TracedAbsence(absence: absence, reference: reference, start: entry.start)
        }
        guard let first = firstUncovered(absence, subject) else { return nil }
        let start = first == absence.first ? absence.start : bounds.calendar.instant(startOf: first)
        let reference = freeReference(of: absence, from: first, start, subject)
        let traced = TracedAbsence(absence: absence, reference: reference, start: start)
        guard traced.start < traced.end else { return nil }
        let mayMatter = traced.end > bounds.createAfter || standing.live[reference] != nil || isOverlapped(traced)
        return mayMatter ? traced : nil
    }

    /// The event's first half-day; if a past event has that reference, the next free one. An event that a planner dragged into
    /// the past keeps its reference and is not touched. The result is the same in each run, also after the ledger has dropped the
    /// dragged event.
    private mutating func freeReference(
        of absence: Absence, from first: HalfDay, _ start: Instant, _ subject: StandingEvents.Subject
    ) -> EventReference {
        var reference = EventReference(account: account, of: absence, first: first)
        if standing.live[reference] == nil,
            let kept = standing.liveBySubject[subject]?.filter({ $0.start == start }).map({ $0.reference.under(account) })
                .first(where: { !taken.contains($0) && standing.live[$0] != nil })
        {
            taken.insert(kept)
            return kept
        }
        while standing.past.contains(reference) || (taken.contains(reference) && reference.first != absence.first) {
            reference = EventReference(account: account, of: absence, first: reference.first.next)
        }
        taken.insert(reference)
        return reference
    }

    /// The event that reaches this absence and began before the days read: of the same leave account, otherwise of the same leave
    /// period.
    private func entryReaching(_ absence: Absence, _ subject: StandingEvents.Subject) -> LedgerEntry? {
        func reaches(_ entry: LedgerEntry) -> Bool { entry.start < absence.start && absence.start <= entry.end }
        return standing.liveBySubject[subject]?.first(where: reaches)
            ?? standing.liveByPeriod[StandingEvents.Period(absence)]?.first(where: reaches)
    }

    /// The part of an extended absence after its past event, which stays unchanged; nil if nothing is left to show. An event that
    /// is past although its half-day is not was moved, and shows nothing of the absence.
    private mutating func firstUncovered(_ absence: Absence, _ subject: StandingEvents.Subject) -> HalfDay? {
        let past = standing.pastBySubject[subject] ?? []
        var first = absence.first
        if let covered = past.filter({ $0.start < absence.end && absence.start < $0.end }).map(\.end).max() {
            while first <= absence.last, !days.isWorked(first.day) || bounds.calendar.instant(startOf: first) < covered {
                first = first.next
            }
        }
        let live = standing.liveBySubject[subject] ?? []
        let named = past.map(\.reference.first).filter { named in
            guard absence.first <= named, named <= absence.last, bounds.calendar.instant(endOf: named) <= bounds.touchAfter else {
                return false
            }
            let start = bounds.calendar.instant(startOf: named)
            return !live.contains { $0.start <= start && start < $0.end }
        }.max()
        if let named, first <= named {
            first = named.next
            while first <= absence.last, !days.isWorked(first.day) { first = first.next }
        }
        return first <= absence.last ? first : nil
    }

    private func isOverlapped(_ traced: TracedAbsence) -> Bool {
        (standing.liveByPeriod[StandingEvents.Period(traced.absence)] ?? []).contains {
            $0.start < traced.end && traced.start < $0.end
        }
    }
}

extension EventReference {
    init(account: String, of absence: Absence, first: HalfDay) {
        self.init(account: account, periodID: absence.periodID, accountID: absence.accountID, first: first)
    }
}
