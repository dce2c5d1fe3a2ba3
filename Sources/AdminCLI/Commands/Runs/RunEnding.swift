import Operations
import SyncCore
import SyncEngine
import Words

/// Shows a run that this process performed, and says in words what needs saying.
enum RunEnding {
    /// - Parameter asOf: the day that was asked for by name.
    static func tell(_ performed: PerformedRun, asOf: CalendarDay?, _ context: CommandContext) -> CommandExit {
        let result = performed.result
        let id = result.end.runID
        let run = performed.details.run.run
        context.show(RunDocument.make(performed.details, approved: performed.approved, shows: []))
        ProblemTable.tellLeftOut(
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
                // A table has told it already.
                if context.format != .table { _ = context.report(failure) }
                return CommandExit(of: failure) == .unreachable ? .unreachable : CommandExit(of: run)
            }
            tellReview(of: run, context)
            return CommandExit(of: run)
        case .paused:
            tellWait(run, because: run.error.map(context.message) ?? planUsedUp, context)
            return .paused
        case .waiting: return tellWaiting(run, context)
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

    /// Of a run that is not due: nothing was done.
    private static func tellWaiting(_ run: Run, _ context: CommandContext) -> CommandExit {
        guard run.state == .queued else { return CommandExit(of: run) }
        tellWait(
            run,
            because: run.error.map { error in context.message(error).mapped { "\($0) [\(error.code)]" } }
                ?? Phrase(
                    "it is the daily run for \(run.window.asOf), and its turn comes then: late runs are spread.",
                    fr:
                        "c’est l’exécution quotidienne du \(run.window.asOf), et son tour vient alors : les exécutions en retard sont "
                        + "étalées."), context)
        return CommandExit(of: run)
    }

    private static func tellWait(_ run: Run, because reason: Phrase, _ context: CommandContext) {
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

    static func tellReview(of run: Run, _ context: CommandContext) {
        guard run.state == .needsReview else { return }
        context.say(
            Phrase("The run withholds deletions.", fr: "L’exécution retient des suppressions."),
            next: Phrase(same: "passerelle run approve \(run.id)"))
    }
}
