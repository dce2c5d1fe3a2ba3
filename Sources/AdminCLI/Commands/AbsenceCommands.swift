import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct AbsenceCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "absence", abstract: "Why an absence is on the planning, or is not.",
        subcommands: [ExplainAbsenceCommand.self])
}

struct ExplainAbsenceCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Shows why an employee's absences are on the planning or not, and what the next run does.",
        discussion: """
            Reads Lucca and PlanningPME as a preview does, reads each event from PlanningPME by its key, and writes nothing. JSON \
            and CSV hold codes, dates and keys. Below the absences, the history: what runs wrote on these days, and to the events \
            of these absences, also of an absence that is gone from Lucca.

            Example:
              passerelle absence explain acme --employee 42 --date 2026-12-24
              passerelle absence explain acme --name marie dupont --date 2026-12-24
              passerelle absence explain acme --employee 42 --from 2026-12-01 \\
                  --to 2026-12-31
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup(title: "The employee") var person: EmployeeOptions
    @Option(help: ArgumentHelp("Only what touches this day.", valueName: "date")) var date: String?
    /// An option of its own, so that a refusal names what was typed.
    @Option(help: ArgumentHelp("The same as --date.", valueName: "date")) var day: String?
    @Option(help: ArgumentHelp("Only what touches this day or a later one.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("Only what touches this day or an earlier one.", valueName: "date")) var to: String?
    @Option(help: ArgumentHelp("The day of the next run (default: today in the tenant's time zone).", valueName: "date"))
    var asOf: String?
    @Flag(help: "Do not read each event from PlanningPME; show what was recorded of it.") var offline = false
    @OptionGroup(title: "The history") var history: HistoryOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let days = wantedDays(&intake)
        let day = asOf.map { intake.day("--as-of", $0) } ?? nil
        let wanted = person.selector(&intake)
        let page = history.page(&intake)
        try intake.finish()
        guard let wanted else { return .usage }
        let explain = ExplainAbsence(
            of: wanted, try context.slug(slug), days: days, asOf: day, asksPlanning: !offline, page: page)
        let report = try await context.perform(explain, during: CatalogWords.reading)
        let words = ExplanationWords(report.explanation, report.tenant)
        context.show(ExplanationDocument.make(report, words))
        HistoryTable.sayOlder(report.history, context)
        for line in words.remarks { context.say(line.text, next: line.remedy.isEmpty ? nil : line.remedy) }
        return .done
    }

    /// Open ends extend to the first or last valid day.
    private func wantedDays(_ intake: inout Intake) -> ClosedRange<CalendarDay>? {
        let name = date == nil ? "--day" : "--date"
        let only = (date ?? day).map { intake.day(name, $0) } ?? nil
        let first = from.map { intake.day("--from", $0) } ?? nil
        let last = to.map { intake.day("--to", $0) } ?? nil
        if date != nil, day != nil {
            intake.refuse(
                "--date, --day", Phrase("They mean the same.", fr: "Ces options ont le même sens."),
                remedy: Phrase("Give one of them.", fr: "Donnez-en une seule."))
            return nil
        }
        if date ?? day != nil, from != nil || to != nil {
            intake.refuse(
                name,
                Phrase(
                    "\(name) cannot be combined with --from or --to.", fr: "\(name) ne se combine ni avec --from ni avec --to."),
                remedy: Phrase("Choose \(name), or --from and --to.", fr: "Choisissez \(name), ou --from et --to."))
            return nil
        }
        if let only { return only...only }
        guard first != nil || last != nil else { return nil }
        let start = first ?? Intake.firstDay
        let end = last ?? Intake.lastDay
        guard start <= end else {
            intake.refuse(
                "--to", Phrase("\(end) is before \(start).", fr: "\(end) précède \(start)."),
                remedy: Phrase("Give a day from \(start) on.", fr: "Donnez un jour à partir du \(start)."))
            return nil
        }
        return start...end
    }
}
