import SyncCore
import SyncEngine

/// The tones of queued operations.
extension ConsoleWords {
    static func tone(_ state: QueuedOperation.State) -> Tone {
        switch state {
        case .queued: .idle
        case .running: .live
        case .done: .good
        case .expired: .doubtful
        case .failed: .bad
        }
    }

    static func tone(_ state: CheckResult.State) -> Tone {
        switch state {
        case .ok: .good
        case .failed: .bad
        case .unknown: .doubtful
        }
    }
}
