/// Why each write of the plan, and each withheld deletion: decided here, where Lucca's rows and the rules are at hand.
extension PlanBuilder {
    /// - Parameters:
    ///   - wanted: every event that the planning is to have.
    ///   - assembler: it decides which half-days count.
    mutating func planCauses(wanted: [DesiredEvent], _ assembler: AbsenceAssembler, _ bounds: PlanBounds) {
        guard !plan.operations.isEmpty || !plan.withheld.isEmpty else { return }
        let deletions = plan.operations.compactMap { if case .delete(let entry) = $0 { entry } else { nil } } + plan.withheld
        let leaves = deletions.isEmpty ? [:] : Dictionary(grouping: input.leaves, by: \.employeeID)
        let finder = CauseFinder(
            builder: self, assembler: assembler, bounds: bounds, leaves: leaves, wanted: Set(wanted.map(\.reference)))
        var causes: [EventReference: ChangeCause] = [:]
        for operation in plan.operations {
            switch operation {
            case .create(let event): causes[event.reference] = finder.cause(ofCreating: event)
            case .update(let entry, let event): causes[entry.reference] = finder.cause(ofChanging: entry, to: event)
            case .delete: break
            }
        }
        for entry in deletions { causes[entry.reference] = finder.cause(ofDeleting: entry) }
        plan.causes = causes
    }
}

private struct CauseFinder {
    let builder: PlanBuilder
    let assembler: AbsenceAssembler
    let bounds: PlanBounds
    let leaves: [EmployeeID: [HalfDayLeave]]
    /// References that the planning is to have.
    let wanted: Set<EventReference>

    private var input: PlanInput { builder.input }

    // MARK: Creations

    func cause(ofCreating event: DesiredEvent) -> ChangeCause {
        func isOf(_ before: EventFacts) -> Bool {
            before.employeeID == event.employeeID && before.reference.periodID == event.reference.periodID
                && before.start < event.end && event.start < before.end
        }
        if input.handEdits.removed.contains(where: { $0.reference == event.reference || isOf($0) }) { return .removedByHand }
        // Dragged into the past, where it stays.
        if input.handEdits.changed.values.contains(where: isOf) { return .changedByHand }
        // In a first run, everyone is new.
        guard !input.links.isEmpty else { return .new }
        guard let link = builder.remembered[event.employeeID] else { return .employeeJoined }
        return link.resource == nil ? .employeeLinked : .new
    }

    // MARK: Updates

    /// The first difference in the order in which it explains the most.
    func cause(ofChanging entry: LedgerEntry, to event: DesiredEvent) -> ChangeCause {
        if entry.standsWrong { return .storedDifferently }
        let (old, new) = (entry.reference, event.reference)
        if let before = input.handEdits.changed[old], isSame(before, event) { return .changedByHand }
        let isOtherGeneration = new.periodID.isOfOtherGeneration(than: old.periodID)
        if new.periodID != old.periodID, !isOtherGeneration { return .requestReplaced(from: old.periodID) }
        if new.accountID != old.accountID { return .leaveAccountChanged(from: old.accountID, to: new.accountID) }
        if event.resource != .existing(entry.resource) { return .resourceChanged(from: entry.resource) }
        if event.start != entry.start || event.end != entry.end { return cause(ofMoving: entry, to: event) }
        if event.type != .existing(entry.type) { return .typeChanged(from: entry.type) }
        if isOtherGeneration { return .generationChanged }
        if new.account != old.account { return .luccaAccountRenamed(from: old.account) }
        if new != old { return .referenceChanged }
        return event.employeeID == entry.employeeID ? .undecided : .employeeFound
    }

    private func isSame(_ before: EventFacts, _ event: DesiredEvent) -> Bool {
        event.start == before.start && event.end == before.end && event.resource == .existing(before.resource)
            && event.type == .existing(before.type) && event.reference.periodID == before.reference.periodID
    }

    private func cause(ofMoving entry: LedgerEntry, to event: DesiredEvent) -> ChangeCause {
        if entry.start <= event.start, event.end <= entry.end { return .shortened }
        guard event.start <= entry.start, entry.end <= event.end else { return .moved }
        return event.start == entry.start && event.end >= lastWorkedEnd ? .windowAdvanced : .extended
    }

    /// An absence that ends here or later may go on after the window.
    private var lastWorkedEnd: Instant {
        var day = input.window.readThrough
        while day > input.window.asOf, !bounds.calendar.isWorked(day) { day = day.adding(days: -1) }
        return min(bounds.windowEnd, bounds.calendar.instant(endOf: HalfDay(day, .afternoon)))
    }

    // MARK: Deletions

    func cause(ofDeleting entry: LedgerEntry) -> ChangeCause {
        guard builder.inScope.contains(entry.employeeID) else { return cause(ofAbsenceOf: entry.employeeID) }
        let own = entry.reference.under(input.tenant.luccaAccount)
        if own != entry.reference, wanted.contains(own) { return .duplicate }
        let rows = (leaves[entry.employeeID] ?? []).filter { isOfRequest($0, entry) }
        let within = rows.filter { overlaps($0, entry) }
        let counted = within.filter(assembler.counts)
        if let first = counted.min(by: { rank($0, entry) < rank($1, entry) }) {
            return builder.resolutions[first.accountID] == .ignored ? ignored(first.accountID) : .shownByAnother
        }
        if rows.contains(where: assembler.counts) { return .shortened }
        return uncounted(within.isEmpty ? rows : within)
    }

    /// Half-days of the event's own leave account first; those of others in order.
    private func rank(_ leave: HalfDayLeave, _ entry: LedgerEntry) -> String {
        leave.accountID == entry.reference.accountID ? "" : leave.accountID.value
    }

    private func uncounted(_ rows: [HalfDayLeave]) -> ChangeCause {
        if rows.contains(where: { $0.status == .cancelled }) { return .cancelled }
        if rows.contains(where: { $0.status == .pending }) { return .notApproved }
        return rows.isEmpty ? .goneFromLucca : .empty
    }

    private func ignored(_ account: LeaveAccountID) -> ChangeCause {
        if input.reasonRules.contains(where: { $0.accountID == account && $0.origin == .operator }) {
            return .ignored(account, byOperator: true)
        }
        let isRemoteWork = input.accounts.first { $0.id == account }?.meansRemoteWork ?? false
        return isRemoteWork ? .remoteWork(account) : .ignored(account, byOperator: false)
    }

    /// Why nothing of the employee is synced.
    private func cause(ofAbsenceOf employee: EmployeeID) -> ChangeCause {
        if employee == .nobody { return .goneFromLucca }
        let asOf = input.window.asOf
        let rows = input.employees.filter { $0.id == employee }
        if let current = rows.filter({ ($0.contractEnd ?? asOf) >= asOf }).map(\.departmentID).min() {
            return .outOfScope(department: current)
        }
        if let lastDay = rows.compactMap(\.contractEnd).max() { return .employeeLeft(lastDay: lastDay) }
        // Lucca is asked for the departments of the scope only.
        if let lineage = builder.remembered[employee]?.lineage, !input.tenant.scope.covers(lineage) {
            return .outOfScope(department: lineage.department)
        }
        return .notInLucca
    }

    private func overlaps(_ leave: HalfDayLeave, _ entry: LedgerEntry) -> Bool {
        entry.start < bounds.calendar.instant(endOf: leave.halfDay) && bounds.calendar.instant(startOf: leave.halfDay) < entry.end
    }

    /// Whether the half-day is of the event's request, or may be it under Lucca's other generation.
    private func isOfRequest(_ leave: HalfDayLeave, _ entry: LedgerEntry) -> Bool {
        leave.periodID == entry.reference.periodID
            || (leave.periodID.isOfOtherGeneration(than: entry.reference.periodID) && overlaps(leave, entry))
    }
}
