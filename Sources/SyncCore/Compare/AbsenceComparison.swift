/// Compares the absences of the people whom both generations have, from the day on, by leave account and bounds.
struct AbsenceComparison {
    private(set) var differences: [GenerationDifference] = []
    private let left: SideAbsences
    private let right: SideAbsences

    /// - Parameter people: whom both have, readable.
    init(_ left: ComparedSide, _ right: ComparedSide, people: Set<EmployeeID>) {
        let ignored = left.hidden.union(right.hidden)
        self.left = SideAbsences(left, people: people, ignored: ignored)
        self.right = SideAbsences(right, people: people, ignored: ignored)
        compareRemoteWork(left, right, people)
        for person in people {
            compare(person)
            // Where pending ones do not count, `addSingle` finds those that only one of them approves.
            if left.settings.includePending { compareApprovals(person) }
        }
    }

    /// Remote work that no operator has decided about: generation 2 does not say what it is.
    private mutating func compareRemoteWork(_ left: ComparedSide, _ right: ComparedSide, _ people: Set<EmployeeID>) {
        func statement(_ account: LeaveAccountID, _ side: ComparedSide) -> GenerationDifference.Statement {
            if side.ignored.contains(account) { return .ignored }
            guard side.input.accounts.contains(where: { $0.id == account }) else { return .nothing }
            let shown = SideAbsences(side, people: people, ignored: []).counted.values
            return .people(shown.count { $0.contains { $0.accountID == account } })
        }
        for account in left.undecidedRemoteWork.union(right.undecidedRemoteWork) {
            let (first, second) = (statement(account, left), statement(account, right))
            // What a sync remembered hides it in both plans: the difference is that generation 2 does not say what it is.
            differences.append(
                GenerationDifference(.remoteWork, .leaveAccount(account), first, second == first ? .nothing : second))
        }
    }

    private mutating func compare(_ person: EmployeeID) {
        var (first, second) = (left.counted[person] ?? [], right.counted[person] ?? [])
        guard first != second else { return }
        Self.removeEqual(&first, &second)
        var alone: (first: [SideAbsences.Item], second: [SideAbsences.Item]) = ([], [])
        for cluster in SideAbsences.Cluster.all(first, second) {
            if cluster.second.isEmpty {
                alone.first += cluster.first
            } else if cluster.first.isEmpty {
                alone.second += cluster.second
            } else {
                let account = cluster.first[0].accountID
                let days = [left, right].map { $0.halfDays(of: person, account, in: cluster.span) }
                let isSame = days[0] == days[1]
                add(isSame ? .absenceGrouping : .absenceBounds, person, cluster.first, cluster.second)
            }
        }
        matchAccounts(&alone.first, &alone.second, person)
        for absence in alone.first { addSingle(person, absence, isFirst: true) }
        for absence in alone.second { addSingle(person, absence, isFirst: false) }
    }

    /// Half-day by half-day: the generations group them differently, and a day may be requested twice.
    private mutating func compareApprovals(_ person: EmployeeID) {
        let (first, second) = (left.approvals(of: person), right.approvals(of: person))
        let disputed = first.approved.intersection(second.pending).union(first.pending.intersection(second.approved))
        guard !disputed.isEmpty else { return }
        let (own, others) = (left.items(of: person, holding: disputed), right.items(of: person, holding: disputed))
        for cluster in SideAbsences.Cluster.all(own, others) { add(.approval, person, cluster.first, cluster.second) }
    }

    private static func removeEqual(_ first: inout [SideAbsences.Item], _ second: inout [SideAbsences.Item]) {
        first.removeAll { absence in
            guard let index = second.firstIndex(where: { $0.isEqual(to: absence) }) else { return false }
            second.remove(at: index)
            return true
        }
    }

    /// Those of different leave accounts that share time.
    private mutating func matchAccounts(
        _ first: inout [SideAbsences.Item], _ second: inout [SideAbsences.Item], _ person: EmployeeID
    ) {
        first.removeAll { absence in
            let best = second.indices.max { second[$0].shared(with: absence) < second[$1].shared(with: absence) }
            guard let best, second[best].shared(with: absence) > 0 else { return false }
            add(.leaveAccount, person, [absence], [second.remove(at: best)])
            return true
        }
    }

    /// Of one side only; where the other one has it pending, and pending ones do not count, it lacks the approval.
    private mutating func addSingle(_ person: EmployeeID, _ absence: SideAbsences.Item, isFirst: Bool) {
        let (own, other) = isFirst ? (left, right) : (right, left)
        let days = own.halfDays(of: person, absence.accountID, in: absence.span)
        if days.isSubset(of: other.halfDays(of: person, absence.accountID, in: absence.span)) {
            // Its days belong to a longer absence there, which this side has too.
            let longer = other.items(of: person, absence.accountID, in: absence.span)
            return add(.absenceGrouping, person, isFirst ? [absence] : longer, isFirst ? longer : [absence])
        }
        let pending = other.pending[person] ?? []
        let waiting = pending.filter { $0.accountID == absence.accountID && $0.shared(with: absence) > 0 }
        add(waiting.isEmpty ? .absence : .approval, person, isFirst ? [absence] : waiting, isFirst ? waiting : [absence])
    }

    private mutating func add(
        _ rule: GenerationDifference.Rule, _ person: EmployeeID, _ first: [SideAbsences.Item], _ second: [SideAbsences.Item]
    ) {
        func statement(_ items: [SideAbsences.Item]) -> GenerationDifference.Statement {
            items.isEmpty ? .nothing : .absences(items.map(\.shown))
        }
        differences.append(GenerationDifference(rule, .employee(person), statement(first), statement(second)))
    }
}
