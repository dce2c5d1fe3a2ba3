public import SyncCore

/// Opens a tenant's two remote systems with its credentials. It sends nothing yet.
public protocol TenantConnector: Sendable {
    /// - Parameters:
    ///   - claimed: what the requests are for: log lines name it, and a run that workers died of reads less.
    ///   - permit: asked right before each request leaves this machine; its error ends the call, and nothing is sent.
    /// - Throws: `SyncError` with `credential_missing`, `credential_unreadable`, `credential_for_other_host`, `credential_unbound` or
    ///   `address_refused`.
    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant
}

/// Says whether a request may still be sent: throws once the run is another worker's (`lease_lost`).
public typealias SendPermit = @Sendable () throws(SyncError) -> Void

extension TenantConnector {
    /// For what no lease governs.
    public func connect(_ tenant: Tenant) async throws -> ConnectedTenant {
        try await connect(tenant, for: nil, permit: {})
    }
}

public struct ConnectedTenant: Sendable {
    public let source: any HRSource
    public let target: any PlanningTarget
    /// Cleans up what a probe left; nil where there can't be any.
    public let prober: (any DialectProber)?

    public init(source: any HRSource, target: any PlanningTarget, prober: (any DialectProber)? = nil) {
        self.source = source
        self.target = target
        self.prober = prober
    }
}
