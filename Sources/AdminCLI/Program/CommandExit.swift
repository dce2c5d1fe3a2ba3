import AppWiring
import SyncCore

/// How a command ended, for scripts (`contracts/cli.md`).
public enum CommandExit: Int32, Sendable, Hashable, CaseIterable {
    case done = 0
    case failed = 1
    /// Could not reach the database or a remote.
    case unreachable = 2
    case partial = 3
    case needsReview = 4
    /// The hourly plan is used up: the run is queued again.
    case paused = 5
    case usage = 64
}

extension CommandExit {
    init(of error: SyncError) {
        self.init(code: error.code)
    }

    init(code: SyncError.Code) {
        switch code {
        case .databaseUnreachable, .luccaUnreachable, .planningPMEUnreachable: self = .unreachable
        case .luccaThrottled, .planningPMEThrottled: self = .paused
        case .invalidInput, .configurationMissing: self = .usage
        default: self = .failed
        }
    }

    /// Of a run that this process performed or followed.
    init(of run: Run) {
        switch run.state {
        case .succeeded: self = .done
        case .partial: self = .partial
        case .needsReview: self = .needsReview
        case .failed: self = run.error.map { CommandExit(code: $0.code) } == .unreachable ? .unreachable : .failed
        case .cancelled: self = .failed
        case .queued, .running: self = run.error.map { CommandExit(code: $0.code) } ?? .failed
        }
    }
}
