public import SyncCore

/// How one attempt of a run ended: what has to be recorded of it.
public enum SyncEnd: Sendable {
    /// - failure: what ended it as `failed`.
    case ended(RunOutcome, withheld: [RunChange], failure: SyncError?)
    /// The hourly plan is used up, or a remote asked for patience.
    case paused(seconds: Int, SyncError, SyncTally)
    /// The process was asked to stop.
    case stopped(SyncTally)
}

/// How far a sync came that goes on later, or was given up.
public struct SyncTally: Sendable {
    public let counts: RunCounts
    public let requests: RequestCounts
    /// Told only when it does not go on: then nobody tells them later.
    public let problems: [Problem]

    public init(_ counts: RunCounts, _ requests: RequestCounts, _ problems: [Problem] = []) {
        self.counts = counts
        self.requests = requests
        self.problems = problems
    }
}
