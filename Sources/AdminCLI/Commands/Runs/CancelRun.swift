import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle run cancel`.
struct CancelRunCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends a run that is queued, or whose worker died.",
        discussion: """
            A run that a living worker performs is stopped where it runs: Ctrl-C for `run now`.

            Example:
              passerelle run cancel 1042
            """)

    @Argument(help: "The run's number.") var id: String
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try ShowRun.read(id)
        return try await context.backend.withServices { services in
            try await services.runs.cancel(run)
            context.say("Cancelled run \(run).")
            return .done
        }
    }
}
