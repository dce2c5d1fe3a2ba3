import HTTPTransport
public import SyncCore

/// Reads the addresses that operators paste, under this process's outbound policy.
public struct TenantAddresses: Sendable {
    private let policy: OutboundPolicy

    /// - Parameter allowLoopback: development only.
    public init(allowLoopback: Bool) {
        policy = OutboundPolicy(allowLoopback: allowLoopback)
    }

    /// As a tenant stores it: `https://acme.ilucca.net`. - Throws: `SyncError` `address_refused`.
    public func luccaURL(pasted: String) throws -> String {
        try RemoteAddress.lucca(pasted: pasted, policy: policy).origin
    }

    /// As a tenant stores it: `https://api.planningpme.com/acme/`. - Throws: `SyncError` `address_refused`.
    public func planningPMEURL(pasted: String) throws -> String {
        try RemoteAddress.planningPME(pasted: pasted, policy: policy).baseURL
    }

    /// Whether the host is one of Lucca's or PlanningPME's own, and not another that a tenant's address may name.
    public func isVendorsOwn(_ host: CredentialHost) -> Bool {
        switch host.system {
        // No other is accepted, but this machine's.
        case .lucca: !host.isThisMachine && (try? RemoteAddress.lucca(pasted: host.origin, policy: policy)) != nil
        case .planningPME: RemoteAddress.isPlanningPMEOrigin(host.origin)
        }
    }
}
