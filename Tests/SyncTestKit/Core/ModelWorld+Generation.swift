package import SyncCore

extension ModelWorld {
    /// Lucca answers with other leave period ids, and nothing else differs.
    package mutating func renumberPeriods(_ id: (HalfDayLeave) -> LeavePeriodID) {
        leaves = leaves.map { $0.under(id($0)) }
    }

    package mutating func readSecondGeneration() { renumberPeriods(\.periodID.asSecondGeneration) }
    package mutating func readFirstGeneration() { renumberPeriods(\.periodID.asFirstGeneration) }

    /// The ledger is lost, and its events are adopted from the planning. The leave period tells the employee, if Lucca lists it.
    package mutating func adoptEvents() {
        let owners = Dictionary(leaves.map { ($0.periodID, $0.employeeID) }) { first, _ in first }
        entries = planning.events.values.sorted { $0.key < $1.key }.compactMap { event in
            guard let reference = EventReference.all(in: event.remark).first, let resource = event.resources.first,
                let type = event.type
            else { return nil }
            return LedgerEntry(
                EventFacts(
                    reference: reference, employeeID: owners[reference.periodID] ?? .nobody, resource: resource, type: type,
                    start: event.start, end: event.end), key: event.key)
        }
    }
}

extension LeavePeriodID {
    /// `7001` becomes `v2-7001`.
    package var asSecondGeneration: LeavePeriodID { isOfSecondGeneration ? self : LeavePeriodID("v2-\(self)") }
    package var asFirstGeneration: LeavePeriodID { isOfSecondGeneration ? LeavePeriodID(String(value.dropFirst(3))) : self }
}

extension HalfDayLeave {
    package func under(_ period: LeavePeriodID) -> HalfDayLeave {
        HalfDayLeave(
            employeeID: employeeID, periodID: period, accountID: accountID, halfDay: halfDay, seconds: seconds,
            status: status)
    }
}

/// The second generation's view of the first one's leaves: other period ids, and sometimes other groups of half-days. The view of
/// a leave never changes.
package struct SecondGenerationView: Sendable {
    private struct Subject: Hashable {
        let employeeID: EmployeeID
        let periodID: LeavePeriodID
        let accountID: LeaveAccountID
    }

    private var ids: [Subject: LeavePeriodID] = [:]
    /// From that half-day on, the leave has an id of its own.
    private var splits: [Subject: (at: HalfDay, LeavePeriodID)] = [:]
    private var random: SplitMix64
    private let regroups: Bool

    /// - Parameter regroups: whether some leaves are cut in two, and some become one with another of the person's leaves.
    package init(seed: UInt64, regroups: Bool) {
        random = SplitMix64(seed: seed)
        self.regroups = regroups
    }

    package mutating func leaves(_ leaves: [HalfDayLeave]) -> [HalfDayLeave] {
        leaves.map { leave in
            let subject = Subject(employeeID: leave.employeeID, periodID: leave.periodID, accountID: leave.accountID)
            if ids[subject] == nil { see(subject, leave.halfDay) }
            if let split = splits[subject], split.at <= leave.halfDay { return leave.under(split.1) }
            return leave.under(ids[subject] ?? "v2-0")
        }
    }

    private mutating func see(_ subject: Subject, _ halfDay: HalfDay) {
        // Those of the first generation are in use there: the same number means another leave.
        func next() -> LeavePeriodID { LeavePeriodID("v2-\(random.next() % 1_000_000)") }
        ids[subject] = next()
        guard regroups else { return }
        let others = ids.filter { $0.key.employeeID == subject.employeeID && $0.key.accountID == subject.accountID }
        if random.chance(25), let other = random.element(of: others.values.sorted()) {
            ids[subject] = other
        } else if random.chance(25) {
            splits[subject] = (HalfDay(ordinal: halfDay.ordinal + Int.random(in: 1...8, using: &random)), next())
        }
    }
}
