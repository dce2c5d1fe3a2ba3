import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct ApproveRunCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Deletes and clears what a run withheld, if it still applies.",
        discussion: """
            Performs a new run in this process. That run reads Lucca again, and deletes what the first run withheld if it is still \
            to be deleted; it does the withheld clearings of extra data in the same way. Once it has ended, the command lists what \
            was not deleted, and why (JSON: approvedDeletions, result). With --queue a worker performs the new run; with --wait \
            too, the command follows it to its end. On a terminal, the command first shows the counts per employee and cause, and \
            asks.

            --only approves the deletions and clearings of these employees, by their ids in Lucca. The rest stays on the planning: \
            this run and later ones withhold it until it is approved.

            Example:
              passerelle run show 1042 && passerelle run approve 1042
              passerelle run approve 1042 --only 317,412
              passerelle run approve 1042 --queue --wait
            """)

    @Argument(help: "The number of a run in state needs_review.") var id: String
    @Option(help: ArgumentHelp("The day to sync (default: today, or the run's own day if that is later).", valueName: "date"))
    var asOf: String?
    @Option(help: ArgumentHelp("Only these employees' deletions. Repeatable.", valueName: "employee")) var only: [String] = []
    @Flag(help: "Do not ask on a terminal.") var yes = false
    @OptionGroup var queueing: QueueOptions
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let id = try ShowRunCommand.read(id)
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        try queueing.check()
        let employees = only.flatMap { $0.split(separator: ",") }.map { EmployeeID($0.trimmingCharacters(in: .whitespaces)) }
        let chosen = only.isEmpty ? nil : Set(employees)
        let shown = !yes && context.isInteractive ? try await confirm(id, chosen, context) : nil
        let context = try context.asking(reasoning)
        if queueing.queue {
            return try await queue(QueueApproval(id, shown: shown, only: chosen, asOf: wished), context)
        }
        let note = ProgressNote()
        let approve = ApproveRun(
            id, shown: shown, only: chosen, asOf: wished, options: SyncOptions(onProgress: note.note),
            onStart: { context.tenant.note($0.slug) })
        let label = Phrase("Sync that approves run \(id)", fr: "Synchronisation qui approuve l’exécution \(id)")
        let performed = try await context.perform(approve, during: label) { note.words }
        let end = RunEnding.show(performed, asOf: wished, context)
        let tenant = performed.details.run.run.tenant
        Self.show(performed.approved, performed.approvedClears, withheldBy: id, of: tenant, context)
        return end
    }

    /// - Returns: what was shown; nil if nothing can be approved.
    /// - Throws: `Declined`.
    private func confirm(_ run: RunID, _ only: Set<EmployeeID>?, _ context: CommandContext) async throws -> ReviewDigest? {
        let shown = try await context.perform(ShowRun(run))
        // Whatever is wrong with it, the operation says so.
        guard case .open = shown.run.review else { return nil }
        let review = shown.withheld
        let (withheld, clears) = (review.deletions(of: only), review.clears(of: only))
        guard !withheld.isEmpty || !clears.isEmpty else { return nil }
        if !withheld.isEmpty {
            context.showMessage(
                [.table(WithheldTable.table(withheld, in: shown.zone)), .note(WithheldTable.summary(withheld))])
        }
        if !clears.isEmpty {
            let ids = clears.map(\.description).joined(separator: ", ")
            context.say(
                Phrase("Extra data is cleared for: \(ids).", fr: "Des données supplémentaires sont effacées pour : \(ids)."))
        }
        let question = Phrase(
            "Delete them from \(shown.run.run.tenant)'s planning? yes or no: ",
            fr: "Les supprimer du planning du client \(shown.run.run.tenant) ? oui ou non : ")
        guard context.confirms(question) else {
            throw Declined(
                message: Phrase(
                    "Nothing was deleted; the run still waits for a decision.",
                    fr: "Rien n’a été supprimé ; l’exécution attend toujours une décision."))
        }
        return review.digest
    }

    private func queue(_ approval: QueueApproval, _ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(approval)
        context.tenant.note(report.tenant)
        if report.lacksWorker { StartRunCommand.warnOfNoWorker(context) }
        PauseWords.warn(of: report.pause, context)
        guard queueing.wait else { return try await StartRunCommand.showQueued(report.run, context) }
        return try await context.installation.withServices { services in
            try await RunFollower(services: services, context: context).follow(report.run, approval: report.queued)
        }
    }

    /// - Parameter deletions: nil if the run has not ended.
    static func show(
        _ deletions: [ApprovedDeletion]?, _ clears: [ApprovedClear], withheldBy id: RunID, of tenant: TenantSlug,
        _ context: CommandContext
    ) {
        if let deletions, !deletions.isEmpty || clears.isEmpty {
            context.say(ApprovalWords.summary(of: deletions, withheldBy: id))
        }
        if !clears.isEmpty {
            let kept = clears.first { !$0.isDone }
            context.say(
                ApprovalWords.summary(of: clears, withheldBy: id),
                next: kept.map { Phrase(same: "passerelle field explain \(tenant) --employee \($0.employeeID)") })
        }
    }
}
