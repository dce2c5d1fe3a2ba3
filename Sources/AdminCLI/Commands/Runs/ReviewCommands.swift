import ArgumentParser
import Operations
import SyncCore
import Words

struct RejectRunCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Rejects what a run withheld: it stays on the planning.",
        discussion: """
            The run no longer waits for approval. Later runs withhold the same deletions again, and show who rejected them and \
            when, until one of those runs is approved. Clearings of extra data are not remembered: later runs judge them anew.

            Example:
              passerelle run reject 1042 --reason "a right was lost, ticket 4711"
            """)

    @Argument(help: "The number of a run in state needs_review.") var id: String
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try ShowRunCommand.read(id)
        let report = try await context.asking(reasoning).perform(RejectRun(run))
        let deletions = Phrase.counted(
            report.deletions, "deletion", "deletions", fr: "suppression rejetée", "suppressions rejetées")
        context.say(
            Phrase(
                "Rejected \(deletions.english) of run \(run).",
                fr: "Exécution \(run) : \(deletions.french)."),
            next: Phrase(
                "Correct the cause, then check: passerelle run preview \(report.tenant)",
                fr: "Corrigez la cause, puis vérifiez : passerelle run preview \(report.tenant)"))
        return .done
    }
}
