import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct PerformRunNowCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "now", abstract: "Performs a sync in this process.",
        discussion: """
            Under the same lease rules as a worker. A run that waits or was interrupted is resumed, with its own date. Ctrl-C, or \
            a closed terminal, stops it where it can stop cleanly, and hands it back: the next `run now` resumes it.

            Exit status: 0 succeeded, 3 partial, 4 needs review, 5 paused until the hourly plan has room, 1 failed, 2 a remote \
            system or the database could not be reached.

            Example:
              passerelle run now acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("The day to sync (default: today in the tenant's time zone).", valueName: "date")) var asOf:
        String?
    @Flag(help: "Read the whole planning again and correct what was changed there, as every week.") var reconcile = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        let slug = try context.slug(slug)
        let note = ProgressNote()
        let sync = SyncNow(
            of: slug, asOf: wished, options: SyncOptions(reconcile: reconcile, onProgress: note.note),
            onStart: { Self.warnOfDialect($0, context) })
        let performed = try await context.perform(
            sync, during: Phrase("Sync of \(slug)", fr: "Synchronisation du client \(slug)")
        ) { note.words }
        return RunEnding.show(performed, asOf: wished, context)
    }

    private static func warnOfDialect(_ tenant: Tenant, _ context: CommandContext) {
        guard tenant.environment == .production, tenant.dialect.standing == .unprobed, tenant.dialect.doubt == nil else { return }
        context.warn(
            Phrase(
                "The dialect of \(tenant.slug)'s PlanningPME is not probed: this run assumes the standard one.",
                fr:
                    "Le dialecte du PlanningPME du client \(tenant.slug) n’est pas sondé : cette exécution suppose le dialecte standard."
            ),
            next: Phrase(same: "passerelle tenant probe \(tenant.slug) --resource KEY"))
    }
}
