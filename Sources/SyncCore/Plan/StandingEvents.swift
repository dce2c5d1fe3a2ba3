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
    /// Those of the other generation of Lucca: also in `live` or `frozen`, and counted.
    private(set) var otherGeneration = OtherGenerationEvents()

    /// - Parameters:
    ///   - accounts: every name of the Lucca account, former ones included.
    ///   - account: its current name.
    ///   - readsSecondGeneration: the generation of what was read; nil if that was no absence.
    ///   - unreadable: references that stay unchanged.
    ///   - isFree: whether the entry's employee may have entries changed or deleted.
    init(
        _ entries: [LedgerEntry], accounts: Set<String>, account: String, bounds: PlanBounds,
        unreadable: Set<EventReference> = [], readsSecondGeneration: Bool?, isFree: (LedgerEntry) -> Bool
    ) {
        frozen = Set(unreadable.map { $0.under(account) })
        var seen: Set<EventReference> = []
        for entry in entries.inOrder() {
            guard accounts.contains(entry.reference.account), seen.insert(entry.reference).inserted else { continue }
            let subject = Subject(entry)
            let reference = entry.reference.under(account)
            let isOther = readsSecondGeneration.map { $0 != entry.reference.periodID.isOfSecondGeneration } ?? false
            if entry.end <= bounds.touchAfter {
                frozen.insert(reference)
                past.insert(reference)
                pastBySubject[subject, default: []].append(entry)
                if isOther { otherGeneration.add(past: entry) }
                continue
            }
            futureCount += 1
            let isFrozen =
                entry.openIntent != nil || entry.eventKey == nil || unreadable.contains(entry.reference) || !isFree(entry)
            if isOther { otherGeneration.add(live: entry, isFrozen: isFrozen) }
            if isFrozen {
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
