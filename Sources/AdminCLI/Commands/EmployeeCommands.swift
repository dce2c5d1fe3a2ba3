import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct EmployeeCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "employee", abstract: "One employee's absences, extra data and history.",
        subcommands: [ShowEmployeeCommand.self])
}

struct ShowEmployeeCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows an employee's months: what Lucca has, what is on the planning, and why they differ.",
        discussion: """
            Reads Lucca and PlanningPME as a preview does, and writes nothing. With --recorded it reads neither, and shows the \
            recorded events and what runs did to them. Names and values of extra data are never shown.

            Example:
              passerelle employee show acme --name marie dupont
              passerelle employee show acme --employee 42 --from 2026-12-01 --months 3
              passerelle employee show acme --employee 42 --recorded
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup(title: "The employee") var person: EmployeeOptions
    @Option(help: ArgumentHelp("The first day (default: the day of the next run).", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("How many months (default: as many as the tenant syncs).", valueName: "n")) var months: String?
    @Option(help: ArgumentHelp("The day of the next run (default: today in the tenant's time zone).", valueName: "date"))
    var asOf: String?
    @Flag(help: "Do not read each event from PlanningPME; show what was recorded of it.") var offline = false
    @Flag(help: "Only what is recorded: needs --employee with Lucca's id, and neither keyring nor network.") var recorded = false
    @OptionGroup(title: "The history") var history: HistoryOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let wanted = person.selector(&intake)
        let first = from.flatMap { intake.day("--from", $0) }
        let count = months.flatMap { intake.number("--months", $0, in: ShowEmployee.monthLimits, example: 6) }
        let day = asOf.flatMap { intake.day("--as-of", $0) }
        let page = history.page(&intake)
        if recorded { refuseLive(&intake) }
        try intake.finish()
        guard let wanted else { return .usage }
        let tenant = try context.slug(slug)
        if recorded, let employee = person.employee {
            return try await showRecorded(EmployeeID(employee), of: tenant, page, context)
        }
        let report = try await context.perform(
            ShowEmployee(of: wanted, tenant, from: first, months: count, asOf: day, asksPlanning: !offline, page: page),
            during: CatalogWords.reading)
        let words = ExplanationWords(report.absences, report.tenant)
        context.show(EmployeeDocument.make(report, words, FieldExplanationWords(report.fields, report.tenant)))
        HistoryTable.sayOlder(report.history, context)
        for line in words.remarks { context.say(line.text, next: line.remedy.isEmpty ? nil : line.remedy) }
        return .done
    }

    private func showRecorded(
        _ employee: EmployeeID, of tenant: TenantSlug, _ page: HistoryPage, _ context: CommandContext
    ) async throws -> CommandExit {
        let report = try await context.perform(ShowRecordedEmployee(employee, of: tenant, page: page))
        context.show(EmployeeDocument.make(report))
        HistoryTable.sayOlder(report.history, context)
        if report.events.isEmpty, report.history.changes.isEmpty {
            context.say(
                Phrase(
                    "Nothing is recorded under this id at \(tenant).",
                    fr: "Rien n’est enregistré sous cet identifiant chez \(tenant)."),
                next: Phrase(
                    "Lucca's id is in the list of `passerelle run log ID`, and found by name without --recorded.",
                    fr:
                        "L’identifiant Lucca figure dans la liste de `passerelle run log ID`, et se trouve par le nom sans --recorded."
                ))
        }
        return .done
    }

    /// What is recorded is found by Lucca's id alone, and is of no day.
    private func refuseLive(_ intake: inout Intake) {
        let given: [(String, Bool)] = [
            ("--name", !person.name.isEmpty), ("--email", person.email != nil), ("--identifier", person.identifier != nil),
            ("--from", from != nil), ("--months", months != nil), ("--as-of", asOf != nil), ("--offline", offline),
        ]
        for (option, isGiven) in given where isGiven {
            intake.refuse(
                option, Phrase("It cannot be combined with --recorded.", fr: "Cette option ne se combine pas avec --recorded."),
                remedy: Phrase(
                    "Use --employee ID, or leave out --recorded.", fr: "Utilisez --employee ID, ou retirez --recorded."))
        }
    }
}
