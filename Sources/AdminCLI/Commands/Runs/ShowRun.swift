import AppWiring
import ArgumentParser
import Foundation
import SyncCore
import SyncEngine

/// `passerelle run show`.
struct ShowRun: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one run whole, with its problems.",
        discussion: """
            With --changes, every event that it wrote too; with --output csv, those alone.

            Example:
              passerelle run show 1042 --changes
            """)

    @Argument(help: "The run's number.") var id: String
    @Flag(help: "Also list every event that the run wrote.") var changes = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try Self.read(id)
        return try await context.backend.withServices(.look) { services in
            context.show(try await Self.document(of: run, services, showsChanges: changes))
            return .done
        }
    }

    static func read(_ text: String) throws -> RunID {
        guard let number = Int(text), number > 0 else {
            throw InputError("\"\(text)\"", "It is not a run's number.", remedy: "`passerelle run list` shows them.")
        }
        return RunID(number)
    }

    static func document(of id: RunID, _ services: Services, showsChanges: Bool) async throws -> Document {
        let run = try await services.runs.run(id)
        let zone = try? await services.registry.tenant(run.tenantID).settings.calendar.zone
        return RunDocument.make(
            run, problems: try await services.runs.problems(of: id), changes: try await services.runs.changes(of: id),
            showsChanges: showsChanges, zone: zone ?? .gmt)
    }
}
