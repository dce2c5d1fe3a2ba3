/// A customer in the registry.
package struct Tenant: Hashable, Sendable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case draft
        case active
        case paused
        /// By Passerelle, after repeated failures that a retry cannot fix.
        case suspended
    }

    /// A tenant is suspended after this many consecutive scheduled runs that failed for a cause a retry cannot fix
    /// (`contracts/sync.md`, Partial failure).
    package static let failedDaysBeforeSuspension = 3

    package enum Environment: String, Sendable, Hashable, CaseIterable {
        case production
        case test
    }

    package let id: TenantID
    package var slug: TenantSlug
    package var name: String
    package var state: State
    package var environment: Environment
    /// Scheme and host only, such as `https://acme.ilucca.net`.
    package var luccaURL: String
    /// With the brand and a trailing slash, such as `https://api.planningpme.com/acme/`.
    package var planningPMEURL: String
    package var contact: String?
    package var settings: TenantSettings
    package var scope: DepartmentScope
    package var createdAt: Instant
    /// Former names of the Lucca account, in lower case: references with one of them are this tenant's own.
    package var formerAccounts: Set<String>
    /// The tenant's PlanningPME dialect, as far as it is known.
    package var dialect: TenantDialect
    /// One more with each change of a setting, by whomever (`TenantRegistry.update`).
    package var revision: Int

    package init(
        id: TenantID, slug: TenantSlug, name: String, state: State, environment: Environment, luccaURL: String,
        planningPMEURL: String, contact: String?, settings: TenantSettings, scope: DepartmentScope, createdAt: Instant,
        formerAccounts: Set<String> = [], dialect: TenantDialect = TenantDialect(), revision: Int = 1
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.state = state
        self.environment = environment
        self.luccaURL = luccaURL
        self.planningPMEURL = planningPMEURL
        self.contact = contact
        self.settings = settings
        self.scope = scope
        self.createdAt = createdAt
        self.formerAccounts = formerAccounts
        self.dialect = dialect
        self.revision = revision
    }

    /// The first label of the Lucca host, which marks this account's events on the planning.
    package var luccaAccount: String { Self.luccaAccount(of: luccaURL) }

    /// The Lucca account of any stored Lucca address.
    package static func luccaAccount(of luccaURL: String) -> String {
        let host = luccaURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return String(host.split(separator: ":").first?.split(separator: ".").first ?? "").lowercased()
    }

    /// Every name whose references mark this tenant's events: the current and the former ones.
    package var luccaAccounts: Set<String> { formerAccounts.union([luccaAccount]) }

    /// Whether both tenants would treat the same events of one planning as their own, and delete each other's.
    package func sharesEvents(with other: Tenant) -> Bool {
        id != other.id && planningPMEURL.lowercased() == other.planningPMEURL.lowercased()
            && !luccaAccounts.isDisjoint(with: other.luccaAccounts)
    }
}

extension Tenant.State {
    /// Whether a tenant in this state may pass to `next`.
    ///
    /// ```
    /// draft ──► active ◄──► paused
    ///             ▲  └────► suspended ──► paused
    ///             └──────────────┘
    /// ```
    package func canBecome(_ next: Tenant.State) -> Bool {
        switch (self, next) {
        case (.draft, .active), (.active, .paused), (.active, .suspended), (.paused, .active), (.suspended, .active),
            (.suspended, .paused):
            true
        default: false
        }
    }

    /// The states from which `next` can be reached, for `TenantRegistry.setState`.
    package static func before(_ next: Tenant.State) -> Set<Tenant.State> {
        Set(allCases.filter { $0.canBecome(next) })
    }

}

extension Tenant {
    /// Whether both have the same planning. A brand's case is ignored.
    package func hasPlanning(of other: Tenant) -> Bool {
        planningPMEURL.lowercased() == other.planningPMEURL.lowercased()
    }

    /// Both addresses are this machine's: simulators, whose ports change with each start.
    private var isOnThisMachine: Bool {
        CredentialHost(.lucca, url: luccaURL).isThisMachine && CredentialHost(.planningPME, url: planningPMEURL).isThisMachine
    }

    /// Whether an edit pauses an active tenant: another planning or another company's Lucca, whose keys, mappings and dialect are
    /// unknown, or production with a dialect that nobody answers for. Other edits do not affect what its activation required.
    /// - Parameters:
    ///   - edit: the tenant after the edit; its state and dialect are ignored.
    ///   - isSameAccount: the other Lucca address is the same account, renamed.
    package func isPaused(by edit: Tenant, isSameAccount: Bool) -> Bool {
        guard state == .active else { return false }
        let isOther = !hasPlanning(of: edit) || luccaURL != edit.luccaURL && !isSameAccount
        if isOther, edit.environment == .production || !isOnThisMachine || !edit.isOnThisMachine { return true }
        guard edit.environment == .production else { return false }
        return environment != .production && !dialect.standing.isAnsweredFor
    }
}

extension Tenant {
    /// Where a secret of that kind is sent, according to the stored address.
    /// - Parameter tokenURL: where Lucca gives tokens; another address in development only (`CredentialVault.host`).
    package func credentialHost(
        of kind: CredentialKind, tokenURL: String = LuccaTokenAddress.standard
    ) -> CredentialHost {
        switch kind.system {
        case .lucca: CredentialHost(.lucca, url: luccaURL)
        case .luccaAccounts: CredentialHost(tokenURL: tokenURL, account: luccaURL)
        case .planningPME: CredentialHost(.planningPME, url: planningPMEURL)
        }
    }

    /// The kinds of secrets entered for a host of `old` that differs here: they must not be sent to the new host, nor may tokens
    /// that they open. Another brand on the same host is the same host.
    package func credentialsOfOtherHosts(than old: Tenant) -> Set<CredentialKind> {
        Set(CredentialKind.allCases.filter { credentialHost(of: $0) != old.credentialHost(of: $0) })
    }
}

/// How many requests a remote allows in what period. The SQL function `budget_shares` repeats the numbers; a test compares them.
package enum RequestPlan {
    /// Of the 50 that Lucca allows per 60 s and account: the rest is for the customer's other integrations.
    package static let luccaStandardRequests = 40
    /// Two seconds more than Lucca's: requests arrive less evenly than they are sent.
    package static let luccaWindowSeconds = 62
    package static let planningPMEWindowSeconds = 3600
    /// PlanningPME's entry plan.
    package static let planningPMEStandardRequests = 2000
}
