import SyncCore
import SyncEngine
import Words

/// The sentences of an explanation of extra data.
struct FieldExplanationWords {
    let explanation: FieldExplanation
    let tenant: Tenant
    let person: PersonWords

    init(_ explanation: FieldExplanation, _ tenant: Tenant) {
        self.explanation = explanation
        self.tenant = tenant
        person = PersonWords(explanation.person, tenant)
    }

    private var slug: TenantSlug { tenant.slug }

    func lucca(_ field: ExplainedField) -> Phrase {
        switch field.lucca {
        case .some: Phrase("a value", fr: "une valeur")
        case .none: Phrase("no value", fr: "pas de valeur")
        case .fieldUnreadable: Phrase("not returned", fr: "non renvoyée")
        case .unlabelled: Phrase("no label", fr: "sans libellé")
        case .unreadable: Phrase("unreadable", fr: "illisible")
        case .notRead: Phrase("not read", fr: "non lue")
        }
    }

    /// nil if nothing was to be written so far.
    func recorded(_ field: ExplainedField) -> Phrase? {
        switch field.remembered?.state {
        case .writing: Phrase("unconfirmed", fr: "non confirmée")
        case .written: Phrase("written", fr: "écrite")
        case .kept: Phrase("kept out", fr: "non écrite")
        case .refused: Phrase("refused", fr: "refusée")
        case nil: nil
        }
    }

    func why(_ field: ExplainedField) -> Phrase {
        switch field.next {
        case .write: return writing(field)
        case .clear:
            return Phrase(
                "Lucca no longer has a value. The next run clears what was written.",
                fr: "Lucca n’a plus de valeur. La prochaine exécution efface ce qui a été écrit.")
        case .withhold:
            return Phrase(
                "Lucca no longer has a value. The brake withholds the clearing.",
                fr: "Lucca n’a plus de valeur. Le frein retient l’effacement.")
        case .unchanged:
            return Phrase("It was written as Lucca has it.", fr: "Elle a été écrite telle que Lucca l’a.")
        case .noValue:
            return field.hasWritten
                ? Phrase(
                    "Lucca no longer has a value. What was written stays: the rule does not clear.",
                    fr: "Lucca n’a plus de valeur. Ce qui a été écrit reste : la règle n’efface pas.")
                : Phrase("Lucca has no value for this person.", fr: "Lucca n’a pas de valeur pour cette personne.")
        case .kept:
            return Phrase(
                "The planning has a value that the connector did not write, and keeps it.",
                fr: "Le champ du planning contient une valeur que le connecteur n’a pas écrite, et la garde.")
        case .refused:
            let what =
                field.lucca == .none
                ? Phrase("The planning did not clear it.", fr: "Le planning ne l’a pas effacée.")
                : Phrase(
                    "The planning did not store this value as it was sent.",
                    fr: "Le planning n’a pas enregistré cette valeur telle qu’envoyée.")
            return what
                + Phrase(
                    "It is tried again when the value changes, or by the next run that reads the whole planning.",
                    fr: "Elle est retentée quand la valeur change, ou par la prochaine exécution qui lit tout le planning.")
        case .misfit:
            let form = FieldWords.form(field.rule.form)
            return Phrase(
                "Lucca's value cannot be written as \(form.english).",
                fr: "La valeur de Lucca ne s’écrit pas sous la forme \(form.french).")
        case .unreadable: return unreadable(field)
        case .notSynced: return person.standing
        }
    }

    private func writing(_ field: ExplainedField) -> Phrase {
        switch field.remembered?.state {
        case nil: Phrase("The next run writes it.", fr: "La prochaine exécution l’écrit.")
        case .writing:
            Phrase(
                "It was sent, and the answer was lost. The next run looks first.",
                fr: "Elle a été envoyée et la réponse s’est perdue. La prochaine exécution regarde d’abord.")
        case .written: Phrase("It changed; the next run writes it.", fr: "Elle a changé ; la prochaine exécution l’écrit.")
        case .kept:
            Phrase("A planner's value kept it out.", fr: "La valeur d’un planificateur l’a écartée.") + again(field)
        case .refused:
            Phrase("The planning did not store what was sent.", fr: "Le planning n’a pas enregistré ce qui a été envoyé.")
                + again(field)
        }
    }

    /// Why the next run writes what was not stored the last time.
    private func again(_ field: ExplainedField) -> Phrase {
        guard field.remembered?.equalsLucca == true else {
            return Phrase(
                "The value or the rule has changed since. The next run tries again.",
                fr: "La valeur ou la règle a changé depuis. La prochaine exécution réessaie.")
        }
        if field.rule.replaces, field.remembered?.state == .kept {
            return Phrase(
                "The rule overwrites values. The next run writes it.",
                fr: "La règle remplace les valeurs. La prochaine exécution l’écrit.")
        }
        return Phrase(
            "The next run reads the whole planning, and tries again.",
            fr: "La prochaine exécution lit tout le planning, et réessaie.")
    }

    private func unreadable(_ field: ExplainedField) -> Phrase {
        switch field.lucca {
        case .fieldUnreadable:
            Phrase(
                "Lucca returns this field for no one, so nothing is written or cleared.",
                fr: "Lucca ne renvoie cette donnée pour personne : rien n’est écrit ni effacé.")
        case .unlabelled:
            Phrase(
                "Lucca gives no label for this entry of the list, so nothing is written.",
                fr: "Lucca ne donne pas de libellé pour cette entrée de la liste : rien n’est écrit.")
        case .some, .none, .unreadable, .notRead:
            Phrase(
                "Lucca's value has no form that the connector reads, so nothing is written.",
                fr: "La valeur de Lucca n’a aucune forme que le connecteur sache lire : rien n’est écrit.")
        }
    }

    // MARK: Remedies

    func remedy(_ field: ExplainedField) -> Phrase {
        var rule = field.rule
        func again() -> String { FieldWords.setting(rule, of: slug) }
        switch field.next {
        case .write, .clear:
            return Phrase(
                "To do it now: passerelle run now \(slug)", fr: "Pour le faire tout de suite : passerelle run now \(slug)")
        case .withhold:
            return Phrase(
                "If it is right: passerelle run now \(slug), then passerelle run approve ID",
                fr: "Si c’est justifié : passerelle run now \(slug), puis passerelle run approve ID")
        case .noValue where field.hasWritten:
            rule.clearsWhenEmpty = true
            return Phrase("To clear it: \(again())", fr: "Pour l’effacer : \(again())")
        // Nothing overwrites a planner's value with no value.
        case .kept where field.lucca == .none: return .none
        case .kept:
            rule.replaces = true
            return Phrase("To overwrite it: \(again())", fr: "Pour l’écraser : \(again())")
        case .refused:
            let retry = "passerelle run now \(slug) --reconcile"
            return Phrase(
                "Look at the field in PlanningPME. To try again: \(retry)",
                fr: "Regardez le champ dans PlanningPME. Pour réessayer : \(retry)")
        case .misfit:
            rule.form = .text
            return Phrase("To write it as text: \(again())", fr: "Pour l’écrire comme texte : \(again())")
        case .unreadable:
            return Phrase(
                "passerelle tenant check \(slug) says what to click in Lucca.",
                fr: "passerelle tenant check \(slug) indique où cliquer dans Lucca.")
        case .notSynced: return person.remedy
        case .unchanged, .noValue: return .none
        }
    }

    // MARK: Remarks

    /// What applies to all of it.
    var remarks: [ExplanationWords.Line] {
        var lines: [ExplanationWords.Line] = []
        if let run = explanation.liveRun {
            lines.append(
                .init(
                    text: Phrase(
                        "Run \(run) of \(slug) has not ended: what it writes may be missing here.",
                        fr: "L’exécution \(run) du client \(slug) n’est pas terminée : ce qu’elle écrit manque peut-être ici.")))
        }
        if let line = ExplanationWords.stateLine(of: tenant) { lines.append(line) }
        if let line = ExplanationWords.doubtLine(of: tenant) { lines.append(line) }
        if explanation.fields.isEmpty {
            lines.append(
                .init(
                    text: Phrase(
                        "No field of \(slug) is carried.", fr: "Aucune donnée du client \(slug) n’est transmise."),
                    remedy: Phrase(same: "passerelle field list \(slug)")))
            if !person.standing.isEmpty { lines.append(.init(text: person.standing, remedy: person.remedy)) }
        }
        return lines
    }
}

extension ExplainedField {
    /// Whether Passerelle wrote something that may be there.
    fileprivate var hasWritten: Bool { remembered?.isOurs == true }
}
