import SyncCore
import SyncEngine

extension RemoteSystem {
    var metricsRemote: SyncMetrics.Remote { self == .lucca ? .lucca : .planningPME }
}
