import SyncEngine
import Synchronization

/// How far a sync is, in words, as it was last heard.
final class ProgressNote: Sendable {
    private let latest = Mutex<SyncProgress?>(nil)
    private let told = Mutex<String?>(nil)

    /// Instead of a sync's own progress.
    func tell(_ words: String) {
        told.withLock { $0 = words }
    }

    func note(_ progress: SyncProgress) {
        latest.withLock { $0 = progress }
    }

    var words: String? {
        guard let progress = latest.withLock({ $0 }) else { return told.withLock { $0 } }
        let phase =
            switch progress.phase {
            case .connecting: "connecting"
            case .fetching: "reading Lucca"
            case .landing: "waiting for writes whose answers were lost"
            case .reading: "reading PlanningPME"
            case .planning: "planning"
            case .preparing: "preparing types, departments and resources"
            case .applying: "writing events"
            case .recording: "recording"
            }
        return progress.total > 0 ? "\(phase) \(progress.done)/\(progress.total)" : phase
    }
}
