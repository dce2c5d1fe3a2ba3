import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle scope`.
struct ScopeCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scope", abstract: "Which of Lucca's departments are synced.",
        subcommands: [ShowScopeTree.self, SetScope.self])
}

/// `passerelle scope tree`.
struct ShowScopeTree: ShowingCommand {
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
        try await context.withTenant(slug) { services, tenant in
            let lucca = try await services.source(tenant)
            let tree = try await context.during("Reading Lucca") {
                let departments = try await lucca.departments().rows
                let employees = try await lucca.employees(in: nil)
                let today = try await services.today(of: tenant)
                return DepartmentTree(
                    departments, employees: employees.rows.filter { ($0.contractEnd ?? today) >= today }, scope: tenant.scope)
            }
            if tree.rows.isEmpty {
                context.say(
                    "Lucca shows no department.", next: "The key's role may hide them: passerelle tenant check \(tenant.slug)")
            }
            if !tree.rows.isEmpty || context.format != .table { context.show(ScopeDocument.make(tree)) }
            for id in tree.missing {
                context.warn(
                    "Department \(id) of the scope is not in Lucca any more.",
                    next: "Choose the scope again: passerelle scope set \(tenant.slug) --department ID…")
            }
            if tenant.scope.bases.isEmpty, let first = tree.rows.first {
                context.say(
                    "No scope is set yet.", next: "passerelle scope set \(tenant.slug) --department \(first.department.id)")
            }
            return .done
        }
    }
}

/// `passerelle scope set`.
struct SetScope: PasserelleCommand {
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
        return try await context.withTenant(slug) { services, tenant in
            let lucca = try await services.source(tenant)
            let departments = try await context.during("Reading Lucca") { try await lucca.departments().rows }
            let resolved = scope.resolve(in: departments)
            guard resolved.missing.isEmpty else {
                throw InputError(
                    resolved.missing.map { id in
                        .init(
                            "department \(id)", "Lucca has no such department, or hides it from this key.",
                            remedy: "Choose among those that `passerelle scope tree \(tenant.slug)` shows.")
                    })
            }
            try await services.registry.setScope(scope, of: tenant.id)
            context.say(
                "The scope of \(tenant.slug) is now \(TenantDocument.scopeLine(scope) ?? "empty"): \(Plural.of(resolved.departments.count, "department")).",
                next: "passerelle \(tenant.state == .draft ? "tenant check" : "run preview") \(tenant.slug)")
            return .done
        }
    }
}
