extension PlanBuilder {
    /// Absences → events, against what the ledger says stands there.
    mutating func planEvents() {
        let bounds = PlanBounds(calendar: settings.calendar, window: input.window)
        let leaves = input.leaves.filter { inScope.contains($0.employeeID) }
        let assembler = AbsenceAssembler(
            calendar: settings.calendar, window: input.window, includePending: settings.includePending)
        let absences = assembler.assemble(leaves)
        plan.counts.leaves = leaves.count(where: assembler.counts)
        plan.counts.absences = absences.count { $0.end > bounds.createAfter }

        var standing = standingEvents(bounds)
        let writable = absences.filter { resources[$0.employeeID] != nil && isReadable($0.employeeID) }
        var tracer = EventTracer(
            standing: standing, bounds: bounds, account: input.tenant.luccaAccount, absences: writable)
        let traces = writable.map { (absence: $0, traced: tracer.trace($0)) }
        let (all, stuck) = withTypes(traces.compactMap(\.traced))
        var wanted = all
        var matching = match(wanted, standing, stuck, bounds)
        if input.unownedLeaves > 0 {
            let losers = losers(matching, stuck, bounds)
            plan.problems.append(
                Problem(
                    .tenant(slug),
                    .halfDaysWithoutOwner(
                        rows: input.unownedLeaves, kept: standing.live.values.count { losers.contains($0.employeeID) },
                        employees: losers.count)))
            if !losers.isEmpty {
                unreadable.formUnion(losers)
                standing = standingEvents(bounds)
                wanted.removeAll { losers.contains($0.employeeID) }
                matching = match(wanted, standing, stuck, bounds)
            }
        }
        planWanted(traces.filter { isReadable($0.absence.employeeID) }, after: bounds.touchAfter)

        var writes: [SyncOperation] = []
        for (entry, event) in matching.pairs {
            if event == DesiredEvent(entry.event) { plan.counts.unchanged += 1 } else { writes.append(.update(entry, event)) }
        }
        writes += matching.unmet.map(SyncOperation.create)
        plan.operations = writes.inOrder()

        planDeletions(deletable(matching.superfluous, stuck, bounds), futureEvents: standing.futureCount)
        planTypes()
    }

    /// What has to be shown from the day on, whatever the events are that show it: for the comparison at the end of the run.
    private mutating func planWanted(_ traces: [(absence: Absence, traced: TracedAbsence?)], after start: Instant) {
        for (absence, traced) in traces where absence.end > start {
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
            inScope.contains($0.employeeID) && isReadable($0.employeeID) && bounds.isJudged($0) && !stuck.covers($0)
        }
        return matching
    }

    private func standingEvents(_ bounds: PlanBounds) -> StandingEvents {
        StandingEvents(
            input.entries, accounts: input.tenant.luccaAccounts, account: input.tenant.luccaAccount, bounds: bounds,
            unreadable: input.unreadableEvents
        ) { entry in
            !inScope.contains(entry.employeeID) || (resources[entry.employeeID] != nil && isReadable(entry.employeeID))
        }
    }

    /// Employees in scope who would lose something of what stands there, while the owner of some half-day could not be read: it may
    /// be theirs. Who only gains is not among them.
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
