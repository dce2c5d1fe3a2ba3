import Operations
import SyncCore
import SyncEngine
import Words

/// Follows a run that the fleet performs, to its end or to a pause.
struct RunFollower: Sendable {
    /// The number of consecutive failed reads, a second apart: the database may be restarting.
    private static let patience = 60

    let services: Services
    let context: CommandContext

    /// - Parameter approval: what the run performs, if it was queued for that.
    func follow(_ id: RunID, approval: RunApproval.Queued? = nil) async throws -> CommandExit {
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
        var approved: RunApproval.Result?
        if let approval {
            approved = try await patiently(id, note) { try await ShowApproval(approval, as: run).perform(services) }
        }
        context.show(RunDocument.make(shown, approved: approved?.deletions, shows: []))
        ProblemTable.sayLeftOut(
            shown.problems.count, context, next: Phrase(same: "passerelle run show \(id) --output csv --problems"))
        guard run.state.isEnded else {
            context.say(
                RunEnding.waiting(run, run.error.map(context.message) ?? Phrase("it waits.", fr: "elle attend.")),
                next: Phrase(
                    "passerelle run show \(id) shows how it continues.", fr: "passerelle run show \(id) montre la suite."))
            return CommandExit(of: run)
        }
        RunEnding.sayReview(of: shown, context)
        if let approval, let approved {
            ApproveRunCommand.show(
                approved.deletions, approved.clears, withheldBy: approval.approved, of: run.tenant, context)
        }
        return CommandExit(of: run)
    }

    /// - Returns: the run once it has ended, or waits for a later time (a pause, a retry).
    private func end(of id: RunID, _ note: ProgressNote) async throws -> Run {
        var pause = Duration.milliseconds(50)
        var hasWarned = false
        while true {
            let sight = try await patiently(id, note) { try await WatchRun(id).perform(services) }
            let run = sight.run
            if run.state.isEnded { return run }
            if run.state == .queued, let error = run.error {
                if run.notBefore > sight.now { return run }
                // Handed back, and due: another worker resumes it.
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
            note.show(Self.words(for: run))
            try await context.clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }

    /// Repeats a read while the database may recover: the run continues, or will.
    private func patiently<Result>(
        _ id: RunID, _ note: ProgressNote, _ look: () async throws -> Result
    ) async throws -> Result {
        for _ in 0..<Self.patience {
            do {
                return try await look()
            } catch let error as SyncError where error.failureClass == .transient {
                note.show(Phrase("the database does not answer", fr: "la base de données ne répond pas"))
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

/// Shows a run that this process performed, and its messages.
enum RunEnding {
    /// - Parameter asOf: the explicitly requested day.
    static func show(_ performed: PerformedRun, asOf: CalendarDay?, _ context: CommandContext) -> CommandExit {
        let result = performed.result
        let id = result.end.runID
        let run = performed.details.run.run
        context.show(RunDocument.make(performed.details, approved: performed.approved, shows: []))
        ProblemTable.sayLeftOut(
            performed.details.problems.count, context, next: Phrase(same: "passerelle run show \(id) --output csv --problems"))
        if result.wasResumed, case .paused = result.end {
            context.say(
                Phrase(
                    "It was begun before, for \(run.window.asOf).", fr: "Elle avait été commencée, pour le \(run.window.asOf)."))
        } else if result.wasResumed {
            let isOtherDay = asOf.map { $0 != run.window.asOf } ?? false
            context.say(
                Phrase(
                    "Run \(id) was begun before, for \(run.window.asOf); this process resumed it.",
                    fr: "L’exécution \(id) avait été commencée, pour le \(run.window.asOf) ; ce processus l’a reprise."),
                next: isOtherDay && run.state.isEnded
                    ? Phrase(same: "passerelle run now \(run.tenant) --as-of \(asOf?.description ?? "")") : nil)
        }
        switch result.end {
        case .ended(_, _, let failure):
            if let failure {
                // The table already shows it.
                if context.format != .table { _ = context.report(failure) }
                return CommandExit(of: failure) == .unreachable ? .unreachable : CommandExit(of: run)
            }
            sayReview(of: performed.details, context)
            return CommandExit(of: run)
        case .paused:
            sayWait(run, because: run.error.map(context.message) ?? planUsedUp, context)
            return .paused
        case .waiting: return showWaiting(run, context)
        case .retried(_, let failure):
            _ = context.report(failure)
            context.say(
                Phrase(
                    "Run \(id) is queued until \(LocalTime.utc(run.notBefore)), to be tried again.",
                    fr: "L’exécution \(id) est en file d’attente jusqu’au \(LocalTime.utc(run.notBefore)), pour un nouvel essai."),
                next: resuming(run))
            return CommandExit(of: failure)
        case .handedBack(_, let cause?):
            return context.report(cause)
        case .handedBack:
            context.say(
                Phrase(
                    "Run \(id) was stopped and is queued again.",
                    fr: "L’exécution \(id) a été arrêtée et remise en file d’attente."),
                next: Phrase(
                    "passerelle run now \(run.tenant) resumes it.", fr: "passerelle run now \(run.tenant) la reprend."))
            return .failed
        }
    }

    /// For a run that is not due: nothing was done.
    private static func showWaiting(_ run: Run, _ context: CommandContext) -> CommandExit {
        guard run.state == .queued else { return CommandExit(of: run) }
        sayWait(
            run,
            because: run.error.map { error in context.message(error).mapped { "\($0) [\(error.code)]" } }
                ?? Phrase(
                    "it is the daily run for \(run.window.asOf), and its turn comes then: late runs are spread.",
                    fr:
                        "c’est l’exécution quotidienne du \(run.window.asOf), et son tour vient alors : les exécutions en retard sont "
                        + "étalées."), context)
        return CommandExit(of: run)
    }

    private static func sayWait(_ run: Run, because reason: Phrase, _ context: CommandContext) {
        context.say(waiting(run, reason), next: resuming(run))
    }

    static func waiting(_ run: Run, _ reason: Phrase) -> Phrase {
        Phrase(
            "Run \(run.id) is queued until \(LocalTime.utc(run.notBefore)): \(reason.english)",
            fr: "L’exécution \(run.id) est en file d’attente jusqu’au \(LocalTime.utc(run.notBefore)) : \(reason.french)")
    }

    private static let planUsedUp = Phrase("the hourly plan is used up.", fr: "le forfait horaire est épuisé.")

    private static func resuming(_ run: Run) -> Phrase {
        Phrase(
            "passerelle run now \(run.tenant) resumes it then.", fr: "passerelle run now \(run.tenant) la reprend alors.")
    }

    static func sayReview(of details: ShowRun.Report, _ context: CommandContext) {
        let run = details.run.run
        guard run.state == .needsReview else { return }
        let clears = !details.problems.map(\.problem).withheldClears.isEmpty
        let deletions = !clears || details.changes.contains { $0.outcome == .withheld }
        let words =
            switch (deletions, clears) {
            case (true, true):
                Phrase(
                    "The run withholds deletions and clearings of extra data.",
                    fr: "L’exécution retient des suppressions et des effacements de données supplémentaires.")
            case (false, _):
                Phrase(
                    "The run withholds clearings of extra data.",
                    fr: "L’exécution retient des effacements de données supplémentaires.")
            case (true, false): Phrase("The run withholds deletions.", fr: "L’exécution retient des suppressions.")
            }
        context.say(words, next: Phrase(same: "passerelle run approve \(run.id)"))
    }
}
