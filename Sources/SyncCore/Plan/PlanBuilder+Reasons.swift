/// Leave periods and accounts with a wanted event that cannot be written: none of their events is deleted.
struct Stuck {
    private var absences: [EmployeeID: [Absence]] = [:]
    private var periods: Set<StandingEvents.Period> = []
    private var accounts: Set<LeaveAccountID> = []

    mutating func add(_ absence: Absence) {
        absences[absence.employeeID, default: []].append(absence)
        periods.insert(StandingEvents.Period(absence))
        accounts.insert(absence.accountID)
    }

    func covers(_ entry: LedgerEntry) -> Bool {
        accounts.contains(entry.reference.accountID) || periods.contains(StandingEvents.Period(entry)) || isUnder(entry)
    }

    /// Whether the entry may be of such a period under Lucca's other generation.
    private func isUnder(_ entry: LedgerEntry) -> Bool {
        absences[entry.employeeID]?.contains { absence in
            absence.periodID.isOfOtherGeneration(than: entry.reference.periodID) && entry.start < absence.end
                && absence.start < entry.end
        } ?? false
    }
}

extension PlanBuilder {
    /// The wanted events of the absences, and those blocked because their leave account has no type.
    mutating func withTypes(_ traced: [TracedAbsence]) -> (wanted: [DesiredEvent], stuck: Stuck) {
        let resolver = ReasonResolver(
            rules: input.reasonRules, types: input.catalog?.types, neutralType: input.neutralType, settings: settings,
            catalogIsStale: input.catalogIsStale)
        neutralTypeIsMissing = input.catalog != nil && resolver.neutral == nil
        if input.catalog != nil, let neutral = resolver.neutral, neutral != input.neutralType {
            plan.neutralType = .existing(neutral)
        }
        let accounts = Dictionary(input.accounts.map { ($0.id, $0) }) { first, _ in first }
        for id in Set(traced.map(\.absence.accountID)).sorted() {
            let account = accounts[id] ?? LeaveAccount(id: id, name: "")
            let resolution = resolver.resolve(account)
            resolutions[id] = resolution
            note(resolution, of: account, resolver)
        }

        var wanted: [DesiredEvent] = []
        var stuck = Stuck()
        for event in traced {
            guard let resource = resources[event.absence.employeeID] else { continue }
            switch resolutions[event.absence.accountID] ?? .unknown {
            case .ignored: break
            case .unavailable, .unknown:
                stuck.add(event.absence)
            case .type(let type), .fallback(let type):
                wanted.append(
                    DesiredEvent(
                        reference: event.reference, employeeID: event.absence.employeeID, resource: resource,
                        type: canonical(type), start: event.start, end: event.end))
            }
        }
        return (wanted, stuck)
    }

    /// Adds problems, rules to remember and reasons to read the catalog.
    private mutating func note(_ resolution: ReasonResolver.Resolution, of account: LeaveAccount, _ resolver: ReasonResolver) {
        let rule = resolver.rule(account.id)
        if resolver.isMappedToMissingType(account.id) {
            plan.problems.append(Problem(.leaveAccount(account.id), .leaveAccountMappedToNothing))
        }
        switch resolution {
        case .ignored: remember(.ignore, .automatic, for: account.id, over: rule)
        case .type(.existing(let key)):
            if rule?.destination != .hide || rule?.origin == .fallback {
                remember(.type(key), .automatic, for: account.id, over: rule)
            }
        case .type(.new(let label)):
            if rule?.destination == .hide, rule?.origin != .fallback { break }
            if case .new(let canonical) = canonical(.new(label)) { reasonLabels[account.id] = canonical }
        case .fallback:
            plan.problems.append(.reasonUnmapped(account.id, input.tenant))
            remember(.hide, .fallback, for: account.id, over: rule)
            if input.catalog == nil, input.catalogIsStale { need.reasons.insert(.searchedLongAgo) }
        case .unavailable:
            plan.problems.append(.reasonUnavailable(account.id, input.tenant))
            if rule?.origin != .operator { remember(.hide, .fallback, for: account.id, over: rule) }
            if input.catalog == nil, input.catalogIsStale { need.reasons.insert(.searchedLongAgo) }
        case .unknown:
            need.reasons.insert(rule?.destination == .hide && rule?.origin != .fallback ? .unknownNeutralType : .unknownReason)
        }
    }

    private mutating func remember(
        _ destination: ReasonRule.Destination, _ origin: ReasonRule.Origin, for account: LeaveAccountID, over rule: ReasonRule?
    ) {
        if rule?.origin == .operator { return }
        let wanted = ReasonRule(accountID: account, destination: destination, origin: origin)
        if rule != wanted { plan.reasonRules.append(wanted) }
    }

    /// Labels that fold alike are one type: the first spelling, by leave account, is used.
    mutating func canonical(_ type: TypeReference) -> TypeReference {
        guard case .new(let label) = type else { return type }
        let folded = LabelFolding.fold(label)
        let spelling = newTypes[folded] ?? label
        newTypes[folded] = spelling
        return .new(spelling)
    }

    /// The types to create for the plan's events, and what to remember once they exist.
    mutating func planTypes() {
        var labels: Set<String> = []
        for operation in plan.operations {
            switch operation {
            case .create(let event), .update(_, let event):
                if case .new(let label) = event.type { labels.insert(label) }
            case .delete: break
            }
        }
        plan.typeCreations = labels.sorted()
        plan.reasonsOfNewTypes = reasonLabels.filter { labels.contains($0.value) }
        guard neutralTypeIsMissing, let neutral = newTypes[LabelFolding.fold(settings.neutralType)], labels.contains(neutral)
        else { return }
        plan.neutralType = .new(neutral)
    }
}

/// Whether the planning's resources, departments and types must be read before planning, and why.
package struct CatalogNeed: Hashable, Sendable {
    /// The raw values are for logs.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// An employee was never searched for, or a resource may now be created for them.
        case employeeWithoutLink = "employee_without_link"
        /// An employee's identifier or e-mail differs from what was compared.
        case changedIdentity = "changed_identity"
        /// A leave account is new, or a type may now be created for it.
        case unknownReason = "unknown_reason"
        /// A leave account is hidden, and the neutral type is unknown.
        case unknownNeutralType = "unknown_neutral_type"
        /// An employee's department differs from their resource's.
        case changedDepartment = "changed_department"
        /// Something was not found when the catalog was last read, and that read is stale.
        case searchedLongAgo = "searched_long_ago"
        case reconciling
    }

    package var reasons: Set<Reason>

    /// - Parameter reasons: empty if the catalog need not be read.
    package init(reasons: Set<Reason> = []) {
        self.reasons = reasons
    }

    package var isNeeded: Bool { !reasons.isEmpty }
}
