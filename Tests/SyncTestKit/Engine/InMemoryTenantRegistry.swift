import Foundation
package import SyncCore
package import SyncEngine

/// `TenantRegistry` in memory.
package struct InMemoryTenantRegistry: TenantRegistry {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func create(
        _ new: NewTenant, _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws -> Tenant {
        try database.write { state, now throws(SyncError) in
            var tenant = Tenant(
                id: TenantID(UUID()), slug: new.slug, name: new.name, state: .draft, environment: new.environment,
                luccaURL: new.luccaURL, planningPMEURL: new.planningPMEURL, contact: new.contact, settings: new.settings,
                scope: DepartmentScope(bases: []), createdAt: now, formerAccounts: new.formerAccounts)
            try Self.requireAllowed(tenant, state)
            change(&tenant.dialect)
            state.tenants[tenant.id] = tenant
            return tenant
        }
    }

    package func list() async throws -> [Tenant] {
        try database.read { state throws(SyncError) in state.tenants.values.sorted { $0.slug.value < $1.slug.value } }
    }

    package func tenant(_ slug: TenantSlug) async throws -> Tenant {
        try database.read { state throws(SyncError) in
            guard let tenant = state.tenants.values.first(where: { $0.slug == slug }) else { throw .tenantUnknown(slug.value) }
            return tenant
        }
    }

    package func tenant(_ id: TenantID) async throws -> Tenant {
        try database.read { state throws(SyncError) in
            guard let tenant = state.tenants[id] else { throw .tenantUnknown(id.description) }
            return tenant
        }
    }

    package func update(
        _ tenant: Tenant, isSameAccount: Bool, ifRevision revision: Int?,
        _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws {
        try self.change(tenant.id) { state, stored throws(SyncError) in
            if let revision, stored.revision != revision { throw .tenantChanged(stored, shown: revision) }
            let otherPlanning = !stored.hasPlanning(of: tenant)
            let otherLucca = stored.luccaURL != tenant.luccaURL && !isSameAccount
            if otherPlanning || stored.luccaURL != tenant.luccaURL,
                let live = state.live.values.first(where: { $0.run.tenantID == tenant.id && $0.run.state == .running })
            {
                throw .runActive(live.run)
            }
            try Self.requireAllowed(tenant, state)
            if otherPlanning || otherLucca {
                // Accounts that an operator ignores or hides stay so on the next planning; another Lucca has other leave accounts.
                let rules = state.memories[tenant.id]?.reasonRules ?? [:]
                let fieldRules = state.memories[tenant.id]?.fieldRules ?? [:]
                var memory = InMemoryDatabase.Memory()
                if !otherLucca { memory.reasonRules = rules.filter { $0.value.isKeptOff && $0.value.origin == .operator } }
                memory.fieldRules = fieldRules.filter { target, rule in
                    !(otherPlanning && target.isCustom) && !(otherLucca && rule.field.id.definition != nil)
                }
                state.memories[tenant.id] = memory
            }
            if stored.settings.neutralType != tenant.settings.neutralType {
                state.memories[tenant.id]?.neutralType = nil
                state.memories[tenant.id]?.catalogReadAt = nil
            }
            let otherField = stored.settings.referenceField != tenant.settings.referenceField
            if otherField || !isSameAccount && stored.formerAccounts != tenant.formerAccounts {
                state.memories[tenant.id]?.reconciledAt = nil
            }
            stored.formerAccounts = tenant.formerAccounts
            for kind in tenant.credentialsOfOtherHosts(than: stored) {
                state.formerSecrets[tenant.id]?[kind] = nil
                guard let secret = state.secrets[tenant.id]?[kind], secret.host != tenant.credentialHost(of: kind) else {
                    continue
                }
                state.secrets[tenant.id]?[kind] = nil
            }
            if stored.isPaused(by: tenant, isSameAccount: isSameAccount) {
                stored.state = .paused
                Self.takeBackQueuedRun(of: tenant.id, &state)
            }
            if otherPlanning { stored.dialect = TenantDialect() }
            change(&stored.dialect)
            stored.slug = tenant.slug
            stored.name = tenant.name
            stored.environment = tenant.environment
            stored.luccaURL = tenant.luccaURL
            stored.planningPMEURL = tenant.planningPMEURL
            stored.contact = tenant.contact
            stored.settings = tenant.settings
        }
    }

    package func setScope(_ scope: DepartmentScope, of tenant: TenantID) async throws {
        try change(tenant) { _, stored in stored.scope = scope }
    }

    package func changeDialect(
        of tenant: TenantID, _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws -> TenantDialect {
        var dialect = TenantDialect()
        try self.change(tenant) { _, stored in
            change(&stored.dialect)
            dialect = stored.dialect
        }
        return dialect
    }

    package func doubtDialect(_ doubt: TenantDialect.Doubt, of tenant: TenantID) async throws -> Bool {
        try database.write { state, now throws(SyncError) in
            guard let stored = state.tenants[tenant], stored.dialect.doubt == nil else { return false }
            state.tenants[tenant]?.dialect.doubt = doubt
            state.followAlerts(of: tenant, now)
            return true
        }
    }

    package func setState(
        _ target: Tenant.State, of tenant: TenantID, from: Set<Tenant.State>,
        _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws {
        try database.write { state, now throws(SyncError) in
            guard var stored = state.tenants[tenant] else { throw .tenantUnknown(tenant.description) }
            guard from.contains(stored.state) else {
                throw .tenantStateRefused(stored, to: target, from: from)
            }
            stored.state = target
            change(&stored.dialect)
            state.tenants[tenant] = stored
            defer { state.followAlerts(of: tenant, now) }
            if target == .active {
                state.schedules[tenant, default: .init(since: now)].failedDays = 0
                state.schedules[tenant]?.suspendedBy = nil
                return
            }
            Self.takeBackQueuedRun(of: tenant, &state)
        }
    }

    /// Queued runs that have not begun.
    private static func takeBackQueuedRun(of tenant: TenantID, _ state: inout InMemoryDatabase.State) {
        for (id, row) in state.live where row.run.tenantID == tenant {
            guard row.run.trigger == .schedule, row.run.state == .queued, row.run.attempt == 0 else { continue }
            state.live[id] = nil
            if let day = row.scheduledDay, state.schedules[tenant]?.lastDay == day {
                state.scheduledDays[tenant]?.removeAll { $0 == day }
                state.schedules[tenant]?.lastDay = state.scheduledDays[tenant]?.last
            }
        }
    }

    package func delete(_ tenant: TenantID) async throws {
        try database.write { state, now throws(SyncError) in
            guard state.tenants[tenant] != nil else { throw .tenantUnknown(tenant.description) }
            let worked = state.live.values.first {
                $0.run.tenantID == tenant && $0.run.state == .running && ($0.leaseUntil ?? now) > now
            }
            if let worked { throw .runActive(worked.run) }
            state.tenants[tenant] = nil
            state.memories[tenant] = nil
            state.notices[tenant] = nil
            state.alerts.removeAll { $0.tenantID == tenant }
            state.operations = state.operations.filter { $0.value.operation.tenantID != tenant }
            state.secrets[tenant] = nil
            state.formerSecrets[tenant] = nil
            state.schedules[tenant] = nil
            state.scheduledDays[tenant] = nil
            let runs = state.live.values.map(\.run) + state.ended.values.map(\.run)
            for run in runs where run.tenantID == tenant {
                state.live[run.id] = nil
                state.ended[run.id] = nil
                state.changes[run.id] = nil
            }
        }
    }

    package func reasonRules(of tenant: TenantID) async throws -> [ReasonRule] {
        try database.read { state throws(SyncError) in
            (state.memories[tenant]?.reasonRules.values).map { $0.sorted { $0.accountID < $1.accountID } } ?? []
        }
    }

    package func setReasonRule(_ rule: ReasonRule, of tenant: TenantID) async throws {
        try change(tenant) { state, _ in
            state.memories[tenant, default: InMemoryDatabase.Memory()].reasonRules[rule.accountID] = rule
        }
    }

    package func removeReasonRule(of account: LeaveAccountID, _ tenant: TenantID) async throws {
        try database.write { state, _ throws(SyncError) in state.memories[tenant]?.reasonRules[account] = nil }
    }

    package func fieldRules(of tenant: TenantID) async throws -> [FieldRule] {
        try database.read { state throws(SyncError) in
            (state.memories[tenant]?.fieldRules.values).map { $0.sorted { $0.target < $1.target } } ?? []
        }
    }

    package func setFieldRule(_ rule: FieldRule, of tenant: TenantID) async throws {
        guard (1...FieldTarget.longestName).contains(rule.target.value.unicodeScalars.count) else {
            throw SyncError.settingOutOfRange("field_rule_target_length")
        }
        try change(tenant) { state, _ in
            var memory = state.memories[tenant] ?? InMemoryDatabase.Memory()
            memory.fieldRules[rule.target] = rule
            for employee in memory.fields.keys {
                switch memory.fields[employee]?[rule.target]?.state {
                case .kept, .refused: memory.fields[employee]?[rule.target]?.digest = ""
                case .writing, .written, nil: break
                }
            }
            state.memories[tenant] = memory
        }
    }

    package func removeFieldRule(for target: FieldTarget, _ tenant: TenantID) async throws -> Bool {
        try database.write { state, _ throws(SyncError) in state.memories[tenant]?.fieldRules.removeValue(forKey: target) != nil }
    }

    package func departmentLinks(of tenant: TenantID) async throws -> [DepartmentLink] {
        try database.read { state throws(SyncError) in
            (state.memories[tenant]?.departmentLinks.values).map { $0.sorted { $0.departmentID < $1.departmentID } } ?? []
        }
    }

    package func setDepartmentLink(_ link: DepartmentLink, of tenant: TenantID) async throws {
        try change(tenant) { state, _ in
            state.memories[tenant, default: InMemoryDatabase.Memory()].departmentLinks[link.departmentID] = link
            for (employee, known) in state.memories[tenant]?.links ?? [:] where known.department == link.departmentID {
                state.memories[tenant]?.links[employee]?.department = nil
            }
        }
    }

    package func removeDepartmentLink(of department: DepartmentID, _ tenant: TenantID) async throws -> Bool {
        try database.write { state, _ throws(SyncError) in
            guard state.memories[tenant]?.departmentLinks[department]?.isExplicit == true else { return false }
            state.memories[tenant]?.departmentLinks[department] = nil
            for (employee, known) in state.memories[tenant]?.links ?? [:] where known.department == department {
                state.memories[tenant]?.links[employee]?.department = nil
            }
            return true
        }
    }

    /// Like the constraints of the database.
    private static func requireAllowed(_ tenant: Tenant, _ state: InMemoryDatabase.State) throws(SyncError) {
        let others = state.tenants.values.filter { $0.id != tenant.id }
        if others.contains(where: { $0.slug == tenant.slug }) { throw .tenantExists(tenant.slug) }
        let sharing = others.filter(tenant.sharesEvents)
        if sharing.contains(where: { $0.luccaAccount == tenant.luccaAccount }) { throw .accountTaken }
        if !sharing.isEmpty { throw .formerAccountTaken }
        try tenant.settings.check()
    }

    private func change(
        _ id: TenantID, _ body: (inout InMemoryDatabase.State, inout Tenant) throws(SyncError) -> Void
    ) throws(SyncError) {
        try database.write { state, now throws(SyncError) in
            guard var tenant = state.tenants[id] else { throw .tenantUnknown(id.description) }
            let before = tenant
            try body(&state, &tenant)
            if Self.settings(of: before) != Self.settings(of: tenant) { tenant.revision += 1 }
            state.tenants[id] = tenant
            if before.state != tenant.state || (before.dialect.doubt == nil) != (tenant.dialect.doubt == nil) {
                state.followAlerts(of: id, now)
            }
        }
    }

    /// What a revision counts.
    private static func settings(of tenant: Tenant) -> Tenant {
        var tenant = tenant
        tenant.state = .draft
        var said = TenantDialect()
        said.findings = tenant.dialect.findings.filter { $0.value.origin == .person }
        tenant.dialect = said
        return tenant
    }
}

extension FieldTarget {
    fileprivate var isCustom: Bool { if case .custom = self { true } else { false } }
}

extension ReasonRule {
    fileprivate var isKeptOff: Bool {
        if case .type = destination { false } else { true }
    }
}
