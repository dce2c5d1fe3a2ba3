import SyncEngine
import Synchronization

/// How far a sync is, in words, as it was last heard.
final class ProgressNote: Sendable {
    private let latest = Mutex<SyncProgress?>(nil)

    func note(_ progress: SyncProgress) {
        latest.withLock { $0 = progress }
    }

    var words: String? {
        guard let progress = latest.withLock({ $0 }) else { return nil }
        let phase =
            switch progress.phase {
            case .connecting: "connecting"
            case .fetching: "reading Lucca"
            case .reading: "reading PlanningPME"
            case .planning: "planning"
            case .preparing: "preparing types, departments and resources"
            case .applying: "writing events"
            case .recording: "recording"
            }
        return progress.total > 0 ? "\(phase) \(progress.done)/\(progress.total)" : phase
    }
}
