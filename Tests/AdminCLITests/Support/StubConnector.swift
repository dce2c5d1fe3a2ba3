import SyncCore
import SyncEngine
import SyncTestKit

/// Connects every tenant to the same two systems.
struct StubConnector: TenantConnector {
    var source = StubSource()
    /// In Lucca's generation 2; nil for the same.
    var secondSource: StubSource?
    var target: any PlanningTarget = StubTarget()
    var prober = FakeProber()
    var failure: SyncError?

    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
        if let failure { throw failure }
        return ConnectedTenant(
            source: tenant.settings.luccaAPI == .second ? secondSource ?? source : source, target: target, prober: prober)
    }
}
