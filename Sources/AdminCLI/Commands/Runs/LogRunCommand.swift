import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine

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
        let id = try ShowRunCommand.read(id)
        return try await context.installation.withServices(.look) { services in
            let run = try await services.runs.run(id)
            let changes = try await services.runs.changes(of: id)
            let zone = try? await services.registry.tenant(run.tenantID).settings.calendar.zone
            context.show(
                Document(
                    sections: [.table(ChangeTable.table(changes, in: zone ?? .gmt))],
                    json: .array(changes.map(ChangeTable.json)), csv: ChangeTable.csv(changes)))
            if changes.isEmpty { context.say("Run \(id) (\(run.state.rawValue)) has written no event.") }
            return .done
        }
    }
}
