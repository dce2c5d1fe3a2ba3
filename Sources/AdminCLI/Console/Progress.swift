import SyncEngine
import Synchronization
import Words

/// A line on the terminal for work that takes more than a second, removed when the work is done.
struct Progress: Sendable {
    let console: any Console
    let clock: any Clock<Duration>

    private static let firstAfter = 5
    private static let tick = Duration.milliseconds(200)
    private static let marks = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    /// - Parameters:
    ///   - label: the work, such as "Reading Lucca".
    ///   - detail: returns the progress each time the line is drawn.
    func during<Result>(
        _ label: String, detail: (@Sendable () async -> String?)? = nil, _ work: () async throws -> Result
    ) async rethrows -> Result {
        guard console.shape.messagesAreTerminal else { return try await work() }
        let line = Task { await show(label, detail: detail) }
        do {
            let result = try await work()
            line.cancel()
            await line.value
            return result
        } catch {
            line.cancel()
            await line.value
            throw error
        }
    }

    private func show(_ label: String, detail: (@Sendable () async -> String?)?) async {
        var ticks = 0
        var told: String?
        var isShown = false
        while (try? await clock.sleep(for: Self.tick)) != nil {
            ticks += 1
            guard ticks >= Self.firstAfter else { continue }
            if let detail { told = await detail() }
            if Task.isCancelled { break }
            let seconds = ticks / 5
            let text = "\(Self.marks[ticks % Self.marks.count]) \(label)… " + (told.map { "\($0), " } ?? "") + "\(seconds) s"
            console.writeMessage("\r\u{1B}[2K" + PlainText.line(text))
            isShown = true
        }
        if isShown { console.writeMessage("\r\u{1B}[2K") }
    }
}

/// A sync's latest progress, in words.
final class ProgressNote: Sendable {
    private let latest = Mutex<SyncProgress?>(nil)
    private let instead = Mutex<Phrase?>(nil)

    /// Instead of a sync's own progress.
    func show(_ words: Phrase) {
        instead.withLock { $0 = words }
    }

    func note(_ progress: SyncProgress) {
        latest.withLock { $0 = progress }
    }

    var words: Phrase? {
        guard let progress = latest.withLock({ $0 }) else { return instead.withLock { $0 } }
        let phase = progress.phase.words
        return progress.total > 0 ? phase.mapped { "\($0) \(progress.done)/\(progress.total)" } : phase
    }
}

extension SyncProgress.Phase {
    var words: Phrase {
        switch self {
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
        case .fields:
            Phrase("writing extra data of resources", fr: "écriture des données supplémentaires des ressources")
        case .recording: Phrase("recording", fr: "enregistrement")
        }
    }
}
