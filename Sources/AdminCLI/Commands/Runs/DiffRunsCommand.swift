import ArgumentParser
import Operations
import SyncCore
import Words

struct DiffRunsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows two runs of one tenant side by side.",
        discussion: """
            What each counted, which problems one or both of them had, and how many events each wrote or withheld, by cause. Two \
            problems are the same if they have the same code and subject.

            Example:
              passerelle run diff 1042 1043
            """)

    @Argument(help: "The number of a run, usually the earlier one.") var first: String
    @Argument(help: "The number of the run to compare with it.") var second: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let runs = (first: try ShowRunCommand.read(first), second: try ShowRunCommand.read(second))
        context.show(RunDiffDocument.make(try await context.perform(DiffRuns(runs.first, runs.second))))
        return .done
    }
}
