import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct DepartmentCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "department", abstract: "Which planning department stands for each of Lucca's.",
        subcommands: [ListDepartmentsCommand.self, MapDepartmentCommand.self])
}

struct ListDepartmentsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the departments met and their counterparts.",
        discussion: """
            Example:
              passerelle department list acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ListDepartments(of: try context.slug(slug)))
        let tenant = report.tenant
        if report.links.isEmpty {
            context.say(
                Phrase("No run has read a department yet.", fr: "Aucune exécution n’a encore lu de département."),
                next: CatalogWords.firstRun(of: tenant))
        }
        context.show(DepartmentLinkDocument.make(report.links), unless: report.links.isEmpty)
        return .done
    }
}

struct MapDepartmentCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "map", abstract: "Says which planning department stands for one of Lucca's.",
        discussion: """
            Wins over the label. Both must exist.

            Example:
              passerelle department map acme 12 --to 4
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "Lucca's id of the department.") var department: String
    @Option(help: ArgumentHelp("PlanningPME's key of the department.", valueName: "key")) var to: String
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let id = intake.luccaIDs("LUCCA_ID", [department]).first
        let key = intake.number("--to", to, in: 1...Int.max)
        try intake.finish()
        guard let id, let key else { throw CatalogWords.required("LUCCA_ID") }
        let map = MapDepartment(DepartmentID(id), of: try context.slug(slug), to: PlanningDepartmentKey(key))
        let report = try await context.perform(map, during: CatalogWords.reading)
        let (name, label) = (report.department.name, report.counterpart.label)
        context.say(
            Phrase(
                "Employees of \"\(name)\" go to \"\(label)\" from the next run on.",
                fr: "Les collaborateurs de « \(name) » vont dans « \(label) » à partir de la prochaine exécution."))
        return .done
    }
}
