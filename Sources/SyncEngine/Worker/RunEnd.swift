public import SyncCore

/// What became of a run that a worker worked: recorded already.
public enum RunEnd: Sendable, Hashable {
    /// With what ended it as `failed`.
    case ended(RunID, RunState, SyncError?)
    /// Queued again, and not claimed before what the store wrote down (`Run.notBefore`).
    case paused(RunID)
    /// Not begun: it waits until then, for what the record says (`Run.error`), or because its turn has not come.
    case waiting(RunID)
    /// Queued again after a failure that may pass.
    case retried(RunID, SyncError)
    /// Queued again because this process can't go on with it: it was asked to stop, or lacks a key.
    case handedBack(RunID, SyncError?)

    public var runID: RunID {
        switch self {
        case .ended(let run, _, _), .paused(let run), .waiting(let run), .retried(let run, _), .handedBack(let run, _): run
        }
    }
}
