/// A customer, as the registry knows it.
package struct Tenant: Hashable, Sendable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case draft
        case active
        case paused
        /// Stopped by Passerelle after repeated failures that no retry can fix.
        case suspended
    }

    /// So many scheduled runs in a row that failed for a cause no retry fixes suspend a tenant (`contracts/sync.md`, Partial failure).
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
    /// Names that the Lucca account had before it was renamed, in lower case: references that carry one are this tenant's own.
    package var formerAccounts: Set<String>
    /// How its PlanningPME speaks, as far as that was found out.
    package var dialect: TenantDialect

    package init(
        id: TenantID, slug: TenantSlug, name: String, state: State, environment: Environment, luccaURL: String,
        planningPMEURL: String, contact: String?, settings: TenantSettings, scope: DepartmentScope, createdAt: Instant,
        formerAccounts: Set<String> = [], dialect: TenantDialect = TenantDialect()
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
    }

    /// The first label of the Lucca host, which marks this account's events on the planning.
    package var luccaAccount: String { Self.luccaAccount(of: luccaURL) }

    /// The same of any Lucca address, as it is stored.
    package static func luccaAccount(of luccaURL: String) -> String {
        let host = luccaURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return String(host.split(separator: ":").first?.split(separator: ".").first ?? "").lowercased()
    }

    /// Every name whose references mark this tenant's events: the account's own, and those that it had before.
    package var luccaAccounts: Set<String> { formerAccounts.union([luccaAccount]) }

    /// Whether both tenants take events of the same planning for their own: each would delete the other's.
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

    /// The states from which `next` can be reached: what `TenantRegistry.setState` takes.
    package static func before(_ next: Tenant.State) -> Set<Tenant.State> {
        Set(allCases.filter { $0.canBecome(next) })
    }

}

extension Tenant {
    /// The planning as addresses name it: a brand's case does not count.
    package func hasPlanning(of other: Tenant) -> Bool {
        planningPMEURL.lowercased() == other.planningPMEURL.lowercased()
    }

    /// Whether an active tenant is paused by an edit: it comes into production, or goes to another planning there, and how that planning
    /// speaks was not found out. Other edits of a tenant in production change nothing of what its activation asked for.
    /// - Parameter edit: the tenant as it shall be; its state and its dialect do not count.
    package func isPaused(by edit: Tenant) -> Bool {
        guard state == .active, edit.environment == .production else { return false }
        // Another brand speaks its own way.
        guard hasPlanning(of: edit) else { return true }
        return environment != .production && !dialect.standing.isAnsweredFor
    }
}

extension Tenant {
    /// Where a secret of that kind goes, by the address that is stored.
    package func credentialHost(of kind: CredentialKind) -> CredentialHost {
        CredentialHost(kind.system, url: kind.system == .lucca ? luccaURL : planningPMEURL)
    }

    /// The kinds of secrets that were given for a host of `old` which is another one here: they must not be sent to the new host.
    /// Another brand on one host is no other host.
    package func credentialsOfOtherHosts(than old: Tenant) -> Set<CredentialKind> {
        Set(CredentialKind.allCases.filter { credentialHost(of: $0) != old.credentialHost(of: $0) })
    }
}

/// How many requests a remote takes in which time. The SQL function `budget_shares` repeats the numbers, which a test compares.
package enum RequestPlan {
    /// Of the 50 that Lucca takes per 60 s and account: the rest is for the customer's other integrations.
    package static let luccaStandardRequests = 40
    /// Two seconds more than Lucca's: requests don't arrive as evenly as they are sent.
    package static let luccaWindowSeconds = 62
    /// PlanningPME's plans are by the hour.
    package static let planningPMEWindowSeconds = 3600
    /// What PlanningPME sells as the plan to begin with.
    package static let planningPMEStandardRequests = 2000
}
