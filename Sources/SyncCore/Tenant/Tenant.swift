/// A customer, as the registry knows it.
public struct Tenant: Hashable, Sendable {
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case draft
        case active
        case paused
        /// Stopped by Passerelle after repeated failures that no retry can fix.
        case suspended
    }

    /// So many scheduled runs in a row that failed for a cause no retry fixes suspend a tenant (`contracts/sync.md`, Partial failure).
    public static let failedDaysBeforeSuspension = 3

    public enum Environment: String, Sendable, Hashable, CaseIterable {
        case production
        case test
    }

    public let id: TenantID
    public var slug: TenantSlug
    public var name: String
    public var state: State
    public var environment: Environment
    /// Scheme and host only, such as `https://acme.ilucca.net`.
    public var luccaURL: String
    /// With the brand and a trailing slash, such as `https://api.planningpme.com/acme/`.
    public var planningPMEURL: String
    public var contact: String?
    public var settings: TenantSettings
    public var scope: DepartmentScope
    public var createdAt: Instant
    /// Names that the Lucca account had before it was renamed, in lower case: references that carry one are this tenant's own.
    public var formerAccounts: Set<String>
    /// How its PlanningPME speaks, as far as that was found out.
    public var dialect: TenantDialect

    public init(
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
    public var luccaAccount: String { Self.luccaAccount(of: luccaURL) }

    /// The same of any Lucca address, as it is stored.
    public static func luccaAccount(of luccaURL: String) -> String {
        let host = luccaURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return String(host.split(separator: ":").first?.split(separator: ".").first ?? "").lowercased()
    }

    /// Every name whose references mark this tenant's events: the account's own, and those that it had before.
    public var luccaAccounts: Set<String> { formerAccounts.union([luccaAccount]) }

    /// Whether both tenants take events of the same planning for their own: each would delete the other's.
    public func sharesEvents(with other: Tenant) -> Bool {
        id != other.id && planningPMEURL.lowercased() == other.planningPMEURL.lowercased()
            && !luccaAccounts.isDisjoint(with: other.luccaAccounts)
    }
}
