package import SyncCore

/// The tenants. Every method throws `SyncError`.
package protocol TenantRegistry: Sendable {
    /// - Parameter change: to the new tenant's empty dialect, in the same step.
    /// - Throws: `tenant_exists` if the slug is taken.
    func create(_ tenant: NewTenant, _ change: @escaping @Sendable (inout TenantDialect) -> Void) async throws -> Tenant
    func list() async throws -> [Tenant]
    /// - Throws: `tenant_unknown`.
    func tenant(_ slug: TenantSlug) async throws -> Tenant
    func tenant(_ id: TenantID) async throws -> Tenant
    /// Replaces slug, name, URLs, former account names, contact, environment, settings; not state and scope. A changed Lucca or
    /// PlanningPME address clears what is remembered of the other planning (ledger, links, rules); another host also clears the
    /// secrets entered for the old one (`Tenant.credentialsOfOtherHosts`). Rules of extra data stay, except those that name a
    /// custom field of the other Lucca, or of the other planning. Changed former names make the next run read the whole
    /// planning.
    ///
    /// An active tenant becomes `paused` with another planning or another company's Lucca, and if it enters production with a dialect
    /// that was neither probed, kept nor assumed (`Tenant.isPaused`): nothing is written on schedule until `tenant activate`, which
    /// requires it.
    /// - Parameters:
    ///   - isSameAccount: the other Lucca address is the same account, renamed: what is remembered stays valid.
    ///   - revision: only if the tenant still has it; nil for any.
    ///   - change: to the dialect, in the same step; to an empty one on another planning.
    /// - Throws: `tenant_changed`; `tenant_exists` if another tenant has, or had, one of the account's names on this planning.
    func update(
        _ tenant: Tenant, isSameAccount: Bool, ifRevision revision: Int?,
        _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws
    /// Changes the tenant's current dialect atomically.
    /// - Returns: the dialect afterwards.
    @discardableResult
    func changeDialect(
        of tenant: TenantID, _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws -> TenantDialect
    /// Stops writes until the dialect is checked. - Returns: false if it was already in doubt.
    @discardableResult
    func doubtDialect(_ doubt: TenantDialect.Doubt, of tenant: TenantID) async throws -> Bool
    func setScope(_ scope: DepartmentScope, of tenant: TenantID) async throws
    /// - Parameter change: to the dialect, in the same step.
    /// - Throws: `tenant_state_refused` if the tenant is in none of `from`.
    func setState(
        _ state: Tenant.State, of tenant: TenantID, from: Set<Tenant.State>,
        _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws
    /// Erases the tenant, its history and its secrets. - Throws: `run_active` while a run is running.
    func delete(_ tenant: TenantID) async throws

    func reasonRules(of tenant: TenantID) async throws -> [ReasonRule]
    func setReasonRule(_ rule: ReasonRule, of tenant: TenantID) async throws
    /// The next run decides about that leave account itself. Without a rule this has no effect.
    func removeReasonRule(of account: LeaveAccountID, _ tenant: TenantID) async throws
    func fieldRules(of tenant: TenantID) async throws -> [FieldRule]
    /// Replaces the rule of the same target. What is remembered of the target stays, since it tells what Passerelle wrote; what was
    /// kept out or refused is tried again.
    /// - Throws: `invalid_input` for a name that is too long.
    func setFieldRule(_ rule: FieldRule, of tenant: TenantID) async throws
    /// - Returns: false if there was none.
    func removeFieldRule(for target: FieldTarget, _ tenant: TenantID) async throws -> Bool
    func departmentLinks(of tenant: TenantID) async throws -> [DepartmentLink]
    func setDepartmentLink(_ link: DepartmentLink, of tenant: TenantID) async throws
    /// Forgets an operator's link, so that the next run looks for a counterpart itself. - Returns: false if there was none.
    func removeDepartmentLink(of department: DepartmentID, _ tenant: TenantID) async throws -> Bool
}

extension TenantRegistry {
    package func create(_ tenant: NewTenant) async throws -> Tenant {
        try await create(tenant) { _ in }
    }

    package func update(
        _ tenant: Tenant, isSameAccount: Bool, _ change: @escaping @Sendable (inout TenantDialect) -> Void = { _ in }
    ) async throws {
        try await update(tenant, isSameAccount: isSameAccount, ifRevision: nil, change)
    }

    /// For any edit except a renamed Lucca account.
    package func update(_ tenant: Tenant) async throws {
        try await update(tenant, isSameAccount: false)
    }

    package func setState(_ state: Tenant.State, of tenant: TenantID, from: Set<Tenant.State>) async throws {
        try await setState(state, of: tenant, from: from) { _ in }
    }
}

package struct NewTenant: Sendable, Hashable {
    package var slug: TenantSlug
    package var name: String
    package var environment: Tenant.Environment
    package var luccaURL: String
    package var planningPMEURL: String
    package var contact: String?
    package var settings: TenantSettings
    /// See `Tenant.formerAccounts`.
    package var formerAccounts: Set<String>

    package init(
        slug: TenantSlug, name: String, environment: Tenant.Environment, luccaURL: String, planningPMEURL: String,
        contact: String?, settings: TenantSettings, formerAccounts: Set<String> = []
    ) {
        self.slug = slug
        self.name = name
        self.environment = environment
        self.luccaURL = luccaURL
        self.planningPMEURL = planningPMEURL
        self.contact = contact
        self.settings = settings
        self.formerAccounts = formerAccounts
    }
}
