extension PlanBuilder {
    /// Absences → events, against what the ledger says stands there.
    mutating func planEvents() {
        let bounds = PlanBounds(calendar: settings.calendar, window: input.window)
        let inScope = Set(employees.map(\.id))
        let leaves = input.leaves.filter { inScope.contains($0.employeeID) }
        let assembler = AbsenceAssembler(
            calendar: settings.calendar, window: input.window, includePending: settings.includePending)
        let absences = assembler.assemble(leaves)
        plan.counts.leaves = leaves.count(where: assembler.counts)
        plan.counts.absences = absences.count { $0.end > bounds.createAfter }

        let standing = StandingEvents(input.entries, account: input.tenant.luccaAccount, bounds: bounds) { entry in
            !inScope.contains(entry.employeeID) || (resources[entry.employeeID] != nil && isReadable(entry.employeeID))
        }
        let writable = absences.filter { resources[$0.employeeID] != nil && isReadable($0.employeeID) }
        var tracer = EventTracer(
            standing: standing, bounds: bounds, account: input.tenant.luccaAccount, absences: writable)
        var references: [Absence: EventReference] = [:]
        let traced = writable.compactMap { absence -> TracedAbsence? in
            let traced = tracer.trace(absence)
            references[absence] = traced?.reference
            return traced
        }
        let (wanted, stuck) = withTypes(traced)
        planWanted(writable, references, after: bounds.touchAfter)
        var matching = EventMatching(wanted: wanted, standing: standing, bounds: bounds)
        matching.pairSuccessors { mayDelete($0, inScope, stuck, bounds) }

        var writes: [SyncOperation] = []
        for (entry, event) in matching.pairs {
            if event.isSame(as: entry) { plan.counts.unchanged += 1 } else { writes.append(.update(entry, event)) }
        }
        writes += matching.unmet.map(SyncOperation.create)
        writes.sort { $0.order < $1.order }
        plan.operations = writes

        let superfluous = matching.superfluous.filter { mayDelete($0, inScope, stuck, bounds) }
        planDeletions(
            superfluous.sorted { ($0.start, $0.reference) < ($1.start, $1.reference) }, inScope,
            futureEvents: standing.futureCount)
        planTypes()
    }

    /// What has to be shown from the day on, whatever the events are that show it: for the comparison at the end of the run.
    private mutating func planWanted(
        _ absences: [Absence], _ references: [Absence: EventReference], after start: Instant
    ) {
        for absence in absences where absence.end > start {
            guard let resource = resources[absence.employeeID] else { continue }
            let type: TypeReference?
            switch resolutions[absence.accountID] {
            case .ignored, .unavailable, .unknown: continue
            case .type(let known), .fallback(let known): type = canonical(known)
            case nil: type = nil
            }
            plan.wanted.append(
                WantedAbsence(
                    employeeID: absence.employeeID, periodID: absence.periodID, accountID: absence.accountID,
                    reference: references[absence]
                        ?? EventReference(
                            account: input.tenant.luccaAccount, periodID: absence.periodID, accountID: absence.accountID,
                            first: absence.first),
                    resource: resource, type: type, isUnderWay: absence.start < start, start: max(absence.start, start),
                    end: absence.end))
        }
    }

    private func mayDelete(_ entry: LedgerEntry, _ inScope: Set<EmployeeID>, _ stuck: Stuck, _ bounds: PlanBounds) -> Bool {
        if input.unreadable.contains(entry.employeeID) { return false }
        if inScope.contains(entry.employeeID) { return entry.start < bounds.windowEnd && !stuck.covers(entry) }
        // Someone whose row could not be read is in no row, and not gone.
        let someRowWasUnreadable = input.readingProblems.contains { $0.code == .employeeUnreadable }
        return !someRowWasUnreadable || input.employees.contains { $0.id == entry.employeeID }
    }

    private mutating func planDeletions(_ entries: [LedgerEntry], _ inScope: Set<EmployeeID>, futureEvents: Int) {
        let someLeaveIsAnyones = input.unreadable.isEmpty && input.readingProblems.contains { $0.code == .leaveUnreadable }
        if someLeaveIsAnyones { return }
        let approved = entries.filter { input.approvedDeletions.contains($0.reference) }
        let others = entries.filter { !input.approvedDeletions.contains($0.reference) }
        var reason: BrakeReason?
        if employees.isEmpty, let before = input.lastSuccessEmployees, before > 0 {
            reason = .noEmployeeLeft(before: before)
        } else if !scope.missing.isEmpty, !others.isEmpty {
            reason = .scopeDepartmentMissing(scope.missing)
        } else if let before = input.lastSuccessDepartments, scope.departments.count < before,
            others.contains(where: { !inScope.contains($0.employeeID) })
        {
            reason = .departmentsLost(before: before, now: scope.departments.count)
        } else if settings.brake.holds(deletions: others.count, futureEvents: futureEvents) {
            reason = .tooManyDeletions(deletions: others.count, futureEvents: futureEvents)
        } else if input.leaves.isEmpty, !employees.isEmpty, approved.isEmpty, Set(others.map(\.employeeID)).count > 1 {
            reason = .nothingRead(employees: Set(others.map(\.employeeID)).count)
        }
        guard let reason else {
            plan.operations += entries.map(SyncOperation.delete)
            return
        }
        plan.brakeReason = reason
        plan.operations += approved.map(SyncOperation.delete)
        plan.withheld = others
        plan.problems.append(.deletionsWithheld(others.count, reason, input.tenant))
    }
}

extension SyncOperation {
    /// The event as it will be, or for a deletion as it is.
    fileprivate var order: EventOrder {
        switch self {
        case .create(let event), .update(_, let event): EventOrder(start: event.start, reference: event.reference)
        case .delete(let entry): EventOrder(start: entry.start, reference: entry.reference)
        }
    }
}

private struct EventOrder: Comparable {
    let start: Instant
    let reference: EventReference

    static func < (left: EventOrder, right: EventOrder) -> Bool {
        (left.start, left.reference) < (right.start, right.reference)
    }
}

extension DesiredEvent {
    /// Whether nothing would have to be written.
    func isSame(as entry: LedgerEntry) -> Bool {
        reference == entry.reference && employeeID == entry.employeeID && resource == .existing(entry.resource)
            && type == .existing(entry.type) && start == entry.start && end == entry.end
    }
}
