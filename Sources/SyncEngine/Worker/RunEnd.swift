public import SyncCore

/// What became of a run that a worker worked: recorded already.
public enum RunEnd: Sendable, Hashable {
    /// With what ended it as `failed`.
    case ended(RunID, RunState, SyncError?)
    /// Queued again, and not claimed before then.
    case paused(RunID, until: Instant)
    /// Queued again because the process was asked to stop.
    case handedBack(RunID)

    public var runID: RunID {
        switch self {
        case .ended(let run, _, _), .paused(let run, _), .handedBack(let run): run
        }
    }
}
