import ArgumentParser
import Operations
import SyncCore

/// `passerelle run log`.
struct LogRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Lists every event that a run wrote, in order.",
        discussion: """
            Also of a run that is under way: what it has written by now. A deletion that the brake held back shows as withheld.

            Example:
              passerelle run log 1042
            """)

    @Argument(help: "The run's number.") var id: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowRun(try ShowRunCommand.read(id)))
        let changes = report.changes
        context.show(
            Document(
                [.table(ChangeTable.table(changes, in: report.zone))], of: changes.map(ChangeTable.facts),
                csv: ChangeTable.columns))
        let run = report.run.run
        if changes.isEmpty { context.say("Run \(run.id) (\(run.state.rawValue)) has written no event.") }
        return .done
    }
}
