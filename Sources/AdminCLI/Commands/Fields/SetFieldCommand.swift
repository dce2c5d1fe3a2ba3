import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct SetFieldCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Carries a field of Lucca to the employees' resources from the next run on.",
        discussion: """
            --to: mobile, phone, email, or a custom field of resources, spelled as in PlanningPME. Only blank fields and what \
            Passerelle wrote are overwritten; --replace overwrites what planners entered too. Without --clear-when-empty, a value \
            that Lucca no longer has stays on the planning.

            --as: text (days as 15/01/2028, oui or non), date, boolean or number. Without it, the planning's values decide, then \
            Lucca's format. --unchecked accepts a custom field that no resource shows yet.

            Example:
              passerelle field set acme e_site --to Site
              passerelle field set acme e_caces_fin --to "Fin CACES" --as date \\
                  --clear-when-empty
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "The field, as `field list` shows it.") var field: String
    @Option(
        help: ArgumentHelp("Where it goes: mobile, phone, email, or a custom field's name.", valueName: "name"),
        completion: .list(["mobile", "phone", "email"]))
    var to: String
    @Option(
        name: .customLong("as"), help: ArgumentHelp("How values are written.", valueName: "form"),
        completion: .list(FieldRule.Form.allCases.map(\.rawValue)))
    var form: String?
    @Flag(help: "Clear it for a person who no longer has a value, if Passerelle wrote it.") var clearWhenEmpty = false
    @Flag(help: "Also overwrite what planners entered.") var replace = false
    @Flag(help: "Also for a custom field that no resource shows.") var unchecked = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let field = intake.label("FIELD", field, longest: FieldID.longest)
        let target = intake.label("--to", to, longest: FieldTarget.longestName).map { FieldTarget($0) }
        let form = self.form.flatMap { intake.choice("--as", $0, of: FieldRule.Form.self) }
        try intake.finish()
        guard let field, let target else { throw InputError([]) }
        let request = SetField.Request(
            field: field, target: target, form: form, clearsWhenEmpty: clearWhenEmpty, replaces: replace, isUnchecked: unchecked)
        let report = try await context.perform(
            SetField(request, of: try context.slug(slug)), during: CatalogWords.reading)
        show(report, context)
        return .done
    }

    private func show(_ report: SetField.Report, _ context: CommandContext) {
        let (rule, tenant) = (report.rule, report.tenant)
        let (field, slug) = (rule.field.id, tenant.slug)
        let (target, form) = (FieldWords.target(rule.target), FieldWords.form(rule.form))
        if report.change == .same {
            context.say(
                Phrase(
                    "Nothing to change: \(field) of \(slug) already goes to \(target.english) as \(form.english).",
                    fr: "Rien à changer : \(field) du client \(slug) va déjà dans \(target.french) (\(form.french))."))
        } else {
            context.say(
                Phrase(
                    "\(field) of \(slug) goes to \(target.english) as \(form.english) from the next run on.",
                    fr: "\(field) du client \(slug) va dans \(target.french) (\(form.french)) à partir de la prochaine exécution."
                ))
        }
        context.say(
            rule.replaces
                ? Phrase("It replaces what planners entered there.", fr: "Elle remplace ce que les planificateurs y ont saisi.")
                : Phrase("What planners entered there stays.", fr: "Ce que les planificateurs y ont saisi est conservé."))
        sayPeople(report, context)
        warnOfPlanning(report, target, form, context)
        if let line = ExplanationWords.stateLine(of: tenant) {
            context.say(line.text, next: line.remedy.isEmpty ? nil : line.remedy)
        } else {
            context.say(
                Phrase("\(slug) is active: its next run writes this.", fr: "\(slug) est actif : sa prochaine exécution l’écrit."),
                next: Phrase(same: "passerelle run preview \(slug)"))
        }
    }

    /// Who gets a value at the next run.
    private func sayPeople(_ report: SetField.Report, _ context: CommandContext) {
        let (people, linked) = (FieldWords.people(report.holders), FieldWords.people(report.linked))
        let slug = report.tenant.slug
        if report.tenant.scope.bases.isEmpty {
            context.say(
                Phrase(
                    "The scope is empty, so no one gets a value.", fr: "Le périmètre est vide : personne ne reçoit de valeur."),
                next: Phrase(same: "passerelle scope tree \(slug)"))
        } else if report.holders == 0 {
            context.say(
                Phrase("No one in scope has a value in Lucca.", fr: "Personne dans le périmètre n’a de valeur dans Lucca."))
        } else if report.linked == report.holders {
            context.say(
                Phrase(
                    "At the next run, \(linked.english) with a value \(report.linked == 1 ? "gets" : "get") it.",
                    fr: "À la prochaine exécution, \(linked.french) avec une valeur la \(Self.receive(report.linked))."))
        } else {
            let rest =
                report.linked == 0
                ? Phrase(
                    "Values are written once their resources are known.",
                    fr: "Les valeurs sont écrites dès que les ressources sont connues.")
                : Phrase(
                    "\(report.linked) of them \(report.linked == 1 ? "gets" : "get") it at the next run; the others have no known "
                        + "resource yet.",
                    fr:
                        "\(report.linked) la \(Self.receive(report.linked)) à la prochaine exécution ; les autres n’ont pas encore de "
                        + "ressource connue.")
            let one = report.holders == 1
            context.say(
                Phrase(
                    "\(people.english) in scope \(one ? "has" : "have") a value.",
                    fr: "\(people.french) dans le périmètre \(one ? "a" : "ont") une valeur.") + rest)
        }
    }

    private static func receive(_ count: Int) -> String { count == 1 ? "reçoit" : "reçoivent" }

    private func warnOfPlanning(_ report: SetField.Report, _ target: Phrase, _ form: Phrase, _ context: CommandContext) {
        if !report.isShown {
            context.warn(
                Phrase(
                    "No resource of the planning shows \(target.english). If it does not exist, runs report field_refused.",
                    fr:
                        "Aucune ressource du planning ne montre le champ \(target.french). S’il n’existe pas, les exécutions signalent "
                        + "field_refused."))
        }
        if let other = report.otherForm.map(FieldWords.form) {
            context.warn(
                Phrase(
                    "The planning's values of \(target.english) are of the form \(other.english), so it may refuse \(form.english).",
                    fr:
                        "Sur le planning, les valeurs de \(target.french) sont de la forme \(other.french) ; il peut refuser la forme "
                        + "\(form.french)."))
        }
        let rule = report.rule
        if rule.target == .email, rule.field.id != FieldID(.standard(.mail)), report.tenant.settings.matchEmail {
            context.warn(
                Phrase(
                    "This tenant also matches people by the resource's e-mail address; only mail should go there.",
                    fr:
                        "Ce client rapproche aussi les personnes par l’adresse e-mail de la ressource ; seule la donnée mail devrait y aller."
                ))
        }
        if !report.alike.isEmpty {
            let names = FieldWords.list(report.alike)
            context.warn(
                Phrase("The planning also has \(names.english).", fr: "Le planning a aussi \(names.french)."))
        }
    }
}
