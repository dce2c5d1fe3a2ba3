import HTTPTransport
public import Operations
public import SyncCore

/// Reads the addresses that operators paste, under this process's outbound policy.
public struct TenantAddresses: AddressReading {
    private let policy: OutboundPolicy

    /// - Parameter allowLoopback: development only.
    public init(allowLoopback: Bool) {
        policy = OutboundPolicy(allowLoopback: allowLoopback)
    }

    public func luccaURL(pasted: String) throws -> String {
        try RemoteAddress.lucca(pasted: pasted, policy: policy).origin
    }

    public func planningPMEURL(pasted: String) throws -> String {
        try RemoteAddress.planningPME(pasted: pasted, policy: policy).baseURL
    }

    public func isVendorsOwn(_ host: CredentialHost) -> Bool {
        switch host.system {
        // No other is accepted, but this machine's.
        case .lucca: !host.isThisMachine && (try? RemoteAddress.lucca(pasted: host.origin, policy: policy)) != nil
        case .planningPME: RemoteAddress.isPlanningPMEOrigin(host.origin)
        }
    }
}
