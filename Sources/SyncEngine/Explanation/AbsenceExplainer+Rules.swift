import SyncCore

/// Which rule decides, based on the plan's problems and the tenant's settings.
extension AbsenceExplainer {
    func rule(of item: Item, _ leave: ExplainedAbsence.Leave) -> ExplainedAbsence.Rule {
        if item.isCopy { return .copy }
        switch item.write {
        case .create, .update: return .wanted
        case .delete, .withhold, .release: return unwanted(item, leave)
        case .none: break
        }
        if let entry = item.entry { return kept(entry, item.absence, leave) }
        guard let absence = item.absence else { return .undecided }
        if let uncounted = uncounted(leave) { return uncounted }
        if absence.end <= bounds.createAfter { return .past }
        return inTheWay(of: absence) ?? .undecided
    }

    /// What keeps an absence that counts off the planning.
    private func inTheWay(of absence: Absence) -> ExplainedAbsence.Rule? {
        standing ?? ignored(absence.accountID) ?? reasonProblem(of: absence.accountID)
    }

    /// Approval alone may not be enough.
    func besides(_ item: Item, _ leave: ExplainedAbsence.Leave) -> ExplainedAbsence.Rule? {
        guard leave == .pending, item.entry == nil, let absence = item.absence else { return nil }
        return inTheWay(of: absence)
    }

    /// Why an event is deleted.
    private func unwanted(_ item: Item, _ leave: ExplainedAbsence.Leave) -> ExplainedAbsence.Rule {
        if let standing { return standing }
        if let uncounted = uncounted(leave) { return uncounted }
        if let entry = item.entry, let ignored = ignored(entry.reference.accountID) { return ignored }
        return leave == .counted ? .shownByAnother : .goneFromLucca
    }

    /// Why an event stays unchanged.
    private func kept(
        _ entry: LedgerEntry, _ absence: Absence?, _ leave: ExplainedAbsence.Leave
    ) -> ExplainedAbsence.Rule {
        if entry.end <= bounds.touchAfter { return .past }
        if !facts.tenant.luccaAccounts.contains(entry.reference.account) { return .otherAccount }
        switch facts.person.standing {
        case .outOfScope, .left, .notInLucca: return freezing ?? standing ?? .undecided
        case .unreadable, .withoutResource: return standing ?? .undecided
        case .synced: break
        }
        if let absence {
            if absence.end == entry.end, absence.accountID == entry.reference.accountID { return .wanted }
            return reasonProblem(of: absence.accountID) ?? freezing ?? .wanted
        }
        if entry.start >= bounds.windowEnd { return .beyondWindow }
        let ofPeriod = Set(facts.leaves.filter { isOfPeriod($0, entry) }.map(\.accountID)).union([entry.reference.accountID])
        if let stuck = ofPeriod.sorted().lazy.compactMap({ reasonProblem(of: $0) }).first { return stuck }
        return freezing ?? uncounted(leave) ?? (leave == .counted ? .shownByAnother : .undecided)
    }

    /// Whether the half-day is of the event's leave period, or may be it under Lucca's other generation.
    private func isOfPeriod(_ leave: HalfDayLeave, _ entry: LedgerEntry) -> Bool {
        if leave.periodID == entry.reference.periodID { return true }
        return leave.periodID.isOfOtherGeneration(than: entry.reference.periodID)
            && entry.start < bounds.calendar.instant(endOf: leave.halfDay)
            && bounds.calendar.instant(startOf: leave.halfDay) < entry.end
    }

    /// What blocks all of an employee's absences.
    private var standing: ExplainedAbsence.Rule? {
        switch facts.person.standing {
        case .synced: nil
        case .outOfScope: .outOfScope
        case .left: .left
        case .notInLucca: .notInLucca
        case .unreadable: .unreadable
        case .withoutResource(let problem): .problem(problem)
        }
    }

    private func uncounted(_ leave: ExplainedAbsence.Leave) -> ExplainedAbsence.Rule? {
        switch leave {
        case .cancelled: .cancelled
        case .pending: .pending
        case .empty: .empty
        case .counted, .absent, .notRead: nil
        }
    }

    /// A row without a readable owner may be anyone's, so it prevents deletions.
    private var freezing: ExplainedAbsence.Rule? {
        let codes: [Problem.Code] = [.employeeUnreadable, .leaveUnreadable]
        let problems = facts.plan.problems.filter { codes.contains($0.code) }
        let own = problems.first { $0.concerns(facts.id) }
        return (own ?? problems.first).map { .problem($0) }
    }

    /// In the order of the run's resolver: an operator's rule, what a run remembered, then the account's name.
    private func ignored(_ account: LeaveAccountID) -> ExplainedAbsence.Rule? {
        let known = facts.accounts.first { $0.id == account } ?? LeaveAccount(id: account, name: "")
        let rule = facts.reasonRules.first { $0.accountID == account }
        if let rule, rule.origin == .operator { return rule.destination == .ignore ? .ignored(byOperator: true) : nil }
        if let rule, rule.origin != .fallback {
            guard rule.destination == .ignore else { return nil }
            return known.meansRemoteWork ? .remoteWork : .ignored(byOperator: false)
        }
        return known.meansRemoteWork ? .remoteWork : nil
    }

    private func reasonProblem(of account: LeaveAccountID) -> ExplainedAbsence.Rule? {
        facts.plan.problems.first { $0.concerns(account) }.map { .problem($0) }
    }

    // MARK: Problems

    /// What the last runs recorded about it, the most specific first.
    func problem(
        of item: Item, _ rule: ExplainedAbsence.Rule, _ event: ExplainedEvent?, _ reference: EventReference
    ) -> RecordedProblem? {
        let references = [reference, item.entry?.reference, item.entry?.pendingReference].compactMap { $0 }
        let isSettled = isUntouched(item) && (rule != .wanted || event?.found == .asWritten || event?.found == .notAsked)
        if !isSettled, let own = facts.history.problem(where: { references.contains(where: $0.concerns) }) { return own }
        switch (item.write, rule) {
        case (.withhold, _):
            // Another run's deletions do not concern this one.
            guard item.entry.flatMap({ facts.history.withholding($0.reference) }) != nil else { return nil }
            return facts.history.problem { $0.code == .deletionsWithheld }
        case (.none, .problem(let current)):
            return facts.history.problem { $0.code == current.code && $0.subject == current.subject }
        case (.none, .unreadable): return facts.history.problem { $0.concerns(facts.id) }
        case _ where isSettled: return nil
        default: break
        }
        if case .new = item.desired?.resource, let problem = facts.history.problem(where: { $0.concerns(facts.id) }) {
            return problem
        }
        if case .new = item.desired?.type,
            let problem = facts.history.problem(where: { $0.concerns(reference.accountID) })
        {
            return problem
        }
        return facts.history.failure
    }

    private func isUntouched(_ item: Item) -> Bool {
        if case .none = item.write { true } else { false }
    }

    // MARK: The next run

    func nextRun(
        of item: Item, _ rule: ExplainedAbsence.Rule, _ event: ExplainedEvent?, _ problem: RecordedProblem?
    ) -> NextRun {
        func next(_ action: NextRun.Action, _ reason: NextRun.Reason, withheldBy run: RunID? = nil) -> NextRun {
            NextRun(
                action: action, reason: reason, target: item.desired, withheldBy: run,
                declined: action == .withhold ? item.entry.flatMap { facts.declined[$0.reference] } : nil,
                cause: cause(of: item))
        }
        let isMissing = event.map { $0.found == .gone || $0.found == .released } ?? false
        switch item.write {
        case .create:
            if event?.key != nil { return next(.create, .restored) }
            return next(.create, problem == nil ? .new : .retried)
        case .update(let desired):
            // An update that does not find our event creates it again.
            if isMissing { return next(.create, .restored) }
            if let event, case .changed = event.found, isAsRemembered(event, desired) { return next(.update, .restored) }
            return next(.update, problem == nil ? .changed : .retried)
        case .release: return next(.update, .ruledOut)
        case .delete: return next(.delete, isMissing ? .alreadyGone : problem == nil ? .ruledOut : .retried)
        case .withhold:
            return next(.withhold, .brake, withheldBy: item.entry.flatMap { facts.history.withholding($0.reference) })
        case .none:
            guard rule == .wanted, let event else { return next(.none, item.entry == nil ? .ruledOut : .kept) }
            switch event.found {
            case .asWritten, .notAsked: return next(.none, .unchanged)
            case .changed, .gone, .released: return next(.none, facts.isWhole ? .unchanged : .waitsForReconciliation)
            }
        }
    }

    /// nil if nothing is written.
    private func cause(of item: Item) -> ChangeCause? {
        switch item.write {
        case .none: nil
        case .release: .copiedByHand
        case .create(let event): facts.plan.causes[event.reference]
        case .update, .delete, .withhold: item.isCopy ? .duplicate : item.entry.flatMap { facts.plan.causes[$0.reference] }
        }
    }

    private func isAsRemembered(_ event: ExplainedEvent, _ desired: DesiredEvent) -> Bool {
        desired.reference == event.reference && desired.resource == .existing(event.resource)
            && desired.type == .existing(event.type) && desired.start == event.start && desired.end == event.end
    }
}
