extension PlanBuilder {
    /// Absences → events, compared with the ledger.
    mutating func planEvents() {
        let bounds = PlanBounds(calendar: settings.calendar, window: input.window)
        let assembler = AbsenceAssembler(
            calendar: settings.calendar, window: input.window, includePending: settings.includePending)
        let (absences, halfDays) = assembler.assemble(input.leaves) { inScope.contains($0) }
        plan.counts.leaves = halfDays
        plan.counts.absences = absences.count { $0.end > bounds.createAfter }

        owned = OwnedEntries(input.entries, resources: resources)
        let readsSecond = absences.first?.periodID.isOfSecondGeneration
        var standing = standingEvents(bounds, readsSecond)
        let writable = absences.filter { resources[$0.employeeID] != nil && isReadable($0.employeeID) }
        var tracer = EventTracer(
            standing: standing, bounds: bounds, account: input.tenant.luccaAccount, absences: writable)
        let traces = writable.map { tracer.trace($0) }
        let (all, stuck) = withTypes(traces.compactMap(\.self))
        var wanted = all
        var matching = match(wanted, standing, stuck, bounds)
        if input.unownedLeaves > 0 {
            let losers = losers(matching, stuck, bounds)
            plan.problems.append(
                Problem(
                    .tenant(slug),
                    .halfDaysWithoutOwner(
                        rows: input.unownedLeaves, kept: standing.live.values.count { losers.contains($0.employeeID) },
                        employees: losers.count, generation: settings.luccaAPI)))
            if !losers.isEmpty {
                unreadable.formUnion(losers)
                standing = standingEvents(bounds, readsSecond)
                wanted.removeAll { losers.contains($0.employeeID) }
                matching = match(wanted, standing, stuck, bounds)
            }
        }
        planWanted(zip(writable, traces), after: bounds.touchAfter)

        var writes: [SyncOperation] = []
        for (entry, event) in matching.pairs {
            let entry = owned.asRecorded(entry)
            if event == DesiredEvent(entry.event) { plan.counts.unchanged += 1 } else { writes.append(.update(entry, event)) }
        }
        writes += matching.unmet.map(SyncOperation.create)
        plan.operations = writes.inOrder()

        planDeletions(deletable(matching.superfluous, stuck, bounds), futureEvents: standing.futureCount)
        planCauses(wanted: wanted, assembler, bounds)
        planTypes()
    }

    /// What the planning must show from that day on, through any event: for the check at the end of the run.
    private mutating func planWanted(_ traces: some Sequence<(Absence, TracedAbsence?)>, after start: Instant) {
        for (absence, traced) in traces where absence.end > start && isReadable(absence.employeeID) {
            guard let resource = resources[absence.employeeID] else { continue }
            let type: TypeReference?
            switch resolutions[absence.accountID] {
            case .ignored, .unavailable, .unknown: continue
            case .type(let known), .fallback(let known): type = canonical(known)
            case nil: type = nil
            }
            plan.wanted.append(
                WantedAbsence(
                    event: Event(
                        reference: traced?.reference
                            ?? EventReference(account: input.tenant.luccaAccount, of: absence, first: absence.first),
                        employeeID: absence.employeeID, resource: resource, type: type, start: max(absence.start, start),
                        end: absence.end), isUnderWay: absence.start < start))
        }
    }

    private func match(
        _ wanted: [DesiredEvent], _ standing: StandingEvents, _ stuck: Stuck, _ bounds: PlanBounds
    ) -> EventMatching {
        var matching = EventMatching(wanted: wanted, standing: standing, bounds: bounds)
        matching.pairSuccessors {
            inScope.contains($0.employeeID) && isOwnerReadable($0) && bounds.isJudged($0) && !stuck.covers($0)
        }
        return matching
    }

    private func standingEvents(_ bounds: PlanBounds, _ readsSecondGeneration: Bool?) -> StandingEvents {
        StandingEvents(
            owned.entries, accounts: input.tenant.luccaAccounts, account: input.tenant.luccaAccount, bounds: bounds,
            unreadable: input.unreadableEvents, readsSecondGeneration: readsSecondGeneration
        ) { entry in
            !inScope.contains(entry.employeeID) || (resources[entry.employeeID] != nil && isReadable(entry.employeeID))
        }
    }

    /// Employees in scope who would lose part of an event while the owner of some half-day is unknown: it may be theirs.
    /// Employees who only gain are not included.
    private func losers(_ matching: EventMatching, _ stuck: Stuck, _ bounds: PlanBounds) -> Set<EmployeeID> {
        var losers: Set<EmployeeID> = []
        for entry in matching.superfluous where bounds.isJudged(entry) && !stuck.covers(entry) {
            losers.insert(entry.employeeID)
        }
        for (entry, event) in matching.pairs {
            let shown = max(entry.start, bounds.touchAfter)..<max(entry.end, bounds.touchAfter)
            if event.start > shown.lowerBound || event.end < shown.upperBound { losers.insert(entry.employeeID) }
        }
        return losers.intersection(inScope)
    }
}

/// Events that are no longer wanted: deleted, kept because a row was unreadable, or withheld by the brake.
extension PlanBuilder {
    /// The events no longer wanted that may be deleted. The others are kept because a row was unreadable.
    mutating func deletable(_ entries: [LedgerEntry], _ stuck: Stuck, _ bounds: PlanBounds) -> [LedgerEntry] {
        var deletable: [LedgerEntry] = []
        var unidentified: [LedgerEntry] = []
        for entry in entries.inOrder() {
            guard isOwnerReadable(entry) else { continue }
            if inScope.contains(entry.employeeID) {
                if bounds.isJudged(entry), !stuck.covers(entry) { deletable.append(entry) }
            } else if input.unidentifiedEmployees > 0, !roster.inSomeRow.contains(entry.employeeID) {
                // One of the rows without an id may be theirs.
                unidentified.append(entry)
            } else {
                deletable.append(entry)
            }
        }
        if input.unidentifiedEmployees > 0 {
            plan.problems.append(
                Problem(
                    .tenant(slug),
                    .employeeRowsWithoutID(
                        rows: input.unidentifiedEmployees, kept: unidentified.count,
                        employees: Set(unidentified.map(\.employeeID)).count, generation: settings.luccaAPI)))
        }
        return deletable
    }

    /// Whether the rows of the entry's employee were readable. Where the ledger does not know the employee, it may be another one
    /// than it seems.
    private func isOwnerReadable(_ entry: LedgerEntry) -> Bool {
        isReadable(entry.employeeID) && (!owned.isAssumed(entry) || isReadable(.nobody))
    }

    /// Withholds the deletions that a cause explains; then applies the limits to the rest.
    mutating func planDeletions(_ entries: [LedgerEntry], futureEvents: Int) {
        let approved = entries.filter { input.approvedDeletions.contains($0.reference) }
        var rest = entries.filter { !input.approvedDeletions.contains($0.reference) }
        defer {
            let deleted = (approved + rest).inOrder()
            plan.operations += deleted.map(SyncOperation.delete)
        }

        let declined = take(&rest) { input.declinedDeletions[$0.reference] != nil }
        if let last = declined.compactMap({ input.declinedDeletions[$0.reference] }).max(by: { $0.at < $1.at }) {
            withhold(
                declined, .declined(at: ShownText(last.at.description), by: last.by.map { ShownText($0) }))
        }
        let isEmptyScope = employees.isEmpty && input.lastSuccessEmployees ?? 0 > 0
        let isExplainedByRows = !unreadable.isEmpty || input.unidentifiedEmployees > 0
        if isEmptyScope, !rest.isEmpty || !isExplainedByRows {
            return withhold(take(&rest) { _ in true }, .noEmployeeLeft(before: input.lastSuccessEmployees ?? 0))
        }
        let lost = take(&rest) { departmentLost(by: $0.employeeID) != nil }
        if !lost.isEmpty {
            let departments = Set(lost.compactMap { departmentLost(by: $0.employeeID) }).sorted()
            withhold(
                lost,
                .departmentsLost(
                    departments: departments, employees: Set(lost.map(\.employeeID)).count, generation: settings.luccaAPI))
        }
        if isSomeDepartmentLost {
            let unknown = take(&rest) { isNowhere($0.employeeID) && remembered[$0.employeeID]?.lineage == nil }
            if !unknown.isEmpty { withhold(unknown, .departmentUnknown(employees: Set(unknown.map(\.employeeID)).count)) }
        }
        // Approving deletions of employees in scope confirms the empty read.
        if input.leaves.isEmpty, input.unownedLeaves == 0, !approved.contains(where: { inScope.contains($0.employeeID) }) {
            let vanished = Set(rest.map(\.employeeID)).intersection(inScope)
            if vanished.count > 1 {
                withhold(take(&rest) { vanished.contains($0.employeeID) }, .nothingRead(employees: vanished.count))
            }
        }
        if settings.brake.holds(deletions: rest.count, futureEvents: futureEvents) {
            let reason = BrakeReason.tooManyDeletions(deletions: rest.count, futureEvents: futureEvents)
            withhold(take(&rest) { _ in true }, reason)
        }
    }

    private mutating func withhold(_ entries: [LedgerEntry], _ reason: BrakeReason) {
        plan.brakeReasons.append(reason)
        plan.withheld = (plan.withheld + entries).inOrder()
        plan.problems.append(Problem(.tenant(slug), .deletionsWithheld(count: entries.count, reason: reason)))
    }

    private func take(_ entries: inout [LedgerEntry], where isTaken: (LedgerEntry) -> Bool) -> [LedgerEntry] {
        let taken = entries.filter(isTaken)
        if !taken.isEmpty { entries.removeAll(where: isTaken) }
        return taken
    }

    /// The employee's last department, if the current scope covered it then and no longer does, and no row shows that they left
    /// or moved.
    func departmentLost(by employee: EmployeeID) -> DepartmentID? {
        guard !inScope.contains(employee), let lineage = remembered[employee]?.lineage,
            !scope.contains(lineage.department), input.tenant.scope.covers(lineage)
        else { return nil }
        guard roster.inSomeRow.contains(employee) else { return lineage.department }
        let isStillThere = input.employees.contains {
            $0.id == employee && $0.departmentID == lineage.department
                && ($0.contractEnd ?? input.window.asOf) >= input.window.asOf
        }
        return isStillThere ? lineage.department : nil
    }

    private func isNowhere(_ employee: EmployeeID) -> Bool {
        !inScope.contains(employee) && !roster.inSomeRow.contains(employee)
    }

    /// Whether the scope covers less than before, so that an employee in no row may have been in a lost department.
    private var isSomeDepartmentLost: Bool {
        guard let before = input.lastSuccessDepartments else { return false }
        return !scope.missing.isEmpty || scope.departments.count < before
    }
}
