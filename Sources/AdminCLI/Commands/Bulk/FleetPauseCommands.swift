import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct PauseFleetCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Pauses the whole fleet for maintenance.",
        discussion: """
            Until `fleet resume`, no worker claims a run or a queued operation, and the schedule queues no run. Runs in progress \
            continue to their end, queued ones wait, and tenants keep their states. `run now` still performs a single run. Alerts \
            about waiting runs and tenants are silent meanwhile; another one fires when the pause lasts half a day.

            Example:
              passerelle fleet pause --reason "database upgrade, CHG-4711"
            """)

    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let reason = try reasoning.read()
        let report = try await context.perform(PauseFleet(reason: reason))
        if report.wasPaused {
            context.say(
                reason == nil
                    ? Phrase("The fleet was already paused.", fr: "La flotte était déjà en pause.")
                    : Phrase(
                        "The fleet was already paused: its former reason stays.",
                        fr: "La flotte était déjà en pause : son motif d’alors reste."))
        }
        context.say(
            report.wasPaused
                ? PauseWords.standing(report.pause)
                : Phrase("The fleet is paused: no run starts.", fr: "La flotte est en pause : aucune exécution ne démarre."),
            next: Phrase(same: "passerelle fleet resume"))
        if report.running > 0 {
            let runs = Phrase.counted(
                report.running, "run continues to its end", "runs continue to their end", fr: "exécution va à son terme",
                "exécutions vont à leur terme")
            context.say(
                Phrase("\(runs.english).", fr: "\(runs.french)."),
                next: Phrase(same: "passerelle fleet"))
        }
        return .done
    }
}

struct ResumeFleetCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Ends the pause of the fleet.",
        discussion: """
            Queued runs are performed, and the schedule catches up with the tenants whose time has passed.

            Example:
              passerelle fleet resume
            """)

    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ResumeFleet())
        guard let pause = report.pause else {
            context.say(Phrase("The fleet was not paused.", fr: "La flotte n’était pas en pause."))
            return .done
        }
        let runs = Phrase.counted(report.due, "run", "runs", fr: "exécution", "exécutions")
        context.say(
            Phrase(
                "The fleet works again, after a pause since \(LocalTime.utc(pause.since)); \(runs.english) waited.",
                fr:
                    "La flotte travaille de nouveau, après une pause depuis le \(LocalTime.utc(pause.since)) ; en attente : \(runs.french)."
            ), next: Phrase(same: "passerelle fleet"))
        return .done
    }
}

enum PauseWords {
    static func standing(_ pause: FleetPause) -> Phrase {
        let since = LocalTime.utc(pause.since)
        return Phrase("PAUSED since \(since) by \(pause.by)", fr: "EN PAUSE depuis le \(since), par \(pause.by)").because(pause)
    }

    /// For a command that queued something.
    static func warn(of pause: FleetPause?, _ context: CommandContext) {
        guard let pause else { return }
        let since = LocalTime.utc(pause.since)
        context.warn(
            Phrase(
                "The fleet is paused since \(since) by \(pause.by)",
                fr: "La flotte est en pause depuis le \(since), par \(pause.by)"
            ).because(pause), next: Phrase(same: "passerelle fleet resume"))
    }

    static func facts(_ pause: FleetPause) -> Facts { ["since": pause.since, "by": pause.by, "reason": pause.reason] }
}

extension Phrase {
    fileprivate func because(_ pause: FleetPause) -> Phrase {
        guard let reason = pause.reason else { return mapped { $0 + "." } }
        return Phrase("\(english): \(reason)", fr: "\(french) : \(reason)")
    }
}
