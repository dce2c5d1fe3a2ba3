import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct DepartmentCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "department", abstract: "Which planning department each of Lucca's corresponds to.",
        subcommands: [ListDepartmentsCommand.self, MapDepartmentCommand.self, UnmapDepartmentCommand.self])
}

struct ListDepartmentsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the departments met and their counterparts.",
        discussion: """
            Names are read from Lucca and PlanningPME for the occasion: they are not stored. Where that fails, ids are shown.

            Example:
              passerelle department list acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ListDepartments(of: try context.slug(slug)), during: CatalogWords.reading)
        if let error = report.unread { CatalogWords.warnUnread(error, context) }
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

struct MapDepartmentCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "map", abstract: "Sets which planning department one of Lucca's corresponds to.",
        discussion: """
            It takes precedence over the label. Both departments must exist.

            Example:
              passerelle department map acme 12 --to 4
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "Lucca's id of the department.") var department: String
    @Option(help: ArgumentHelp("PlanningPME's key of the department.", valueName: "key")) var to: String
    @OptionGroup var reasoning: ReasonOptions
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

struct UnmapDepartmentCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmap", abstract: "Removes what `department map` set: the next run decides by the labels.",
        discussion: """
            Example:
              passerelle department unmap acme 12
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "Lucca's id of the department.") var department: String
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let id = intake.luccaIDs("LUCCA_ID", [department]).first
        try intake.finish()
        guard let id else { throw CatalogWords.required("LUCCA_ID") }
        let tenant = try context.slug(slug)
        guard try await context.perform(UnmapDepartment(DepartmentID(id), of: tenant)) else {
            context.say(
                Phrase(
                    "Nothing was mapped for department \(id) of \(tenant): its counterpart is found by the label.",
                    fr: "Rien n’était associé au département \(id) du client \(tenant) : le libellé décide."))
            return .done
        }
        context.say(
            Phrase(
                "The next run looks for the counterpart of department \(id) by its label.",
                fr: "La prochaine exécution cherche par son libellé le département qui correspond au \(id)."),
            next: Phrase(same: "passerelle department list \(tenant)"))
        return .done
    }
}
