import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct ExplainFieldCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Shows why an employee's extra data is on the planning or not, and what the next run does.",
        discussion: """
            Reads Lucca and PlanningPME as a preview does, and writes nothing. No value is shown, in no format. What is on the \
            planning is shown as it was recorded with the last write.

            Example:
              passerelle field explain acme --employee 42
              passerelle field explain acme --email marie.dupont@acme.example
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup(title: "The employee") var person: EmployeeOptions
    @Option(help: ArgumentHelp("The day of the next run (default: today in the tenant's time zone).", valueName: "date"))
    var asOf: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let day = asOf.map { intake.day("--as-of", $0) } ?? nil
        let wanted = person.selector(&intake)
        try intake.finish()
        guard let wanted else { return .usage }
        let report = try await context.perform(
            ExplainField(of: wanted, try context.slug(slug), asOf: day), during: CatalogWords.reading)
        let words = FieldExplanationWords(report.explanation, report.tenant)
        context.show(FieldExplanationDocument.make(report, words))
        for line in words.remarks { context.say(line.text, next: line.remedy.isEmpty ? nil : line.remedy) }
        return .done
    }
}
