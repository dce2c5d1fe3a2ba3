import AppWiring
import ArgumentParser
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
        let id = try ShowRun.read(id)
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        return try await context.backend.withServices { services in
            let approved = try await services.runs.run(id)
            let tenant = try await services.registry.tenant(approved.tenantID)
            context.tenant.note(tenant.slug)
            let day = try RunDay(wished, of: tenant, now: try await services.schedules.now())
            try await RunBench.requireConnection(tenant, services)
            let approve = ApproveRun(
                runNow: RunNow(worker: RunBench(services, clock: context.clock).worker), runs: services.runs)
            let note = ProgressNote()
            let result = try await context.during(
                Phrase("Approved sync of \(tenant.slug)", fr: "Synchronisation approuvée du tenant \(tenant.slug)"),
                detail: { note.words }
            ) {
                try await approve.perform(
                    id, of: tenant, asOf: day.asOf, isToday: day.isToday, options: SyncOptions(onProgress: note.note))
            }
            let end = try await RunEnding.tell(result.run, asOf: wished, approved: result.deletions, services, context)
            if let deletions = result.deletions { context.say(ApprovalWords.summary(of: deletions, withheldBy: id)) }
            return end
        }
    }
}
