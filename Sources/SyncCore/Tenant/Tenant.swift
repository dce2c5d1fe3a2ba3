/// A customer, as the registry knows it.
public struct Tenant: Hashable, Sendable {
    public enum State: String, Sendable, Hashable, CaseIterable {
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

    public init(
        id: TenantID, slug: TenantSlug, name: String, state: State, environment: Environment, luccaURL: String,
        planningPMEURL: String, contact: String?, settings: TenantSettings, scope: DepartmentScope, createdAt: Instant
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
    }

    /// The first label of the Lucca host, which marks this account's events on the planning.
    public var luccaAccount: String {
        let host = luccaURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return String(host.split(separator: ":").first?.split(separator: ".").first ?? "").lowercased()
    }
}
