import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

/// `passerelle run approve`.
struct ApproveRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Performs the deletions that a run held back, as far as they still hold.",
        discussion: """
            A new run, in this process: it reads Lucca again, and deletes what the first run listed and what is still to be deleted. Once it
            has ended, it lists what was not deleted, and why (JSON: approvedDeletions, result).

            Example:
              passerelle run show 1042 && passerelle run approve 1042
            """)

    @Argument(help: "The number of a run in state needs_review.") var id: String
    @Option(help: ArgumentHelp("The day to sync (default: today, or the run's own day if that is later).", valueName: "date"))
    var asOf: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let id = try ShowRunCommand.read(id)
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        let note = ProgressNote()
        let approve = ApproveRun(
            id, asOf: wished, options: SyncOptions(onProgress: note.note), onStart: { context.tenant.note($0.slug) })
        let label = Phrase("Sync that approves run \(id)", fr: "Synchronisation qui approuve l’exécution \(id)")
        let performed = try await context.perform(approve, during: label) { note.words }
        let end = RunEnding.tell(performed, asOf: wished, context)
        if let deletions = performed.approved { context.say(ApprovalWords.summary(of: deletions, withheldBy: id)) }
        return end
    }
}
