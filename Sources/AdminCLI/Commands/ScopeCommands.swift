import ArgumentParser
import Operations
import SyncCore
import SyncEngine

/// `passerelle scope`.
struct ScopeCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scope", abstract: "Which of Lucca's departments are synced.",
        subcommands: [ShowScopeTreeCommand.self, SetScopeCommand.self])
}

/// `passerelle scope tree`.
struct ShowScopeTreeCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Shows Lucca's departments as a tree with head counts, the scope marked.",
        discussion: """
            Reads Lucca. Marks: ● in scope, ◉ a base of it.

            Example:
              passerelle scope tree acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ScopeTree(of: try context.slug(slug)), during: "Reading Lucca")
        let tenant = report.tenant.slug
        if report.rows.isEmpty {
            context.say("Lucca shows no department.", next: "The key's role may hide them: passerelle tenant check \(tenant)")
        }
        context.show(ScopeDocument.make(report.rows), unless: report.rows.isEmpty)
        for id in report.missing {
            context.warn(
                "Department \(id) of the scope is not in Lucca any more.",
                next: "Choose the scope again: passerelle scope set \(tenant) --department ID…")
        }
        if report.tenant.scope.bases.isEmpty, let first = report.rows.first {
            context.say("No scope is set yet.", next: "passerelle scope set \(tenant) --department \(first.id)")
        }
        return .done
    }
}

/// `passerelle scope set`.
struct SetScopeCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Sets which departments are synced.",
        discussion: """
            --department takes departments with everything below them, --without-descendants takes them alone. The ids are Lucca's, as
            `scope tree` shows them. The list replaces the one before.

            Example:
              passerelle scope set acme --department 12 30 --without-descendants 41
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(parsing: .upToNextOption, help: ArgumentHelp("Departments, with all below them.", valueName: "id"))
    var department: [String] = []
    @Option(parsing: .upToNextOption, help: ArgumentHelp("Departments alone, without those below.", valueName: "id"))
    var withoutDescendants: [String] = []
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let alone = intake.luccaIDs("--without-descendants", withoutDescendants)
        let whole = intake.luccaIDs("--department", department)
        for id in whole where alone.contains(id) {
            intake.refuse(
                "--without-descendants", "Department \(id) is named with and without those below it.",
                remedy: "Name it once, the way it is meant.")
        }
        if whole.isEmpty, alone.isEmpty {
            intake.refuse(
                "--department", "No department is named.", remedy: "Name some; `passerelle scope tree \(slug)` shows them.")
        }
        try intake.finish()
        let scope = DepartmentScope(
            bases: whole.map { .init(id: DepartmentID($0), withDescendants: true) }
                + alone.map { .init(id: DepartmentID($0), withDescendants: false) })
        let report = try await context.perform(SetScope(scope, of: try context.slug(slug)), during: "Reading Lucca")
        let tenant = report.tenant
        context.say(
            "The scope of \(tenant.slug) is now \(TenantDocument.scopeLine(scope) ?? "empty"): \(Plural.of(report.departments, "department")).",
            next: "passerelle \(tenant.state == .draft ? "tenant check" : "run preview") \(tenant.slug)")
        return .done
    }
}
