package import SyncCore

/// Explains each absence of one employee: what exists, why, and what the next run does. Pure.
///
/// It starts from the next run's plan, so that the two cannot differ: every write of the plan is one explained absence, and the
/// rules explain what the plan leaves unchanged.
struct AbsenceExplainer {
    let facts: ExplanationFacts
    let bounds: PlanBounds

    init(_ facts: ExplanationFacts) {
        self.facts = facts
        bounds = PlanBounds(calendar: facts.tenant.settings.calendar, window: facts.window)
    }

    struct Item {
        enum Write {
            case none
            case create(DesiredEvent)
            case update(DesiredEvent)
            case delete
            case withhold
            /// Its reference is removed: it becomes the planners'.
            case release
        }

        var write: Write
        /// As the next run finds it.
        var entry: LedgerEntry?
        var absence: Absence?
        var isCopy = false
        /// Of half-days that do not count and that no event shows.
        var uncounted: ExplainedAbsence.Leave?

        var desired: DesiredEvent? {
            switch write {
            case .create(let event), .update(let event): event
            case .none, .delete, .withhold, .release: nil
            }
        }
    }

    func absences() -> [ExplainedAbsence] {
        let items = allItems()
        let span = facts.days.map(bounds.calendar.span)
        return items.map(explained)
            .filter { item in span.map { touches(item, $0) } ?? true }
            .sorted { ($0.start, $0.reference, $0.end) < ($1.start, $1.reference, $1.end) }
    }

    func halfDays() -> [ExplainedHalfDay] {
        facts.leaves.filter { facts.days?.contains($0.halfDay.day) ?? true }
            .map { leave in
                ExplainedHalfDay(
                    halfDay: leave.halfDay, periodID: leave.periodID, accountID: leave.accountID, status: leave.status,
                    seconds: leave.seconds, counts: kind(of: leave) == .counted)
            }
            .sorted { ($0.halfDay, $0.periodID, $0.accountID) < ($1.halfDay, $1.periodID, $1.accountID) }
    }

    private func touches(_ item: ExplainedAbsence, _ span: ClosedRange<Instant>) -> Bool {
        var spans = [(item.start, item.end)]
        if let event = item.event { spans.append((event.start, event.end)) }
        if case .changed(let now) = item.event?.found { spans.append((now.start, now.end)) }
        if let target = item.nextRun.target { spans.append((target.start, target.end)) }
        return spans.contains { $0.0 < span.upperBound && $0.1 > span.lowerBound }
    }

    // MARK: Items

    private func allItems() -> [Item] {
        var items = writes()
        var absences = assembler.assemble(facts.leaves)
        for index in items.indices {
            guard let found = absences.firstIndex(where: { belongs($0, to: items[index]) }) else { continue }
            items[index].absence = absences.remove(at: found)
        }
        var entries = facts.settled.filter { entry in !items.contains { $0.entry == entry } }
        items += absences.map { absence in
            let found = place(of: absence, in: entries)
            return Item(write: .none, entry: found.map { entries.remove(at: $0) }, absence: absence)
        }
        items += entries.map { Item(write: .none, entry: $0) }
        items += copyItems()
        return items + uncountedItems(beside: items)
    }

    private func writes() -> [Item] {
        var items: [Item] = facts.plan.operations.compactMap { operation in
            switch operation {
            case .create(let event) where event.employeeID == facts.id: Item(write: .create(event), entry: lost(event))
            case .update(let entry, let event) where event.employeeID == facts.id: Item(write: .update(event), entry: entry)
            case .delete(let entry) where entry.employeeID == facts.id: Item(write: .delete, entry: entry)
            case .create, .update, .delete: nil
            }
        }
        items += facts.plan.withheld.filter { $0.employeeID == facts.id }.map { Item(write: .withhold, entry: $0) }
        return items
    }

    private func copyItems() -> [Item] {
        facts.copies.filter { $0.employeeID == facts.id }.map { copy in
            Item(
                write: facts.copiesToDelete.contains(copy) ? .delete : .withhold, entry: copy.entry(previous: nil), isCopy: true)
        }
            + facts.plannersCopies.filter { $0.employeeID == facts.id }.map { copy in
                Item(write: .release, entry: copy.entry(previous: nil), isCopy: true)
            }
    }

    /// The former event of one that is created again: the ledger has it, and the next run has found it gone.
    private func lost(_ event: DesiredEvent) -> LedgerEntry? {
        let isSettled: (LedgerEntry) -> Bool = { entry in facts.settled.contains { $0.eventKey == entry.eventKey } }
        return facts.remembered.first { entry in
            (entry.reference == event.reference || entry.pendingReference == event.reference) && !isSettled(entry)
        }
    }

    private var assembler: AbsenceAssembler {
        AbsenceAssembler(
            calendar: bounds.calendar, window: facts.window, includePending: facts.tenant.settings.includePending)
    }

    /// Whether the write is for that absence: an event ends with its absence, and may begin earlier or later.
    private func belongs(_ absence: Absence, to item: Item) -> Bool {
        if let desired = item.desired {
            return isSame(absence, desired.reference) && absence.end == desired.end
        }
        guard let entry = item.entry else { return false }
        return isSame(absence, entry.reference) && absence.start < entry.end && entry.start < absence.end
    }

    private func place(of absence: Absence, in entries: [LedgerEntry]) -> Int? {
        let ofPeriod = entries.indices.filter { entries[$0].reference.periodID == absence.periodID }
        let alike = ofPeriod.filter { isSame(absence, entries[$0].reference) }
        func overlaps(_ index: Int) -> Bool { entries[index].start < absence.end && absence.start < entries[index].end }
        return alike.first { entries[$0].end == absence.end } ?? alike.first(where: overlaps) ?? ofPeriod.first(where: overlaps)
            ?? entries.indices.first { isUnderOtherGeneration(entries[$0], absence) && overlaps($0) }
    }

    /// Whether the entry may show the absence under Lucca's other generation, as events that are over do.
    private func isUnderOtherGeneration(_ entry: LedgerEntry, _ absence: Absence) -> Bool {
        entry.reference.periodID.isOfOtherGeneration(than: absence.periodID) && entry.reference.accountID == absence.accountID
    }

    private func isSame(_ absence: Absence, _ reference: EventReference) -> Bool {
        absence.periodID == reference.periodID && absence.accountID == reference.accountID
    }

    private func kind(of leave: HalfDayLeave) -> ExplainedAbsence.Leave {
        if leave.status == .cancelled { return .cancelled }
        if leave.status == .pending, !facts.tenant.settings.includePending { return .pending }
        return (leave.seconds ?? 1) > 0 ? .counted : .empty
    }

    /// Half-days that do not count, unless something else of their leave period is explained.
    private func uncountedItems(beside items: [Item]) -> [Item] {
        let shown = items.flatMap(stretches)
        var kinds: [ExplainedAbsence.Leave: [HalfDayLeave]] = [:]
        for leave in facts.leaves {
            let kind = kind(of: leave)
            let start = bounds.calendar.instant(startOf: leave.halfDay)
            guard kind != .counted,
                !shown.contains(where: { $0.periodID == leave.periodID && $0.start <= start && start < $0.end })
            else {
                continue
            }
            // As if it counted and filled its half-day, so that contiguous half-days are explained together.
            kinds[kind, default: []].append(
                HalfDayLeave(
                    employeeID: leave.employeeID, periodID: leave.periodID, accountID: leave.accountID,
                    halfDay: leave.halfDay))
        }
        // A half-day that was cancelled and requested again counts with its current status.
        var told: Set<HalfDayKey> = []
        return [ExplainedAbsence.Leave.pending, .empty, .cancelled].flatMap { kind in
            let fresh = (kinds[kind] ?? []).filter { told.insert(HalfDayKey($0)).inserted }
            return assembler.assemble(fresh).map { Item(write: .none, absence: $0, uncounted: kind) }
        }
    }

    /// Time of a leave period that an item covers.
    private struct Stretch {
        let periodID: LeavePeriodID
        let start: Instant
        let end: Instant
    }

    /// An event may move to another leave period: then it covers both.
    private func stretches(of item: Item) -> [Stretch] {
        var stretches: [Stretch] = []
        if let absence = item.absence {
            stretches.append(Stretch(periodID: absence.periodID, start: absence.start, end: absence.end))
        }
        if let event = event(of: item) {
            var periods = [event.reference.periodID]
            // Under Lucca's other generation it is the event of the same leave.
            let leave = item.desired?.reference.periodID ?? item.absence?.periodID
            if let leave, leave.isOfOtherGeneration(than: event.reference.periodID) { periods.append(leave) }
            for period in periods {
                stretches.append(Stretch(periodID: period, start: event.start, end: event.end))
                // A moved event covers its written and its current time.
                if case .changed(let now) = event.found {
                    stretches.append(Stretch(periodID: period, start: now.start, end: now.end))
                }
            }
        }
        if let desired = item.desired {
            stretches.append(Stretch(periodID: desired.reference.periodID, start: desired.start, end: desired.end))
        }
        return stretches
    }

    private struct HalfDayKey: Hashable {
        let periodID: LeavePeriodID
        let accountID: LeaveAccountID
        let halfDay: HalfDay

        init(_ leave: HalfDayLeave) {
            (periodID, accountID, halfDay) = (leave.periodID, leave.accountID, leave.halfDay)
        }
    }

    // MARK: Explanation of an item

    private func explained(_ item: Item) -> ExplainedAbsence {
        let leave = leave(of: item)
        let rule = rule(of: item, leave)
        let event = event(of: item)
        let reference = item.desired?.reference ?? item.entry?.reference ?? reference(of: item.absence)
        let start = item.absence?.start ?? item.entry?.start ?? item.desired?.start
        let end = item.absence?.end ?? item.entry?.end ?? item.desired?.end
        let problem = problem(of: item, rule, event, reference)
        return ExplainedAbsence(
            reference: reference, start: start ?? bounds.touchAfter, end: end ?? bounds.touchAfter, leave: leave, rule: rule,
            besides: besides(item, leave), event: event, problem: problem, nextRun: nextRun(of: item, rule, event, problem))
    }

    private func reference(of absence: Absence?) -> EventReference {
        EventReference(
            account: facts.tenant.luccaAccount, periodID: absence?.periodID ?? LeavePeriodID(""),
            accountID: absence?.accountID ?? LeaveAccountID(""),
            first: absence?.first ?? HalfDay(facts.window.asOf, .morning))
    }

    private func leave(of item: Item) -> ExplainedAbsence.Leave {
        if let uncounted = item.uncounted { return uncounted }
        if item.absence != nil || item.desired != nil { return .counted }
        guard let entry = item.entry else { return .absent }
        let kinds = Set(
            facts.leaves.filter { leave in
                let start = bounds.calendar.instant(startOf: leave.halfDay)
                return leave.periodID == entry.reference.periodID && leave.accountID == entry.reference.accountID
                    && entry.start < bounds.calendar.instant(endOf: leave.halfDay) && start < entry.end
            }.map(kind))
        if let kind = [ExplainedAbsence.Leave.counted, .pending, .cancelled, .empty].first(where: kinds.contains) { return kind }
        return isRead(entry) ? .absent : .notRead
    }

    /// Whether Lucca was read for the event's time.
    private func isRead(_ entry: LedgerEntry) -> Bool {
        switch facts.person.standing {
        case .outOfScope, .notInLucca: return false
        case .left where !facts.isRead: return false
        case .synced, .left, .unreadable, .withoutResource: break
        }
        return entry.end > bounds.calendar.startOfDay(facts.window.readFrom) && entry.start < bounds.windowEnd
    }

    private func event(of item: Item) -> ExplainedEvent? {
        guard let entry = item.entry else { return nil }
        let remembered = remembered(entry)
        // What an open write left is unknown until the next run has looked; the entry shows its result.
        let known = item.isCopy || remembered?.openIntent != nil ? entry : remembered ?? entry
        return ExplainedEvent(
            key: entry.eventKey, event: known.event, openIntent: item.isCopy ? nil : remembered?.openIntent, found: found(known))
    }

    /// The ledger's record of an event before the next run reads the planning.
    private func remembered(_ entry: LedgerEntry) -> LedgerEntry? {
        facts.remembered.first { $0.eventKey != nil && $0.eventKey == entry.eventKey }
            ?? facts.remembered.first { $0.eventKey == nil && $0.reference == entry.reference }
    }

    private func found(_ entry: LedgerEntry) -> ExplainedEvent.Found {
        guard let key = entry.eventKey else { return .gone }
        switch facts.sights?[key] {
        case nil: return .notAsked
        case .gone: return .gone
        case .released: return .released
        case .present(let event):
            let isAsWritten =
                event.start == entry.start && event.end == entry.end && event.type == entry.type
                && event.resources.contains(entry.resource)
            return isAsWritten ? .asWritten : .changed(event)
        }
    }
}

/// Everything needed to explain one employee's absences.
struct ExplanationFacts: Sendable {
    let tenant: Tenant
    let window: SyncWindow
    let person: ExplainedPerson
    /// Whether a run reads the employee.
    let isRead: Bool
    /// nil for everything that a run reads.
    let days: ClosedRange<CalendarDay>?
    /// This employee's half-days in Lucca.
    let leaves: [HalfDayLeave]
    let accounts: [LeaveAccount]
    let reasonRules: [ReasonRule]
    /// Of the next run.
    let plan: SyncPlan
    /// This employee's current ledger entries.
    let remembered: [LedgerEntry]
    /// This employee's ledger entries after the next run has settled them, before it plans.
    let settled: [LedgerEntry]
    /// Events with the reference of another one, and those of them that the next run deletes.
    let copies: [FoundEvent]
    let copiesToDelete: [FoundEvent]
    /// Copies that the next run leaves to the planners.
    let plannersCopies: [FoundEvent]
    /// Deletions that a person declined.
    let declined: [EventReference: Decline]
    /// The next run reads the whole planning.
    let isWhole: Bool
    let history: RecordedHistory
    /// nil if the planning was not read.
    var sights: [EventKey: EventSight]?

    var id: EmployeeID { person.id }
}

extension TenantCalendar {
    /// From the start of the first day to the end of the last one.
    package func span(of days: ClosedRange<CalendarDay>) -> ClosedRange<Instant> {
        let start = startOfDay(days.lowerBound)
        return start...max(start, startOfDay(days.upperBound.adding(days: 1)))
    }
}
