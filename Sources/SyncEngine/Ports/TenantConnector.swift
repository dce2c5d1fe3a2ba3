public import SyncCore

/// Opens a tenant's two remote systems with its credentials. It sends nothing yet.
public protocol TenantConnector: Sendable {
    /// - Throws: `SyncError` with `credential_missing`, `credential_unreadable` or `address_refused`.
    func connect(_ tenant: Tenant) async throws -> ConnectedTenant
}

public struct ConnectedTenant: Sendable {
    public let source: any HRSource
    public let target: any PlanningTarget

    public init(source: any HRSource, target: any PlanningTarget) {
        self.source = source
        self.target = target
    }
}
