import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine

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
            throw InputError("--changes, --problems", "A CSV holds one table.", remedy: "Ask for one of them at a time.")
        }
        return try await context.installation.withServices(.look) { services in
            let (document, count) = try await Self.document(
                of: run, services, shows: changes ? .changes : problems ? .problems : [])
            context.show(document)
            if !problems { ProblemTable.tellLeftOut(count, context) }
            return .done
        }
    }

    static func read(_ text: String) throws -> RunID {
        guard let number = Int(text), number > 0 else {
            throw InputError("\"\(text)\"", "It is not a run's number.", remedy: "`passerelle run list` shows them.")
        }
        return RunID(number)
    }

    /// - Returns: also how many problems the run has.
    static func document(
        of id: RunID, _ services: Services, shows: RunDocument.Lists, approved: [ApprovedDeletion]? = nil
    ) async throws -> (document: Document, problems: Int) {
        let run = try await services.runs.run(id)
        let zone = try? await services.registry.tenant(run.tenantID).settings.calendar.zone
        let problems = try await services.runs.problems(of: id)
        let document = RunDocument.make(
            run, review: try await RunReviews(runs: services.runs).review(of: run), problems: problems,
            changes: try await services.runs.changes(of: id), approved: approved, shows: shows, zone: zone ?? .gmt)
        return (document, problems.count)
    }
}
