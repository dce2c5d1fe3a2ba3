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
    /// The entry of the other generation that an absence continues which may have begun before the days read.
    private var continued: [Absence: LedgerEntry] = [:]

    /// - Parameter absences: all traced absences, in tracing order.
    init(standing: StandingEvents, bounds: PlanBounds, account: String, absences: [Absence]) {
        self.standing = standing
        self.bounds = bounds
        self.account = account
        days = WorkedDays(calendar: bounds.calendar)
        taken = Set(absences.map { EventReference(account: account, of: $0, first: $0.first) })
        if !standing.otherGeneration.isEmpty { findContinued(absences.filter(\.beginsAtReadEdge)) }
    }

    /// Gives each absence an entry of its own: first one that ends with it, and those that are over last.
    private mutating func findContinued(_ absences: [Absence]) {
        var used: Set<EventReference> = []
        let (standing, touchAfter) = (standing, bounds.touchAfter)
        func isShown(_ absence: Absence) -> Bool {
            let own = standing.pastBySubject[StandingEvents.Subject(absence)] ?? []
            return (own + standing.otherGeneration.past(absence)).contains { $0.start < absence.end && absence.start < $0.end }
        }
        let passes: [(Absence, LedgerEntry) -> Bool] = [
            { $0.end == $1.end }, { absence, _ in absence.end > touchAfter }, { absence, _ in !isShown(absence) },
        ]
        for suits in passes {
            for absence in absences where continued[absence] == nil {
                let own = standing.liveBySubject[StandingEvents.Subject(absence)] ?? []
                guard !own.contains(where: { Self.reaches($0, absence) }) else { continue }
                let entry = standing.otherGeneration.live(absence).first {
                    Self.reaches($0, absence) && !used.contains($0.reference) && suits(absence, $0)
                }
                guard let entry else { continue }
                used.insert(entry.reference)
                continued[absence] = entry
            }
        }
    }

    private static func reaches(_ entry: LedgerEntry, _ absence: Absence) -> Bool {
        entry.start < absence.start && absence.start <= entry.end
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

    /// The event that reaches this absence and began before the days read: of the same leave account, also under Lucca's other
    /// generation, otherwise of the same leave period.
    private func entryReaching(_ absence: Absence, _ subject: StandingEvents.Subject) -> LedgerEntry? {
        standing.liveBySubject[subject]?.first { Self.reaches($0, absence) } ?? continued[absence]
            ?? standing.liveByPeriod[StandingEvents.Period(absence)]?.first { Self.reaches($0, absence) }
    }

    /// The part of an extended absence after its past event, which stays unchanged; nil if nothing is left to show. An event that
    /// is past although its half-day is not was moved, and shows nothing of the absence.
    private mutating func firstUncovered(_ absence: Absence, _ subject: StandingEvents.Subject) -> HalfDay? {
        let own = standing.pastBySubject[subject] ?? []
        let others = standing.otherGeneration.past(absence)
        let live = (standing.liveBySubject[subject] ?? []) + standing.otherGeneration.live(absence)
        func isLive(_ start: Instant) -> Bool { live.contains { $0.start <= start && start < $0.end } }
        var first = absence.first
        if let covered = end(of: own, in: absence) {
            while first <= absence.last, !days.isWorked(first.day) || bounds.calendar.instant(startOf: first) < covered {
                first = first.next
            }
        }
        if let covered = end(of: others, in: absence) {
            var after = first
            while after <= absence.last, !days.isWorked(after.day) || bounds.calendar.instant(startOf: after) < covered {
                after = after.next
            }
            first = keptStart(of: absence, from: first, to: after, subject)
        }
        let named = (own + others).map(\.reference.first).filter { named in
            absence.first <= named && named <= absence.last && bounds.calendar.instant(endOf: named) <= bounds.touchAfter
                && !isLive(bounds.calendar.instant(startOf: named))
        }.max()
        if let named, first <= named {
            first = named.next
            while first <= absence.last, !days.isWorked(first.day) { first = first.next }
        }
        return first <= absence.last ? first : nil
    }

    /// Past events of the other generation may be of another leave: an event that is not over keeps its start.
    private func keptStart(
        of absence: Absence, from first: HalfDay, to after: HalfDay, _ subject: StandingEvents.Subject
    ) -> HalfDay {
        guard first < after else { return first }
        let own = standing.liveBySubject[subject] ?? []
        let others = standing.otherGeneration.live(absence).filter { $0.end == absence.end }
        let starts = Set((own.isEmpty ? others : own).map(\.start))
        let choices = [first, after] + (first.ordinal..<after.ordinal).map(HalfDay.init(ordinal:))
        return choices.first { starts.contains(bounds.calendar.instant(startOf: $0)) } ?? after
    }

    /// Until when past events show the absence; nil if none of them does.
    private func end(of past: [LedgerEntry], in absence: Absence) -> Instant? {
        past.filter { $0.start < absence.end && absence.start < $0.end }.map(\.end).max()
    }

    private func isOverlapped(_ traced: TracedAbsence) -> Bool {
        func overlaps(_ entry: LedgerEntry) -> Bool { entry.start < traced.end && traced.start < entry.end }
        return standing.liveByPeriod[StandingEvents.Period(traced.absence)]?.contains(where: overlaps) == true
            || standing.otherGeneration.live(traced.absence).contains(where: overlaps)
    }
}

extension EventReference {
    init(account: String, of absence: Absence, first: HalfDay) {
        self.init(account: account, periodID: absence.periodID, accountID: absence.accountID, first: first)
    }
}
