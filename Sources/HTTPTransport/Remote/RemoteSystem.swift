public import SyncCore
import SyncEngine

/// Picks the words and codes of a remote's errors.
public enum RemoteSystem: String, Sendable, Hashable {
    case lucca
    case planningPME

    /// As people write it.
    public var name: String {
        switch self {
        case .lucca: "Lucca"
        case .planningPME: "PlanningPME"
        }
    }

    var metricsRemote: SyncMetrics.Remote { self == .lucca ? .lucca : .planningPME }

    /// No answer could be had.
    public var unreachable: SyncError.Code { self == .lucca ? .luccaUnreachable : .planningPMEUnreachable }
    /// An answer that tells of a fault over there.
    public var failed: SyncError.Code { self == .lucca ? .luccaFailed : .planningPMEFailed }
    /// An answer, or a list, without end.
    public var tooLarge: SyncError.Code { self == .lucca ? .luccaTooLarge : .planningPMETooLarge }
    /// An answer that could not be understood.
    public var unreadable: SyncError.Code { self == .lucca ? .luccaUnreadable : .planningPMEUnreadable }
    /// Not before a certain time.
    public var throttled: SyncError.Code { self == .lucca ? .luccaThrottled : .planningPMEThrottled }
}
