import Operations
import SyncCore
import SyncEngine

/// Shows a run that this process performed, and says in words what needs saying.
enum RunEnding {
    /// - Parameter asOf: the day that was asked for by name.
    static func tell(_ performed: PerformedRun, asOf: CalendarDay?, _ context: CommandContext) -> CommandExit {
        let result = performed.result
        let id = result.end.runID
        let run = performed.details.run.run
        context.show(RunDocument.make(performed.details, approved: performed.approved, shows: []))
        ProblemTable.tellLeftOut(
            performed.details.problems.count, context, next: "passerelle run show \(id) --output csv --problems")
        if result.wasResumed, case .paused = result.end {
            context.say("It was begun before, for \(run.window.asOf).")
        } else if result.wasResumed {
            let isOtherDay = asOf.map { $0 != run.window.asOf } ?? false
            context.say(
                "Run \(id) was begun before, for \(run.window.asOf); this process went on with it.",
                next: isOtherDay && run.state.isEnded
                    ? "passerelle run now \(run.tenant) --as-of \(asOf?.description ?? "")" : nil)
        }
        switch result.end {
        case .ended(_, _, let failure):
            if let failure {
                // A table has told it already.
                if context.format != .table { _ = context.report(failure) }
                return CommandExit(of: failure) == .unreachable ? .unreachable : CommandExit(of: run)
            }
            if run.state == .needsReview { context.say("The run holds deletions back.", next: "passerelle run approve \(id)") }
            return CommandExit(of: run)
        case .paused:
            tellWait(run, because: run.error?.message ?? "the hourly plan is used up.", context)
            return .paused
        case .waiting: return tellWaiting(run, context)
        case .retried(_, let failure):
            _ = context.report(failure)
            context.say(
                "Run \(id) is queued until \(LocalTime.utc(run.notBefore)), to be tried again.",
                next: "passerelle run now \(run.tenant) goes on with it then.")
            return CommandExit(of: failure)
        case .handedBack(_, let cause?):
            return context.report(cause)
        case .handedBack:
            context.say("Run \(id) was stopped and is queued again.", next: "passerelle run now \(run.tenant) goes on with it.")
            return .failed
        }
    }

    /// Of a run that is not due: nothing was done.
    private static func tellWaiting(_ run: Run, _ context: CommandContext) -> CommandExit {
        guard run.state == .queued else { return CommandExit(of: run) }
        tellWait(
            run,
            because: run.error.map { "\($0.message) [\($0.code)]" }
                ?? "it is the daily run for \(run.window.asOf), and its turn comes then: late runs are spread.", context)
        return CommandExit(of: run)
    }

    private static func tellWait(_ run: Run, because reason: String, _ context: CommandContext) {
        context.say(
            "Run \(run.id) is queued until \(LocalTime.utc(run.notBefore)): \(reason)",
            next: "passerelle run now \(run.tenant) goes on with it then.")
    }
}
