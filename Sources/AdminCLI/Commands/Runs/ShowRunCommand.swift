import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// `passerelle run show`.
struct ShowRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one run whole, with its problems.",
        discussion: """
            With --changes, every event that it wrote too. A CSV holds one table: the run itself, with --changes its events, with --problems
            its problems. The table shows the last day of the window; JSON (window.to) and CSV the first day that is not synced any more.

            Example:
              passerelle run show 1042 --changes
            """)

    @Argument(help: "The run's number.") var id: String
    @Flag(help: "Also list every event that the run wrote.") var changes = false
    @Flag(help: "With --output csv: list the problems.") var problems = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try Self.read(id)
        if showing.output == .csv, changes, problems {
            throw InputError(
                "--changes, --problems", Phrase("A CSV holds one table.", fr: "Un CSV contient un seul tableau."),
                remedy: Phrase("Request one of them at a time.", fr: "Demandez-en un à la fois."))
        }
        let report = try await context.perform(ShowRun(run))
        context.show(RunDocument.make(report, shows: changes ? .changes : problems ? .problems : []))
        if !problems { ProblemTable.tellLeftOut(report.problems.count, context) }
        return .done
    }

    static func read(_ text: String) throws -> RunID {
        guard let number = Int(text), number > 0 else {
            throw InputError(
                "\"\(text)\"", Phrase("It is not a run's number.", fr: "Ce n’est pas le numéro d’une exécution."),
                remedy: Phrase("`passerelle run list` shows them.", fr: "`passerelle run list` les montre."))
        }
        return RunID(number)
    }
}
