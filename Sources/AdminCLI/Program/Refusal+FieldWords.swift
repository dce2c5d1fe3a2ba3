import Operations
import SyncCore
import Words

/// Refusals about extra fields.
extension InputError.Issue {
    static func fieldUnknown(
        _ text: ShownText, _ alike: [FieldID], _ tenant: TenantSlug, _ generation: LuccaGeneration
    ) -> Self {
        Self(
            "\"\(text)\"",
            Phrase(
                "Lucca offers \(generation.readerInside.english) no such field.",
                fr: "Lucca ne propose aucune donnée de ce nom \(generation.offeredTo)."),
            remedy: alike.isEmpty
                ? Phrase(
                    "Choose one that `passerelle field list \(tenant)` shows. To have a custom field shown:",
                    fr:
                        "Choisissez-en une que montre `passerelle field list \(tenant)`. Pour qu’une donnée personnalisée y figure :"
                )
                    + generation.remedyShowingField
                : .meant(alike.map { Phrase(same: $0.value) }))
    }

    static func fieldNotCarried(
        _ field: FieldID, _ format: FieldFormat, _ parts: [FieldID], _ tenant: TenantSlug
    ) -> Self {
        let others = Phrase(same: "passerelle field list \(tenant)")
        switch format {
        case .file:
            return Self(
                field.value, Phrase("Files are not carried.", fr: "Les fichiers ne sont pas transmis."), remedy: others)
        case .composite:
            let names = parts.map(\.value).joined(separator: ", ")
            return Self(
                field.value,
                Phrase(
                    "It is made of several parts, and only a part can be carried.",
                    fr: "Elle est composée de plusieurs parties, et seule une partie peut être transmise."),
                remedy: parts.isEmpty
                    ? Phrase(
                        "Lucca shows none of its parts: no one who was read has a value.",
                        fr: "Lucca n’en montre aucune partie : aucune personne lue n’a de valeur.")
                    : Phrase("Name one of them: \(names).", fr: "Nommez-en une : \(names)."))
        case .text, .number, .boolean, .date, .list, .other:
            return Self(
                field.value,
                Phrase(
                    "Its format is unknown, or one that the connector does not read.",
                    fr: "Son format est inconnu, ou un format que le connecteur ne lit pas."),
                remedy: Phrase(
                    "If no one has a value yet, enter one in Lucca and try again: \(others.english)",
                    fr: "Si personne n’a encore de valeur, saisissez-en une dans Lucca, puis réessayez : \(others.french)"))
        }
    }

    static func fieldTargetUnknown(_ target: FieldTarget, _ alike: [FieldTarget], _ known: [FieldTarget]) -> Self {
        let (name, all) = (FieldWords.target(target), FieldWords.list(known))
        return Self(
            "--to",
            Phrase(
                "No resource of the planning shows a field \(name.english).",
                fr: "Aucune ressource du planning ne montre de champ \(name.french)."),
            remedy: (alike.isEmpty
                ? Phrase("There are: \(all.english).", fr: "Il y a : \(all.french).") : .meant(alike.map(FieldWords.target)))
                + unchecked)
    }

    static func fieldTargetUnchecked(_ target: FieldTarget) -> Self {
        let name = FieldWords.target(target)
        return Self(
            "--to",
            Phrase(
                "No resource of the planning shows a custom field, so \(name.english) cannot be checked.",
                fr: "Aucune ressource du planning ne montre de champ personnalisé : \(name.french) ne peut pas être vérifié."),
            remedy: Phrase(
                "Enter a value in it on one resource, and try again.",
                fr: "Saisissez-y une valeur sur une ressource, puis réessayez.") + unchecked)
    }

    private static var unchecked: Phrase {
        Phrase(
            "If it is in PlanningPME under this very name, add --unchecked.",
            fr: "S’il existe dans PlanningPME sous ce nom exact, ajoutez --unchecked.")
    }

    static func fieldTargetTaken(_ target: FieldTarget, _ field: FieldID, _ tenant: TenantSlug) -> Self {
        let name = FieldWords.target(target)
        let unset = "passerelle field unset \(tenant) \(FieldWords.shell(field.value)) --to \(FieldWords.shell(target.value))"
        return Self(
            "--to",
            Phrase("\(name.english) already receives \(field).", fr: "\(name.french) reçoit déjà \(field)."),
            remedy: Phrase(
                "Choose another target, or first run: \(unset)",
                fr: "Choisissez un autre champ, ou lancez d’abord : \(unset)"))
    }

    static func fieldFormUnfit(
        _ field: FieldID, _ format: FieldFormat, isMultiple: Bool, _ target: FieldTarget, _ form: FieldRule.Form, isAsked: Bool,
        _ allowed: [FieldRule.Form]
    ) -> Self {
        let (name, held, form) = (FieldWords.target(target), FieldWords.format(format), FieldWords.form(form))
        let kind =
            isMultiple
            ? Phrase("\(field) can have several values", fr: "\(field) peut avoir plusieurs valeurs")
            : Phrase("\(field) has the format \(held.english)", fr: "\(field) a le format \(held.french)")
        guard isAsked else {
            return Self(
                "--to",
                Phrase(
                    "The planning's values of \(name.english) are of the form \(form.english), and \(kind.english).",
                    fr: "Sur le planning, les valeurs de \(name.french) sont de la forme \(form.french), et \(kind.french)."),
                remedy: Phrase(
                    "Choose another target; or write it as text all the same with --as text.",
                    fr: "Choisissez un autre champ ; ou écrivez-la malgré tout comme texte avec --as text."))
        }
        let why: Phrase =
            if case .custom = target { kind } else {
                Phrase("\(target.value) holds text", fr: "\(target.value) contient du texte")
            }
        return Self(
            "--as",
            Phrase(
                "\(why.english), which cannot be written as \(form.english).",
                fr: "\(why.french), ce qui ne s’écrit pas sous la forme \(form.french)."),
            remedy: .choose(allowed.map { "--as \($0.rawValue)" }))
    }

    static func fieldRuleUnknown(_ text: ShownText, _ target: FieldTarget?, _ alike: [String], _ tenant: TenantSlug) -> Self {
        let place = target.map(FieldWords.target)
        return Self(
            "\"\(text)\"",
            place.map {
                Phrase(
                    "\(tenant) does not carry it to \($0.english).",
                    fr: "Le client \(tenant) ne la transmet pas dans \($0.french).")
            }
                ?? Phrase(
                    "\(tenant) carries no field of this name, and nothing to a target of this name.",
                    fr: "Le client \(tenant) ne transmet aucune donnée de ce nom, ni aucune donnée vers un champ de ce nom."),
            remedy: alike.isEmpty || target != nil
                ? Phrase(
                    "Choose one that `passerelle field list \(tenant)` shows.",
                    fr: "Choisissez-en une que montre `passerelle field list \(tenant)`.")
                : .meant(alike.map { Phrase(same: $0) }))
    }

    static func fieldRuleAmbiguous(_ text: ShownText, _ rules: [FieldRule], _ tenant: TenantSlug) -> Self {
        let commands = rules.map { FieldWords.unsetting($0, of: tenant) }
        return Self(
            "\"\(text)\"",
            Phrase(
                "It names a field of Lucca, and also where another field goes.",
                fr: "C’est le nom d’une donnée de Lucca, et aussi celui du champ où va une autre donnée."),
            remedy: Phrase(
                "Choose: \(commands.joined(separator: ", or ")).", fr: "Choisissez : \(commands.joined(separator: ", ou "))."))
    }
}

extension LuccaGeneration {
    /// In French.
    fileprivate var offeredTo: String {
        switch self {
        case .first: "à la clé"
        case .second: "à l’application"
        }
    }
}

extension Phrase {
    static func meant(_ names: [Phrase]) -> Phrase {
        Phrase(
            "Did you mean \(names.map(\.english).joined(separator: " or "))?",
            fr: "Vouliez-vous dire \(names.map(\.french).joined(separator: " ou ")) ?")
    }
}
