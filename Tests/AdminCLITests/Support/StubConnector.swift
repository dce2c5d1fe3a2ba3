import SyncCore
import SyncEngine
import SyncTestKit

/// Connects every tenant to the same two systems.
struct StubConnector: TenantConnector {
    var source = StubSource()
    var target: any PlanningTarget = StubTarget()
    var prober = FakeProber()
    var failure: SyncError?

    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
        if let failure { throw failure }
        return ConnectedTenant(source: source, target: target, prober: prober)
    }
}
