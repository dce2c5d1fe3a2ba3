import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

/// `passerelle run cancel`.
struct CancelRunCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends a run.",
        discussion: """
            One that is queued, or whose worker died, ends at once. A worker that performs it is asked to end it, and does so at the next
            safe point: what it wrote stays, and the next run goes on from there.

            Example:
              passerelle run cancel 1042
            """)

    @Argument(help: "The run's number.") var id: String
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try ShowRunCommand.read(id)
        switch try await context.perform(CancelRun(run)) {
        case .cancelled: context.say(Phrase("Cancelled run \(run).", fr: "Exécution \(run) annulée."))
        case .requested(let worker):
            context.say(
                Phrase("Asked \(worker) to end run \(run).", fr: "Fin de l’exécution \(run) demandée à \(worker)."),
                next: Phrase(same: "passerelle run show \(run)"))
        }
        return .done
    }
}
