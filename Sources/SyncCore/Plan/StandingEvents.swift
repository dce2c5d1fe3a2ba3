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

    /// Not over yet, and free to be changed or deleted.
    private(set) var live: [EventReference: LedgerEntry] = [:]
    /// The same, frozen ones included.
    private(set) var liveBySubject: [Subject: [LedgerEntry]] = [:]
    private(set) var liveByPeriod: [Period: [LedgerEntry]] = [:]
    /// Over: they stay as they are, and what they cover is not written again.
    private(set) var pastBySubject: [Subject: [LedgerEntry]] = [:]
    private(set) var past: Set<EventReference> = []
    /// References that no other event may take: of entries that are over, whose employee nothing is known of, or whose last write
    /// is not settled.
    private(set) var frozen: Set<EventReference> = []
    /// Entries that are not over yet, frozen ones included.
    private(set) var futureCount = 0

    /// - Parameter isFree: whether entries of that entry's employee may be changed or deleted.
    init(_ entries: [LedgerEntry], account: String, bounds: PlanBounds, isFree: (LedgerEntry) -> Bool) {
        var seen: Set<EventReference> = []
        for entry in entries.sorted(by: { ($0.start, $0.reference) < ($1.start, $1.reference) }) {
            guard entry.reference.account == account, seen.insert(entry.reference).inserted else { continue }
            let subject = Subject(entry)
            if entry.end <= bounds.touchAfter {
                frozen.insert(entry.reference)
                past.insert(entry.reference)
                pastBySubject[subject, default: []].append(entry)
                continue
            }
            futureCount += 1
            if entry.openIntent != nil || entry.eventKey == nil || !isFree(entry) {
                frozen.insert(entry.reference)
                if let pending = entry.pendingReference { frozen.insert(pending) }
            } else {
                live[entry.reference] = entry
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
    init(_ entry: LedgerEntry) {
        self.init(employeeID: entry.employeeID, periodID: entry.reference.periodID)
    }

    init(_ event: DesiredEvent) {
        self.init(employeeID: event.employeeID, periodID: event.reference.periodID)
    }

    init(_ absence: Absence) {
        self.init(employeeID: absence.employeeID, periodID: absence.periodID)
    }
}
