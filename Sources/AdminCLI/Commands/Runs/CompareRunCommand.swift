import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct CompareRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Shows where Lucca's two generations differ for a tenant; writes nothing anywhere.",
        discussion: """
            Reads Lucca by API key and by application, plans a sync from each, and compares people, absences and extra fields \
            (never a value). It needs the secrets of both. Use it before `tenant edit acme --lucca-api 2`.

            Exit status: 0 the same, 3 different.

            Example:
              passerelle run compare acme
              passerelle run compare acme --as-of 2026-12-01 --output csv > diff.csv
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("The day to look from (default: today in the tenant's time zone).", valueName: "date")) var asOf:
        String?
    @Flag(help: "In the table: every difference, not only the first of each rule.") var all = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let day = asOf.map { intake.day("--as-of", $0) }
        try intake.finish()
        let slug = try context.slug(slug)
        let note = ProgressNote()
        let report = try await context.perform(
            CompareGenerations(of: slug, asOf: day ?? nil, options: SyncOptions(onProgress: note.note)),
            during: Phrase("Comparison for \(slug)", fr: "Comparaison pour le client \(slug)")
        ) { note.words }
        context.show(ComparisonDocument.make(report, showsAll: all))
        let comparison = report.comparison
        for notice in comparison.notices { context.say(ComparisonWords.notice(notice, slug)) }
        if comparison.isSame {
            context.say(
                Phrase("Both generations agree.", fr: "Les deux générations concordent."),
                next: report.tenant.settings.luccaAPI == .first
                    ? Phrase(same: "passerelle tenant edit \(slug) --lucca-api 2") : nil)
            return .done
        }
        context.say(
            Phrase.counted(
                comparison.differences.count, "difference between the generations.", "differences between the generations.",
                fr: "différence entre les générations.", "différences entre les générations."))
        return .partial
    }
}
