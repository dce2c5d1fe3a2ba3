import Operations
import SyncCore
import Words

/// The words of extra fields: what Lucca has is « donnée » in French, what the planning has « champ ».
enum FieldWords {
    /// In English the code, as in JSON.
    static func format(_ format: FieldFormat) -> Phrase {
        switch format {
        case .text: Phrase("text", fr: "texte")
        case .number: Phrase("number", fr: "nombre")
        case .boolean: Phrase("boolean", fr: "oui/non")
        case .date: Phrase(same: "date")
        case .list: Phrase("list", fr: "liste")
        case .composite: Phrase("composite", fr: "composée")
        case .file: Phrase("file", fr: "fichier")
        case .other: Phrase("other", fr: "autre")
        }
    }

    /// In English the code, as in JSON; in French as well, since it is what `--as` takes.
    static func form(_ form: FieldRule.Form) -> Phrase { Phrase(same: form.rawValue) }

    /// Of Lucca's own fields, whose labels are the same for every customer.
    static func label(_ field: StandardField) -> Phrase {
        switch field {
        case .jobTitle: Phrase("Job title", fr: "Intitulé du poste")
        case .mail: Phrase("Professional e-mail", fr: "E-mail professionnel")
        case .phone: Phrase("Professional phone", fr: "Téléphone professionnel")
        case .mobile: Phrase("Professional mobile", fr: "Mobile professionnel")
        case .establishment: Phrase("Establishment", fr: "Établissement")
        case .contractStart: Phrase("Contract start", fr: "Début du contrat")
        case .contractEnd: Phrase("Contract end", fr: "Fin du contrat")
        }
    }

    /// A custom field in quotes: its name is the customer's.
    static func target(_ target: FieldTarget) -> Phrase {
        if case .custom(let name) = target { Phrase("\"\(name)\"", fr: "« \(name) »") } else { Phrase(same: target.value) }
    }

    static func list(_ targets: [FieldTarget]) -> Phrase {
        let names = targets.map(Self.target)
        return Phrase(names.map(\.english).joined(separator: ", "), fr: names.map(\.french).joined(separator: ", "))
    }

    static func people(_ count: Int) -> Phrase {
        Phrase.counted(count, "person", "people", fr: "personne", "personnes")
    }

    /// - Parameter keepsForm: false to let the form be decided again.
    static func setting(_ rule: FieldRule, of slug: TenantSlug, keepsForm: Bool = true) -> String {
        command("set", slug, rule) + (keepsForm ? " --as \(rule.form.rawValue)" : "")
            + (rule.clearsWhenEmpty ? " --clear-when-empty" : "") + (rule.replaces ? " --replace" : "")
    }

    static func unsetting(_ rule: FieldRule, of slug: TenantSlug) -> String { command("unset", slug, rule) }

    private static func command(_ verb: String, _ slug: TenantSlug, _ rule: FieldRule) -> String {
        "passerelle field \(verb) \(slug) \(shell(rule.field.id.value)) --to \(shell(rule.target.value))"
    }

    /// As typed in a shell.
    static func shell(_ text: String) -> String {
        if text.wholeMatch(of: /[\p{L}\p{N}_.\/-]+/) != nil { return text }
        return "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
}
