import ArgumentParser
import Operations
import SyncCore
import SyncEngine

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
        case .cancelled: context.say("Cancelled run \(run).")
        case .requested(let worker): context.say("Asked \(worker) to end run \(run).", next: "passerelle run show \(run)")
        }
        return .done
    }
}
