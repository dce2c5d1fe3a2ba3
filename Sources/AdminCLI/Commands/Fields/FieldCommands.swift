import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct FieldCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "field", abstract: "Which extra data of Lucca goes to the planning's resources.",
        subcommands: [
            ListFieldsCommand.self, SetFieldCommand.self, UnsetFieldCommand.self, ExplainFieldCommand.self,
        ])
}

struct ListFieldsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the fields that Lucca offers and where each goes; never a value.",
        discussion: """
            Labels, formats and head counts are read from Lucca for the occasion: they are not stored. Where that fails, only what \
            was set is shown. People are those in scope who have not left; a field that goes to several places has several lines.

            Example:
              passerelle field list acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(
            ListFields(of: try context.slug(slug)), during: CatalogWords.readingLucca)
        let slug = report.tenant.slug
        context.show(FieldDocument.make(report), unless: report.rows.isEmpty)
        if let error = report.unread {
            context.warn(
                Phrase(
                    "Lucca could not be read; only what was set is shown.",
                    fr: "Lucca n’a pas pu être lu ; seul ce qui est défini s’affiche.") + context.message(error.failure),
                next: context.remedy(error.failure))
        } else if report.tenant.scope.bases.isEmpty {
            context.say(
                Phrase("The scope is empty, so no one is counted.", fr: "Le périmètre est vide : personne n’est compté."),
                next: Phrase(same: "passerelle scope tree \(slug)"))
        }
        if report.rows.isEmpty {
            context.say(
                Phrase("No field of \(slug) is carried.", fr: "Aucune donnée du client \(slug) n’est transmise."))
        }
        let isCustom = { (row: FieldRow) in if case .standard = row.field.kind { false } else { row.isOffered == true } }
        if report.unread == nil, !report.rows.contains(where: isCustom) {
            context.say(
                Phrase("Lucca offers no custom field.", fr: "Lucca ne propose aucune donnée personnalisée."),
                next: Phrase("To have one offered:", fr: "Pour qu’il en propose une :")
                    + report.tenant.settings.luccaAPI.remedyShowingField)
        }
        for row in report.rows { warnOfTrouble(of: row, slug, context) }
        return .done
    }

    private func warnOfTrouble(of row: FieldRow, _ slug: TenantSlug, _ context: CommandContext) {
        guard let rule = row.rule else { return }
        if row.isOffered == false {
            let target = FieldWords.target(rule.target)
            context.warn(
                Phrase(
                    "Lucca does not offer \(row.field), so nothing is written to \(target.english) or cleared there.",
                    fr: "Lucca ne propose pas \(row.field) : rien n’est écrit dans \(target.french), ni effacé."),
                next: Phrase(
                    "passerelle tenant check \(slug) says what to click in Lucca; or passerelle field unset \(slug) \(row.field)",
                    fr:
                        "passerelle tenant check \(slug) indique où cliquer dans Lucca ; ou passerelle field unset \(slug) \(row.field)"
                ))
        }
        if let before = row.formatOfRule {
            let (was, now) = (FieldWords.format(before), FieldWords.format(row.format))
            context.warn(
                Phrase(
                    "\(row.field) was set as \(was.english), and Lucca has it as \(now.english).",
                    fr: "\(row.field) a été définie avec le format \(was.french), et Lucca l’a avec le format \(now.french)."),
                next: Phrase(same: FieldWords.setting(rule, of: slug, keepsForm: false)))
        }
    }
}

struct UnsetFieldCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Stops carrying a field; what was written stays on the planning.",
        discussion: """
            Named by the field, or by where it goes. A field that goes to several places is removed from all of them; --to chooses \
            one.

            Example:
              passerelle field unset acme e_site
              passerelle field unset acme e_site --to Site
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "The field, or where it goes, as `field list` shows them.") var field: String
    @Option(help: ArgumentHelp("Only what goes there.", valueName: "name")) var to: String?
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let name = intake.label("FIELD", field, longest: FieldID.longest)
        let target = to.flatMap { intake.label("--to", $0, longest: FieldTarget.longestName) }.map { FieldTarget($0) }
        try intake.finish()
        guard let name else { throw InputError([]) }
        let slug = try context.slug(slug)
        let report = try await context.perform(UnsetField(name, to: target, of: slug))
        for rule in report.removed {
            let place = FieldWords.target(rule.target)
            context.say(
                Phrase(
                    "\(rule.field.id) of \(slug) no longer goes to \(place.english).",
                    fr: "\(rule.field.id) du client \(slug) ne va plus dans \(place.french)."))
        }
        let people = FieldWords.people(report.written)
        context.say(
            report.written == 0
                ? Phrase("Nothing was written there.", fr: "Rien n’y avait été écrit.")
                : Phrase(
                    "What was written stays on the planning (\(people.english)): remove it there by hand if it must go.",
                    fr:
                        "Ce qui a été écrit reste sur le planning (\(people.french)) : supprimez-le à la main s’il doit disparaître."
                ))
        return .done
    }
}
