import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle department`.
struct DepartmentCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "department", abstract: "Which planning department stands for each of Lucca's.",
        subcommands: [ListDepartments.self, MapDepartment.self])
}

/// `passerelle department list`.
struct ListDepartments: ShowingCommand {
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
        try await context.withTenant(slug) { services, tenant in
            let links = try await services.registry.departmentLinks(of: tenant.id).sorted { $0.departmentID < $1.departmentID }
            if links.isEmpty {
                context.say(
                    "No run has met a department yet.",
                    next: tenant.scope.bases.isEmpty
                        ? "passerelle scope tree \(tenant.slug)" : "passerelle run now \(tenant.slug)")
            }
            if !links.isEmpty || context.format != .table { context.show(DepartmentLinkDocument.make(links)) }
            return .done
        }
    }
}

/// `passerelle department map`.
struct MapDepartment: PasserelleCommand {
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
        guard let id, let key else { throw InputError("LUCCA_ID", "It is empty.", remedy: "Name one, such as 12.") }
        return try await context.withTenant(slug) { services, tenant in
            let (departments, counterparts) = try await context.during("Reading Lucca and PlanningPME") {
                (try await services.source(tenant).departments().rows, try await services.target(tenant).departments())
            }
            var found = Intake()
            let department = departments.first { $0.id.value == id }
            if department == nil {
                found.refuse("department \(id)", "Lucca has no such department.", remedy: "passerelle scope tree \(tenant.slug)")
            }
            let counterpart = counterparts.first { $0.key.value == key }
            if counterpart == nil {
                found.refuse(
                    "--to", "PlanningPME has no department \(key).",
                    remedy: "It has: " + counterparts.map { "\($0.key) (\($0.label))" }.joined(separator: ", ") + ".")
            }
            try found.finish()
            guard let department, let counterpart else { return .usage }
            try await services.registry.setDepartmentLink(
                DepartmentLink(departmentID: department.id, planningDepartment: counterpart.key, isExplicit: true), of: tenant.id)
            context.say("Employees of \"\(department.name)\" go to \"\(counterpart.label)\" from the next run on.")
            return .done
        }
    }
}
