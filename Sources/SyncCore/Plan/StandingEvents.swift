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
