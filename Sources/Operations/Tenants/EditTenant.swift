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
    private let edited: Tenant
    private let said: [DialectPoint: String]
    private let choices: Set<EventChoice>

    /// - Parameters:
    ///   - edited: the tenant after the edit; its state, scope and dialect are ignored.
    ///   - said: points of the dialect set by the operator.
    ///   - choices: what happens to events that the new address would leave behind.
    package init(_ edited: Tenant, said: [DialectPoint: String] = [:], choices: Set<EventChoice> = []) {
        self.edited = edited
        self.said = said
        self.choices = choices
    }

    /// - Throws: `invalid_input` for a setting that breaks a rule; `Refused` with `eventsUndecided` if a choice is missing;
    ///   `tenant_exists`, `run_active`; `RemovalUnfinished`.
    package func perform(_ services: Services) async throws -> Report {
        try edited.settings.check()
        let old = try await services.registry.tenant(edited.id)
        let now = try await services.schedules.now()
        let news = said.filter { old.dialect.dialect[$0.key] != $0.value || old.dialect.findings[$0.key]?.origin != .person }
        var tenant = edited
        tenant.state = old.state
        tenant.scope = old.scope
        tenant.dialect = old.dialect
        guard tenant != old || !news.isEmpty else {
            if choices.contains(.remove), try await EventRemovalStep.end(of: old, services) { return .removalEnded(old.slug) }
            return .unchanged(old)
        }
        let decision = try await AddressEdit(old: old, new: tenant, choices: choices).decide(services)
        tenant = decision.tenant
        var removed: Int?
        if decision.removesFirst { removed = try await EventRemovalStep.remove(eventsOf: old, services) }
        let moved = try await MovedCredentials(from: old, to: tenant, services.vault)
        try await services.registry.update(tenant, isSameAccount: decision.isSameAccount)
        if !said.isEmpty {
            try await services.registry.changeDialect(of: tenant.id) { [said] dialect in
                for (point, value) in said { dialect.say(point, value, at: now) }
            }
        }
        // Another brand has its own dialect: findings about the old one were cleared.
        tenant = try await services.registry.tenant(tenant.id)
        let strays = try await moved.settle(services.vault)
        if decision.removesFirst { try await EventRemovalStep.end(of: tenant, services) }
        return .edited(
            Edit(
                old: old, tenant: tenant, removed: removed, events: decision.events, strays: strays,
                hurriedRun: try await hurry(tenant, old, services)))
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
