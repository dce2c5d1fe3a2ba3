import SyncEngine
import Synchronization
import Words

/// How far a sync is, in words, as it was last heard.
final class ProgressNote: Sendable {
    private let latest = Mutex<SyncProgress?>(nil)
    private let instead = Mutex<Phrase?>(nil)

    /// Instead of a sync's own progress.
    func tell(_ words: Phrase) {
        instead.withLock { $0 = words }
    }

    func note(_ progress: SyncProgress) {
        latest.withLock { $0 = progress }
    }

    var words: Phrase? {
        guard let progress = latest.withLock({ $0 }) else { return instead.withLock { $0 } }
        let phase =
            switch progress.phase {
            case .connecting: Phrase("connecting", fr: "connexion")
            case .fetching: Phrase("reading Lucca", fr: "lecture de Lucca")
            case .landing:
                Phrase(
                    "waiting for writes whose answers were lost", fr: "attente d’écritures dont la réponse a été perdue")
            case .reading: Phrase("reading PlanningPME", fr: "lecture de PlanningPME")
            case .planning: Phrase("planning", fr: "calcul")
            case .preparing:
                Phrase(
                    "preparing types, departments and resources", fr: "préparation des types, départements et ressources")
            case .applying: Phrase("writing events", fr: "écriture des événements")
            case .recording: Phrase("recording", fr: "enregistrement")
            }
        return progress.total > 0 ? phase.mapped { "\($0) \(progress.done)/\(progress.total)" } : phase
    }
}
