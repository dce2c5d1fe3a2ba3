import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct PreviewRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Shows what a sync would create, change and delete; writes nothing anywhere.",
        discussion: """
            A CSV holds one table: the changes of events, or with --problems what needs a person. Extra data is named by resource \
            and field, never by value.

            Example:
              passerelle run preview acme
              passerelle run preview acme --as-of 2026-12-01 --output csv > preview.csv
              passerelle run preview acme --queue --wait
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("The day to look from (default: today in the tenant's time zone).", valueName: "date")) var asOf:
        String?
    @Flag(help: "Compare with the whole planning, as the weekly reconciliation does.") var reconcile = false
    @Flag(help: "With --output csv: list the problems.") var problems = false
    @OptionGroup var queueing: QueueOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let day = asOf.map { intake.day("--as-of", $0) }
        try intake.finish()
        try queueing.check(onlyHere: [("--record", recording.record != nil)])
        let slug = try context.slug(slug)
        if queueing.queue {
            return try await QueueFollower(context: context).submit(
                .preview(asOf: day ?? nil, reconcile: reconcile), of: slug, waits: queueing.wait, listsProblems: problems)
        }
        return try await context.recording(into: recording.record) { context in
            let note = ProgressNote()
            let options = SyncOptions(reconcile: reconcile, onProgress: note.note)
            let report = try await context.perform(
                PreviewRun(of: slug, asOf: day ?? nil, options: options),
                during: Phrase("Preview of \(slug)", fr: "Aperçu du client \(slug)")
            ) { note.words }
            return Self.show(report, listsProblems: problems, context)
        }
    }

    static func show(_ report: PreviewRun.Report, listsProblems: Bool, _ context: CommandContext) -> CommandExit {
        let preview = report.preview
        context.show(PreviewDocument.make(report, listsProblems: listsProblems))
        if !listsProblems { ProblemTable.sayLeftOut(preview.problems.count, context) }
        if preview.changes.isEmpty, preview.withheld.isEmpty, preview.fieldChanges.isEmpty, preview.withheldClears.isEmpty {
            context.say(Phrase("Nothing would change.", fr: "Rien ne changerait."))
        }
        sayDialect(report.tenant, context)
        return .done
    }

    /// Shows whether a run would write this, and what must be done first.
    private static func sayDialect(_ tenant: Tenant, _ context: CommandContext) {
        if let doubt = tenant.dialect.doubt {
            context.warn(
                Phrase(
                    "A run would write nothing of this: the dialect of \(tenant.slug)'s PlanningPME is in doubt since "
                        + "\(LocalTime.utc(doubt.since)) (\(doubt.point.rawValue)).",
                    fr:
                        "Une exécution n’écrirait rien de cela : le dialecte du PlanningPME du client \(tenant.slug) est en doute depuis le "
                        + "\(LocalTime.utc(doubt.since)) (\(doubt.point.rawValue))."),
                next: DialectDocument.remedy(tenant))
        } else if tenant.environment == .production, tenant.dialect.standing == .unprobed {
            context.say(
                Phrase(
                    "The dialect of \(tenant.slug)'s PlanningPME is not probed yet.",
                    fr: "Le dialecte du PlanningPME du client \(tenant.slug) n’est pas encore sondé."),
                next: Phrase(
                    "passerelle tenant probe \(tenant.slug) --resource KEY, a key of the column resource",
                    fr: "passerelle tenant probe \(tenant.slug) --resource KEY, une clé de la colonne ressource"))
        }
    }
}
