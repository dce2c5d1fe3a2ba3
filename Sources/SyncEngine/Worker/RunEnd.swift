public import SyncCore

/// What became of a run that a worker worked: recorded already.
public enum RunEnd: Sendable, Hashable {
    /// With what ended it as `failed`.
    case ended(RunID, RunState, SyncError?)
    /// Queued again, and not claimed before then.
    case paused(RunID, until: Instant)
    /// Queued again after a failure that may pass.
    case retried(RunID, SyncError)
    /// Queued again because this process can't go on with it: it was asked to stop, or lacks a key.
    case handedBack(RunID, SyncError?)

    public var runID: RunID {
        switch self {
        case .ended(let run, _, _), .paused(let run, _), .retried(let run, _), .handedBack(let run, _): run
        }
    }
}
