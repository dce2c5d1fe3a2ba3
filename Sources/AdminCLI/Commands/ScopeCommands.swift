import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct ScopeCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scope", abstract: "Which of Lucca's departments are synced.",
        subcommands: [ShowScopeTreeCommand.self, SetScopeCommand.self])
}

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
        let report = try await context.perform(ScopeTree(of: try context.slug(slug)), during: CatalogWords.readingLucca)
        let tenant = report.tenant.slug
        let generation = report.tenant.settings.luccaAPI
        if report.rows.isEmpty {
            context.say(
                Phrase("Lucca returned no department.", fr: "Lucca n’a renvoyé aucun département."),
                next: Phrase(
                    "Perhaps \(generation.rights.english) hide them: passerelle tenant check \(tenant)",
                    fr: "Peut-être que \(generation.rights.french) les cachent : passerelle tenant check \(tenant)"))
        }
        if let error = report.unread { CatalogWords.warnUnread(error, context) }
        context.show(ScopeDocument.make(report.rows), unless: report.rows.isEmpty)
        for id in report.missing {
            context.warn(
                Phrase(
                    "Department \(id) of the scope no longer exists in Lucca, or \(generation.readerInside.english) may not read it.",
                    fr:
                        "Le département \(id) du périmètre n’existe plus dans Lucca, ou \(generation.readerInside.french) n’a pas le "
                        + "droit de le lire."),
                next: Phrase(
                    "Set the scope again: passerelle scope set \(tenant) --department ID…",
                    fr: "Redéfinissez le périmètre : passerelle scope set \(tenant) --department ID…"))
        }
        if report.tenant.scope.bases.isEmpty, let first = report.rows.first {
            context.say(
                Phrase("No scope is set yet.", fr: "Aucun périmètre n’est encore défini."),
                next: Phrase(same: "passerelle scope set \(tenant) --department \(first.id)"))
        }
        return .done
    }
}

struct SetScopeCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Sets which departments are synced.",
        discussion: """
            --department takes departments with everything below them, --without-descendants takes them alone. The ids are \
            Lucca's, as `scope tree` shows them. The list replaces the one before.

            Example:
              passerelle scope set acme --department 12 30 --without-descendants 41
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(parsing: .upToNextOption, help: ArgumentHelp("Departments, with all below them.", valueName: "id"))
    var department: [String] = []
    @Option(parsing: .upToNextOption, help: ArgumentHelp("Departments alone, without those below.", valueName: "id"))
    var withoutDescendants: [String] = []
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let alone = intake.luccaIDs("--without-descendants", withoutDescendants)
        let whole = intake.luccaIDs("--department", department)
        for id in whole where alone.contains(id) {
            intake.refuse(
                "--without-descendants",
                Phrase(
                    "Department \(id) is named with and without those below it.",
                    fr: "Le département \(id) est donné avec et sans ses sous-départements."),
                remedy: Phrase(
                    "Name it in --department or in --without-descendants.",
                    fr: "Donnez-le dans --department ou dans --without-descendants."))
        }
        if whole.isEmpty, alone.isEmpty {
            intake.refuse(
                "--department",
                Phrase(
                    "--department or --without-descendants is required.",
                    fr: "--department ou --without-descendants est obligatoire."),
                remedy: Phrase(
                    "`passerelle scope tree \(slug)` shows the departments.",
                    fr: "`passerelle scope tree \(slug)` montre les départements."))
        }
        try intake.finish()
        let scope = DepartmentScope(
            bases: whole.map { .init(id: DepartmentID($0), withDescendants: true) }
                + alone.map { .init(id: DepartmentID($0), withDescendants: false) })
        let report = try await context.perform(SetScope(scope, of: try context.slug(slug)), during: CatalogWords.readingLucca)
        let tenant = report.tenant
        let line = CatalogWords.scope(scope)
        let count = Phrase.counted(report.departments, "department", "departments", fr: "département", "départements")
        context.say(
            Phrase(
                "The scope of \(tenant.slug) is now \(line.english): \(count.english).",
                fr: "Le périmètre du client \(tenant.slug) est maintenant : \(line.french), soit \(count.french)."),
            next: Phrase(same: "passerelle \(tenant.state == .draft ? "tenant check" : "run preview") \(tenant.slug)"))
        return .done
    }
}
