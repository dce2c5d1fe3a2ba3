/// Pairs wanted events with existing ones: first by reference, then within an employee's leave period, so that a moved event
/// keeps what planners typed into it; last, by overlapping days of different absences.
struct EventMatching {
    private(set) var pairs: [(LedgerEntry, DesiredEvent)] = []
    /// To be created.
    private(set) var unmet: [DesiredEvent] = []
    /// Existing, and no longer wanted.
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

    /// Reuses an event that is no longer wanted for a wanted one of the same employee that begins during it. If it were deleted
    /// and created anew, the employee would seem present in between, and a planning that rejects overlaps would reject the new
    /// event.
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

    /// In milliseconds; zero or less without overlap.
    private static func overlap(_ desired: DesiredEvent, _ standing: LedgerEntry) -> Int {
        min(desired.end, standing.end).millisecondsSince1970 - max(desired.start, standing.start).millisecondsSince1970
    }

    private mutating func pairUp(_ events: [DesiredEvent], with entries: [LedgerEntry], _ bounds: PlanBounds) {
        var candidates: [Candidate] = []
        for (event, desired) in events.enumerated() {
            for (entry, standing) in entries.enumerated() {
                let overlap = Self.overlap(desired, standing)
                // Past time is only written into an event that already covers some of it.
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

/// The ledger entries, grouped by what a plan may do with them.
struct StandingEvents {
    struct Subject: Hashable {
        let employeeID: EmployeeID
        let periodID: LeavePeriodID
        let accountID: LeaveAccountID
    }

    /// All half-days of one leave request of one employee, on any leave account.
    struct Period: Hashable {
        let employeeID: EmployeeID
        let periodID: LeavePeriodID
    }

    /// Not over, and free to be changed or deleted, by reference under the account's current name.
    private(set) var live: [EventReference: LedgerEntry] = [:]
    /// Like `live`, but another entry has the same absence under another name of the account.
    private(set) var doubled: [LedgerEntry] = []
    /// Like `live`, frozen ones included.
    private(set) var liveBySubject: [Subject: [LedgerEntry]] = [:]
    private(set) var liveByPeriod: [Period: [LedgerEntry]] = [:]
    /// Over: they stay unchanged, and what they cover is not written again.
    private(set) var pastBySubject: [Subject: [LedgerEntry]] = [:]
    private(set) var past: Set<EventReference> = []
    /// References that no other event may use, under the account's current name: the entry is over, its employee is unreadable,
    /// or its last write is unconfirmed.
    private(set) var frozen: Set<EventReference> = []
    /// Entries that are not over, frozen ones included.
    private(set) var futureCount = 0

    /// - Parameters:
    ///   - accounts: every name of the Lucca account, former ones included.
    ///   - account: its current name.
    ///   - unreadable: references that stay unchanged.
    ///   - isFree: whether the entry's employee may have entries changed or deleted.
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
