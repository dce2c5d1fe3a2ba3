import SyncCore
import SyncEngine

/// What a new Lucca or PlanningPME address means for the events on the planning, with the operator's choices about them.
struct AddressEdit {
    struct Decision {
        /// The tenant to store.
        var tenant: Tenant
        var isSameAccount = false
        var removesFirst = false
        var events: EditTenant.EventsLeft?
    }

    let old: Tenant
    let new: Tenant
    let choices: Set<EventChoice>
    /// The new planning may be one that another tenant feeds.
    var sharesPlanning = false

    private var isOtherPlanning: Bool { old.planningPMEURL.lowercased() != new.planningPMEURL.lowercased() }
    private var isOtherLucca: Bool { old.luccaURL != new.luccaURL }
    private var isRenamed: Bool { old.luccaAccount != new.luccaAccount }
    /// It is a former name: editing it back needs no choice.
    private var isFormerName: Bool { isRenamed && old.formerAccounts.contains(new.luccaAccount) }
    private var takesOver: Bool { choices.contains(.takeOver) }

    /// Counts the events, without changes.
    /// - Throws: `Refused` if a choice is missing or does not apply; `tenant_exists`; what the store throws.
    func decide(_ services: Services) async throws -> Decision {
        guard isOtherPlanning || isOtherLucca else {
            if let choice = choices.first { throw Refused(.choiceWithoutAddress(choice)) }
            try await requireNoOther(new, services)
            return Decision(tenant: new)
        }
        try requirePossible()
        // Whatever the choice, its result must be valid before anything is removed.
        try await requireNoOther(decided(nil, count: 0).tenant, services)
        if isOtherPlanning || isRenamed, !(isFormerName && !isOtherPlanning) || choices.contains(.remove) {
            let counting = FutureEventCount(ledger: services.ledger, runs: services.runs, target: services.target)
            let answer = try await counting.events(of: old, today: try await services.today(of: old))
            let count: Int? = if case .known(let count) = answer { count } else { nil }
            if count == 0 { return decided(nil, count: 0) }
            if let choice = behind { return decided(choice, count: count) }
            throw Refused(
                .eventsUndecided(
                    EventQuestion(
                        old: old, new: new, isOtherPlanning: isOtherPlanning, count: answer,
                        offered: isOtherPlanning ? [.remove, .leave] : [.takeOver, .remove, .leave])))
        }
        return decided(behind ?? (isFormerName ? .takeOver : nil), count: nil)
    }

    /// The choice for the events left behind.
    private var behind: EventChoice? {
        choices.first { $0 != .takeOver } ?? (takesOver && !isOtherPlanning ? .takeOver : nil)
    }

    private func requirePossible() throws {
        if choices.count > 1, !(choices.count == 2 && takesOver && isOtherPlanning && isOtherLucca) {
            throw Refused(.choicesExclude)
        }
        if takesOver, !isOtherLucca { throw Refused(.takeOverWithoutLucca) }
    }

    private func requireNoOther(_ tenant: Tenant, _ services: Services) async throws {
        let others = try await services.registry.list().filter { $0.id != tenant.id }
        try Tenant.requireOwnEvents(of: tenant.luccaAccounts, on: tenant.planningPMEURL, among: others)
        // Most likely somebody else's brand: a preview would show one customer the other's people.
        guard isOtherPlanning, !sharesPlanning, let other = others.first(where: tenant.hasPlanning) else { return }
        throw Refused(.planningShared(tenant.slug, with: other.slug))
    }

    private func decided(_ choice: EventChoice?, count: Int?) -> Decision {
        var decision = Decision(tenant: new)
        let isUnasked = isFormerName && (choice == nil || isOtherPlanning)
        let isSame = isOtherLucca && (takesOver || choice == .takeOver || isUnasked)
        if isRenamed {
            if isSame {
                decision.tenant.formerAccounts.insert(old.luccaAccount)
            } else if new.formerAccounts == old.formerAccounts {
                // Another company's: the former names are not its own.
                decision.tenant.formerAccounts = []
            }
            decision.tenant.formerAccounts.remove(new.luccaAccount)
        }
        decision.isSameAccount = isSame && !isOtherPlanning
        decision.removesFirst = choice == .remove
        decision.events = left(choice, count: count, isSame: decision.isSameAccount)
        return decision
    }

    private func left(_ choice: EventChoice?, count: Int?, isSame: Bool) -> EditTenant.EventsLeft? {
        if choice == .leave, isRenamed || isOtherPlanning { return .stay(count, isOtherPlanning: isOtherPlanning) }
        if isSame, isRenamed, count != 0 { return .renamed(count) }
        return isOtherLucca && !isRenamed && !isOtherPlanning ? .otherLucca : nil
    }
}

extension Tenant {
    /// - Parameters:
    ///   - accounts: the Lucca account's names, former ones too.
    ///   - tenants: the others.
    /// - Throws: `tenant_exists` with the one that has, or had, one of these accounts on the planning.
    static func requireOwnEvents(of accounts: Set<String>, on planningURL: String, among tenants: [Tenant]) throws {
        for other in tenants where other.planningPMEURL.lowercased() == planningURL.lowercased() {
            let names = accounts.intersection(other.luccaAccounts).sorted().map { ShownText($0) }
            guard names.isEmpty else {
                throw SyncError(.tenant(.accountsShared(with: other.slug, accounts: names)), .rejected)
            }
        }
    }
}
