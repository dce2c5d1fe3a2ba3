import HTTPTransport
import SyncCore

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
}
