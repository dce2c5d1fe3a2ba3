/// What one needs to reach a simulated tenant: addresses and credentials.
public struct TenantCard: Codable, Hashable, Sendable {
    public let tenant: String
    /// Scheme and host; the key decides whose account answers. Empty on the control interface, which does not know its own
    /// address.
    public let luccaURL: String
    /// With the brand and a trailing slash, or `/brand/` alone on the control interface.
    public let planningPMEURL: String
    public let credentials: TenantCredentials

    init(tenant: String, luccaURL: String, planningPMEURL: String, credentials: TenantCredentials) {
        self.tenant = tenant
        self.luccaURL = luccaURL
        self.planningPMEURL = planningPMEURL
        self.credentials = credentials
    }

    /// - Parameter base: scheme, host and port.
    public init(_ tenant: SimulatedTenant, base: String?) {
        self.tenant = tenant.slug
        luccaURL = base ?? ""
        planningPMEURL = (base ?? "") + "/\(tenant.slug)/"
        credentials = tenant.credentials
    }
}
