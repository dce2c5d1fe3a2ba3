package import SyncCore
package import SyncEngine

/// What happens to a tenant's events of today and later when one of its addresses changes.
package enum EventChoice: String, Sendable, Hashable, CaseIterable {
    /// The Lucca account was renamed: they stay this tenant's.
    case takeOver = "take-over"
    /// They are removed from the planning first.
    case remove = "remove-events"
    case leave = "leave-events"
}

/// Events that the new address would leave behind: the operator has to choose what happens to them.
package struct EventQuestion: Sendable, Hashable {
    package let old: Tenant
    package let new: Tenant
    /// Another planning, and not only another Lucca account.
    package let isOtherPlanning: Bool
    package let count: FutureEventCount.Answer
    package let offered: [EventChoice]
}

/// Changes a tenant's settings.
package struct EditTenant: ServiceOperation {
    package enum Report: Sendable {
        case unchanged(Tenant)
        /// Nothing changes, but a removal had finished before the last edit: the tenant is synced again.
        case removalEnded(TenantSlug)
        case edited(Edit)
    }

    package struct Edit: Sendable {
        package let old: Tenant
        /// As stored.
        package let tenant: Tenant
        /// The number of events removed first; nil if none were to be.
        package let removed: Int?
        package let events: EventsLeft?
        /// Secrets for the old host that were removed, so that they are never sent to the new one; in alphabetical order.
        package let strays: [String]
        /// A run that waited for the old limit of requests and is now due.
        package let hurriedRun: RunID?
        /// Secrets that another generation of Lucca lacks; empty if the generation stays.
        package let missing: [MissingCredential]
    }

    /// What happens to the events of the old address.
    package enum EventsLeft: Sendable, Hashable {
        /// They stay, and no run changes them; nil if they could not be counted.
        case stay(Int?, isOtherPlanning: Bool)
        /// The next run rewrites their references in place.
        case renamed(Int?)
        /// The account keeps its name: the next run corrects the differences to the other Lucca.
        case otherLucca
    }

    package static let right = Right.operator
    package var audit: Audit { .change("tenant.edit", .tenant(edited.slug)) }
    private let edited: Tenant
    private let said: [DialectPoint: String]
    private let choices: Set<EventChoice>
    private let revision: Int?
    private let sharesPlanning: Bool

    /// - Parameters:
    ///   - edited: the tenant after the edit; its state, scope and dialect are ignored.
    ///   - said: points of the dialect set by the operator.
    ///   - choices: what happens to events that the new address would leave behind.
    ///   - revision: only if the tenant still has it; nil for any, which overwrites whatever was changed meanwhile.
    ///   - sharesPlanning: another tenant feeds the new planning too, and that is meant.
    package init(
        _ edited: Tenant, said: [DialectPoint: String] = [:], choices: Set<EventChoice> = [], ifRevision revision: Int? = nil,
        sharesPlanning: Bool = false
    ) {
        self.edited = edited
        self.said = said
        self.choices = choices
        self.revision = revision
        self.sharesPlanning = sharesPlanning
    }

    /// - Throws: `invalid_input` for a setting that breaks a rule; `Refused` with `eventsUndecided` if a choice is missing, and for what
    ///   another generation of Lucca lacks; `tenant_changed`, `tenant_exists`, `run_active`; `RemovalUnfinished`.
    package func perform(_ services: Services) async throws -> Report {
        do {
            return try await edit(services)
        } catch let error as SyncError where error.code == .tenantChanged {
            throw await ChangedMeanwhile.explained(error, services.audit)
        }
    }

    private func edit(_ services: Services) async throws -> Report {
        try edited.settings.check()
        let old = try await services.registry.tenant(edited.id)
        // Before anything is removed; the store asks once more.
        if let revision, old.revision != revision { throw SyncError.tenantChanged(old, shown: revision) }
        let now = try await services.schedules.now()
        let news = said.filter { old.dialect.dialect[$0.key] != $0.value || old.dialect.findings[$0.key]?.origin != .person }
        var tenant = edited
        tenant.state = old.state
        tenant.scope = old.scope
        tenant.dialect = old.dialect
        tenant.revision = old.revision
        guard tenant != old || !news.isEmpty else {
            if choices.contains(.remove), try await EventRemovalStep.end(of: old, services) { return .removalEnded(old.slug) }
            return .unchanged(old)
        }
        let addresses = AddressEdit(old: old, new: tenant, choices: choices, sharesPlanning: sharesPlanning)
        let decision = try await addresses.decide(services)
        tenant = decision.tenant
        try await GenerationEdit(
            old: old, new: tenant, isOtherAccount: old.luccaURL != tenant.luccaURL && !decision.isSameAccount
        ).require(services)
        var removed: Int?
        if decision.removesFirst { removed = try await EventRemovalStep.remove(eventsOf: old, services) }
        let moved = try await MovedCredentials(from: old, to: tenant, services.vault)
        try await services.registry.update(tenant, isSameAccount: decision.isSameAccount, ifRevision: revision) {
            [said] dialect in
            for (point, value) in said { dialect.say(point, value, at: now) }
        }
        // Another brand has its own dialect: findings about the old one were cleared.
        tenant = try await services.registry.tenant(tenant.id)
        let strays = try await moved.settle(services.vault)
        if decision.removesFirst { try await EventRemovalStep.end(of: tenant, services) }
        return .edited(
            Edit(
                old: old, tenant: tenant, removed: removed, events: decision.events, strays: strays,
                hurriedRun: try await hurry(tenant, old, services), missing: try await missing(tenant, old, services)))
    }

    private func missing(_ tenant: Tenant, _ old: Tenant, _ services: Services) async throws -> [MissingCredential] {
        guard tenant.settings.luccaAPI != old.settings.luccaAPI else { return [] }
        return SufficientCredentials(try await services.vault.list(of: tenant.id), for: tenant.settings.luccaAPI).missing
    }

    /// A run that waits for a limit of requests waits no longer once that limit is raised.
    private func hurry(_ tenant: Tenant, _ old: Tenant, _ services: Services) async throws -> RunID? {
        let limits: [(KeyPath<TenantSettings, Int>, SyncError.Code)] = [
            (\.luccaRequests, .luccaThrottled), (\.hourlyRequests, .planningPMEThrottled),
        ]
        for (limit, code) in limits where tenant.settings[keyPath: limit] > old.settings[keyPath: limit] {
            if let run = try await services.runs.hurry(tenant.id, waitingFor: code) { return run }
        }
        return nil
    }
}
