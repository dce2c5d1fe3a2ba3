/// Pairs the events that shall stand with those that do: by reference, and what is left over within an employee's leave period, so
/// that an event that moved keeps what planners typed into it; then what one absence leaves behind with another that takes its days.
struct EventMatching {
    private(set) var pairs: [(LedgerEntry, DesiredEvent)] = []
    /// To be created.
    private(set) var unmet: [DesiredEvent] = []
    /// Shown, and nothing asks for it.
    private(set) var superfluous: [LedgerEntry] = []

    init(wanted: [DesiredEvent], standing: StandingEvents, bounds: PlanBounds) {
        var left = standing.live
        var leftOver: [DesiredEvent] = []
        var seen: Set<EventReference> = []
        for event in wanted.inOrder() {
            guard seen.insert(event.reference).inserted, !standing.frozen.contains(event.reference) else { continue }
            if let entry = left.removeValue(forKey: event.reference) {
                pairs.append((entry, event))
            } else {
                leftOver.append(event)
            }
        }
        var entries: [StandingEvents.Period: [LedgerEntry]] = [:]
        for entry in (left.values + standing.doubled).inOrder() {
            entries[StandingEvents.Period(entry), default: []].append(entry)
        }
        var events: [StandingEvents.Period: [DesiredEvent]] = [:]
        for event in leftOver {
            events[StandingEvents.Period(event), default: []].append(event)
        }
        for (period, events) in events {
            pairUp(events, with: entries.removeValue(forKey: period) ?? [], bounds)
        }
        superfluous += entries.values.joined()
    }

    /// Turns an event that nothing asks for any more into one of the same employee that begins while it lasts: deleted and made anew,
    /// nobody would be shown in between, and a planning that refuses overlaps would refuse the new one while the old one is there.
    /// - Parameter mayEnd: whether an event may be deleted.
    mutating func pairSuccessors(_ mayEnd: (LedgerEntry) -> Bool) {
        var ending: [EmployeeID: [Int]] = [:]
        for (index, entry) in superfluous.enumerated() where mayEnd(entry) { ending[entry.employeeID, default: []].append(index) }
        guard !ending.isEmpty else { return }
        var candidates: [Candidate] = []
        for (event, desired) in unmet.enumerated() {
            for entry in ending[desired.employeeID] ?? [] {
                let overlap = Self.overlap(desired, superfluous[entry])
                if overlap > 0 { candidates.append(Candidate(isOtherReason: 0, lack: -overlap, event: event, entry: entry)) }
            }
        }
        var (met, kept): (Set<Int>, Set<Int>) = ([], [])
        for candidate in candidates.sorted() where !met.contains(candidate.event) && !kept.contains(candidate.entry) {
            met.insert(candidate.event)
            kept.insert(candidate.entry)
            pairs.append((superfluous[candidate.entry], unmet[candidate.event]))
        }
        unmet = unmet.indices.filter { !met.contains($0) }.map { unmet[$0] }
        superfluous = superfluous.indices.filter { !kept.contains($0) }.map { superfluous[$0] }
    }

    /// In milliseconds; zero or less where they have nothing in common.
    private static func overlap(_ desired: DesiredEvent, _ standing: LedgerEntry) -> Int {
        min(desired.end, standing.end).millisecondsSince1970 - max(desired.start, standing.start).millisecondsSince1970
    }

    private mutating func pairUp(_ events: [DesiredEvent], with entries: [LedgerEntry], _ bounds: PlanBounds) {
        var candidates: [Candidate] = []
        for (event, desired) in events.enumerated() {
            for (entry, standing) in entries.enumerated() {
                let overlap = Self.overlap(desired, standing)
                // What is over is only shown by an event that shows some of it already.
                guard overlap > 0 || desired.end > bounds.touchAfter else { continue }
                let isSameReason = desired.reference.accountID == standing.reference.accountID
                candidates.append(
                    Candidate(isOtherReason: isSameReason ? 0 : 1, lack: -max(0, overlap), event: event, entry: entry))
            }
        }
        var freeEvents = Set(events.indices)
        var freeEntries = Set(entries.indices)
        for candidate in candidates.sorted() where freeEvents.contains(candidate.event) && freeEntries.contains(candidate.entry) {
            freeEvents.remove(candidate.event)
            freeEntries.remove(candidate.entry)
            pairs.append((entries[candidate.entry], events[candidate.event]))
        }
        unmet += freeEvents.sorted().map { events[$0] }.filter { $0.end > bounds.createAfter }
        superfluous += freeEntries.sorted().map { entries[$0] }
    }

    private struct Candidate: Comparable {
        let isOtherReason: Int
        let lack: Int
        let event: Int
        let entry: Int

        static func < (left: Candidate, right: Candidate) -> Bool {
            (left.isOtherReason, left.lack, left.event, left.entry) < (right.isOtherReason, right.lack, right.event, right.entry)
        }
    }
}

/// The ledger, sorted by what a plan may do with each entry.
struct StandingEvents {
    /// What an absence and its entries have in common.
    struct Subject: Hashable {
        let employeeID: EmployeeID
        let periodID: LeavePeriodID
        let accountID: LeaveAccountID
    }

    /// All that one leave request made of one employee's time, whatever the reasons.
    struct Period: Hashable {
        let employeeID: EmployeeID
        let periodID: LeavePeriodID
    }

    /// Not over yet, and free to be changed or deleted; by their references under the account's name of today.
    private(set) var live: [EventReference: LedgerEntry] = [:]
    /// The same, where another one shows the same absence under another name of the account.
    private(set) var doubled: [LedgerEntry] = []
    /// The same, frozen ones included.
    private(set) var liveBySubject: [Subject: [LedgerEntry]] = [:]
    private(set) var liveByPeriod: [Period: [LedgerEntry]] = [:]
    /// Over: they stay as they are, and what they cover is not written again.
    private(set) var pastBySubject: [Subject: [LedgerEntry]] = [:]
    private(set) var past: Set<EventReference> = []
    /// References that no other event may take: of entries that are over, whose employee nothing is known of, or whose last write
    /// is not settled. Under the account's name of today.
    private(set) var frozen: Set<EventReference> = []
    /// Entries that are not over yet, frozen ones included.
    private(set) var futureCount = 0

    /// - Parameters:
    ///   - accounts: every name of the Lucca account, former ones included.
    ///   - account: its name of today.
    ///   - unreadable: references that stay as they are.
    ///   - isFree: whether entries of that entry's employee may be changed or deleted.
    init(
        _ entries: [LedgerEntry], accounts: Set<String>, account: String, bounds: PlanBounds,
        unreadable: Set<EventReference> = [], isFree: (LedgerEntry) -> Bool
    ) {
        frozen = Set(unreadable.map { $0.under(account) })
        var seen: Set<EventReference> = []
        for entry in entries.inOrder() {
            guard accounts.contains(entry.reference.account), seen.insert(entry.reference).inserted else { continue }
            let subject = Subject(entry)
            let reference = entry.reference.under(account)
            if entry.end <= bounds.touchAfter {
                frozen.insert(reference)
                past.insert(reference)
                pastBySubject[subject, default: []].append(entry)
                continue
            }
            futureCount += 1
            if entry.openIntent != nil || entry.eventKey == nil || unreadable.contains(entry.reference) || !isFree(entry) {
                frozen.insert(reference)
                if let pending = entry.pendingReference { frozen.insert(pending.under(account)) }
            } else if let other = live[reference] {
                let isToday = entry.reference == reference
                live[reference] = isToday ? entry : other
                doubled.append(isToday ? other : entry)
            } else {
                live[reference] = entry
            }
            liveBySubject[subject, default: []].append(entry)
            liveByPeriod[Period(entry), default: []].append(entry)
        }
    }
}

extension StandingEvents.Subject {
    init(_ entry: LedgerEntry) {
        self.init(employeeID: entry.employeeID, periodID: entry.reference.periodID, accountID: entry.reference.accountID)
    }

    init(_ absence: Absence) {
        self.init(employeeID: absence.employeeID, periodID: absence.periodID, accountID: absence.accountID)
    }
}

extension StandingEvents.Period {
    init(_ event: some EventRecord) {
        self.init(employeeID: event.employeeID, periodID: event.reference.periodID)
    }

    init(_ absence: Absence) {
        self.init(employeeID: absence.employeeID, periodID: absence.periodID)
    }
}
