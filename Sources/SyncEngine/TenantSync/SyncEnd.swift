public import SyncCore

/// How one attempt of a run ended: what has to be recorded of it.
public enum SyncEnd: Sendable {
    /// - failure: what ended it as `failed`.
    case ended(RunOutcome, withheld: [RunChange], failure: SyncError?)
    /// The hourly plan is used up, or a remote asked for patience.
    case paused(seconds: Int, SyncError, RunCounts, RequestCounts)
    /// The process was asked to stop.
    case stopped(RunCounts, RequestCounts)
}
