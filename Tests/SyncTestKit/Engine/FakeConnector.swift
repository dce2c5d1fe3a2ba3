package import SyncCore
package import SyncEngine
import Synchronization

/// Connects every tenant to the same two fakes.
package final class FakeConnector: TenantConnector {
    private let source: FakeSource
    private let target: FakePlanning
    private let prober: FakeProber?
    private let note = Mutex<@Sendable (APINotices) -> Void>({ _ in })
    private let failure = Mutex<SyncError?>(nil)

    package init(source: FakeSource, target: FakePlanning, prober: FakeProber? = nil) {
        self.source = source
        self.target = target
        self.prober = prober
    }

    /// From now on the answers to each connection say that about their interfaces.
    package func announce(_ note: @escaping @Sendable (APINotices) -> Void) {
        self.note.withLock { $0 = note }
    }

    /// From now on no tenant is connected; nil ends that.
    package func fail(with error: SyncError?) {
        failure.withLock { $0 = error }
    }

    package func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant
    {
        if let error = failure.withLock({ $0 }) { throw error }
        source.beginConnection()
        target.beginConnection()
        let notices = APINotices()
        let note = note.withLock { $0 }
        note(notices)
        return ConnectedTenant(source: source, target: target, prober: prober, notices: notices)
    }
}
