import Operations
import SyncCore
import SyncEngine
import Words

/// Follows a run that the fleet performs, to its end or to a pause.
struct RunFollower: Sendable {
    /// How often in a row the database is asked in vain, a second apart: it may restart meanwhile.
    private static let patience = 60

    let services: Services
    let context: CommandContext

    func follow(_ id: RunID) async throws -> CommandExit {
        let note = ProgressNote()
        let run: Run
        do {
            run = try await context.during(Phrase("Run \(id)", fr: "Exécution \(id)"), detail: { note.words }) {
                try await end(of: id, note)
            }
        } catch  where Task.isCancelled {
            throw SyncError(.run(.notFollowed(run: id)), .cancelled)
        }
        let shown = try await patiently(id, note) { try await ShowRun(id).perform(services) }
        context.show(RunDocument.make(shown, shows: []))
        ProblemTable.tellLeftOut(
            shown.problems.count, context, next: Phrase(same: "passerelle run show \(id) --output csv --problems"))
        guard run.state.isEnded else {
            context.say(
                RunEnding.waiting(run, run.error.map(context.message) ?? Phrase("it waits.", fr: "elle attend.")),
                next: Phrase(
                    "passerelle run show \(id) shows how it continues.", fr: "passerelle run show \(id) montre la suite."))
            return CommandExit(of: run)
        }
        RunEnding.tellReview(of: run, context)
        return CommandExit(of: run)
    }

    /// - Returns: the run once it has ended, or waits for a moment that is to come (a pause, a retry).
    private func end(of id: RunID, _ note: ProgressNote) async throws -> Run {
        var pause = Duration.milliseconds(50)
        var hasWarned = false
        while true {
            let sight = try await patiently(id, note) { try await WatchRun(id).perform(services) }
            let run = sight.run
            if run.state.isEnded { return run }
            if run.state == .queued, let error = run.error {
                if run.notBefore > sight.now { return run }
                // Handed back, and due: another worker goes on with it.
                if !hasWarned, try await !patiently(id, note, { try await FindWorker().perform(services) }) {
                    context.warn(
                        Phrase(
                            "Run \(id) was handed back (\(error.code)), and no worker is there that can resume it: it waits for one.",
                            fr:
                                "L’exécution \(id) a été rendue (\(error.code)), et aucun worker ne peut la reprendre : elle en attend "
                                + "un."), next: Phrase(same: "passerelle fleet"))
                    hasWarned = true
                }
            }
            note.tell(Self.words(for: run))
            try await context.clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }

    /// Looks again while the database may come back: the run goes on meanwhile, or will.
    private func patiently<Result>(
        _ id: RunID, _ note: ProgressNote, _ look: () async throws -> Result
    ) async throws -> Result {
        for _ in 0..<Self.patience {
            do {
                return try await look()
            } catch let error as SyncError where error.failureClass == .transient {
                note.tell(Phrase("the database does not answer", fr: "la base de données ne répond pas"))
                try await context.clock.sleep(for: .seconds(1))
            }
        }
        do {
            return try await look()
        } catch {
            context.say(
                FailureWords().message(.run(.notFollowed(run: id))), next: Phrase(same: "passerelle run show \(id)"))
            throw error
        }
    }

    private static func words(for run: Run) -> Phrase {
        guard run.state == .running else {
            return run.error.map { Phrase("queued again, \($0.code)", fr: "remise en file d’attente, \($0.code)") }
                ?? Phrase("queued", fr: "en file d’attente")
        }
        let counts = run.counts
        let written = counts.created + counts.updated + counts.deleted
        guard counts.employees > 0 else {
            return Phrase("performed by \(run.worker ?? "a worker")", fr: "en cours sur \(run.worker ?? "un worker")")
        }
        return Phrase(
            "\(counts.employees) employees, \(written) written, by \(run.worker ?? "a worker")",
            fr: "\(counts.employees) collaborateurs, \(written) \(written < 2 ? "écriture" : "écritures"), sur "
                + "\(run.worker ?? "un worker")")
    }
}
