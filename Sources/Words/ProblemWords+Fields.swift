import SyncCore

/// Problems of extra data. They name the field and where it goes, never a value.
extension ProblemWords {
    func fieldUnreadable(_ field: ShownText, _ generation: LuccaGeneration) -> Phrase {
        Phrase(
            "Lucca returns field \(field) for no employee: \(generation.readerInside.english) may not read it, or it was taken out "
                + "of its section. Nothing is written or cleared for it.",
            fr:
                "Lucca ne renvoie la donnée \(field) pour aucun collaborateur : \(generation.readerInside.french) n’a pas le droit de "
                + "la lire, ou elle a été retirée de sa section. Rien n’est écrit ni effacé pour cette donnée.")
    }

    func labelsUnreadable(_ field: ShownText, _ people: Int) -> Phrase {
        Phrase(
            "The labels of field \(field) cannot be read. \(Self.values(of: people).english) not written.",
            fr: "Les libellés de la donnée \(field) ne peuvent pas être lus. \(Self.values(of: people).french).")
    }

    func fieldUnlabelled(_ field: ShownText, _ people: Int) -> Phrase {
        Phrase(
            "Field \(field) names an entry that Lucca's list of values no longer has. \(Self.values(of: people).english) not "
                + "written.",
            fr: "La donnée \(field) désigne une entrée qui n’est plus dans la liste de valeurs de Lucca. "
                + "\(Self.values(of: people).french).")
    }

    func fieldValuesUnreadable(_ field: ShownText, _ people: Int) -> Phrase {
        Phrase(
            "Field \(field) holds something other than its rule expects. \(Self.values(of: people).english) not written.",
            fr: "La donnée \(field) contient autre chose que ce que sa règle attend. \(Self.values(of: people).french).")
    }

    func fieldKept(_ field: ShownText, _ target: ShownText, _ people: Int) -> Phrase {
        if people == 1 {
            return
                Phrase(
                    "\"\(target)\" of this employee's resource has a value that Passerelle did not write. It stays; Lucca's value of "
                        + "\(field) is not shown.",
                    fr:
                        "Le champ « \(target) » de la ressource de ce collaborateur contient une valeur que Passerelle n’a pas écrite. "
                        + "Elle est conservée ; la valeur de \(field) dans Lucca n’est pas affichée.")
        }
        return
            Phrase(
                "\"\(target)\" of \(people) employees' resources has a value that Passerelle did not write. These values stay; "
                    + "Lucca's values of \(field) are not shown.",
                fr:
                    "Sur les ressources de \(Typography.french(people)) collaborateurs, le champ « \(target) » contient une valeur que "
                    + "Passerelle n’a pas écrite. Ces valeurs sont conservées ; celles de \(field) dans Lucca ne sont pas affichées."
            )
    }

    func fieldNotStored(_ field: ShownText, _ target: ShownText, _ people: Int) -> Phrase {
        Phrase(
            "PlanningPME did not store \(field) \(Self.employees(people).english) in \"\(target)\" as it was sent: it refused "
                + "it, cut it, or has no such field.",
            fr:
                "PlanningPME n’a pas enregistré la donnée \(field) \(Self.employees(people).french) telle qu’envoyée dans le champ "
                + "« \(target) » : il l’a refusée, l’a tronquée, ou n’a pas ce champ.")
    }

    func fieldMisfit(_ field: ShownText, _ target: ShownText, _ form: FieldRule.Form, _ people: Int) -> Phrase {
        Phrase(
            "\"\(target)\" takes \(Self.noun(form).english), and Lucca's value of \(field) \(Self.employees(people).english) has "
                + "another form. It was not sent.",
            fr: "Le champ « \(target) » attend \(Self.noun(form).french), et la valeur de \(field) "
                + "\(Self.employees(people).french) dans Lucca n’a pas cette forme. Elle n’a pas été envoyée.")
    }

    func fieldClearsWithheld(_ employees: [EmployeeID], _ holders: Int) -> Phrase {
        Phrase(
            "Extra data of \(employees.count) of the \(holders) employees who have some would be cleared, more than the brake "
                + "lets pass. Nothing is cleared. Employees: \(Self.ids(employees)).",
            fr: "Les données supplémentaires de \(Typography.french(employees.count)) des \(Typography.french(holders)) "
                + "collaborateurs qui en ont seraient effacées, plus que le frein n’en laisse passer. Rien n’est effacé. "
                + "Collaborateurs : \(Self.ids(employees)).")

    }

    func fieldClearsDeclined(_ employees: [EmployeeID], _ at: ShownText, _ login: ShownText?) -> Phrase {
        let decision =
            login.map {
                Phrase(
                    "\($0) rejected this on \(at), and no one has approved it since.",
                    fr: "\($0) l’a refusé le \(at), et personne ne l’a approuvé depuis.")
            }
            ?? Phrase("This was left out of the approval of \(at).", fr: "L’approbation du \(at) ne le comprenait pas.")
        return Phrase(
            "Extra data of \(employees.count == 1 ? "employee" : "employees") \(Self.ids(employees)) would be cleared.",
            fr: "Les données supplémentaires \(employees.count == 1 ? "du collaborateur" : "des collaborateurs") "
                + "\(Self.ids(employees)) seraient effacées.") + decision
    }

    func fieldUnreadableRemedy(_ field: ShownText, _ generation: LuccaGeneration) -> Phrase {
        generation.remedyShowingField + testing
            + Phrase(
                "If the field is no longer wanted: passerelle field unset \(tenant) \(field)",
                fr: "Si la donnée n’est plus utile : passerelle field unset \(tenant) \(field)")
    }

    var fieldUnlabelledRemedy: Phrase {
        Phrase(
            "In Lucca, choose a current entry for these employees. For one of them: passerelle field explain \(tenant) "
                + "--employee ID",
            fr: "Dans Lucca, choisissez une entrée actuelle pour ces collaborateurs. Pour l’un d’eux : passerelle field explain "
                + "\(tenant) --employee ID")
    }

    func fieldValuesUnreadableRemedy(_ field: ShownText) -> Phrase {
        Phrase(
            "If its format was changed in Lucca, set the rule again: passerelle field list \(tenant), then passerelle field set "
                + "\(tenant) \(field) --to NAME",
            fr:
                "Si son format a changé dans Lucca, redéfinissez la règle : passerelle field list \(tenant), puis passerelle field "
                + "set \(tenant) \(field) --to NAME")
    }

    func fieldKeptRemedy(_ field: ShownText, _ target: ShownText) -> Phrase {
        Phrase(
            "Clear it in PlanningPME.", fr: "Effacez-la dans PlanningPME.") + reconciling
            + Phrase(
                "Or let Lucca's values replace what planners enter: passerelle field set \(tenant) \(field) --to "
                    + "\(Self.argument(target)) --replace",
                fr: "Ou laissez les valeurs de Lucca remplacer celles des planificateurs : passerelle field set \(tenant) "
                    + "\(field) --to \(Self.argument(target)) --replace")
    }

    func fieldNotStoredRemedy(_ field: ShownText, _ target: ShownText, _ untried: FieldRule.Form?) -> Phrase {
        guard let untried else { return checkingTarget }
        let again = "passerelle field set \(tenant) \(field) --to \(Self.argument(target)) --as \(untried.rawValue)"
        let form = Self.noun(untried)
        return Phrase(
            "It was sent as text. If \"\(target)\" takes \(form.english): \(again)",
            fr: "Elle a été envoyée comme texte. Si le champ « \(target) » attend \(form.french) : \(again)") + checkingTarget
    }

    private var checkingTarget: Phrase {
        Phrase(
            "In PlanningPME, check the name, the format and the length of the field; passerelle field list \(tenant) shows what "
                + "goes there.",
            fr:
                "Dans PlanningPME, vérifiez le nom, le format et la longueur du champ ; passerelle field list \(tenant) montre ce "
                + "qui y est envoyé.") + reconciling
    }

    func fieldMisfitRemedy(_ field: ShownText) -> Phrase {
        Phrase(
            "Correct the value in Lucca, or send the field to another target: passerelle field set \(tenant) \(field) --to NAME",
            fr:
                "Corrigez la valeur dans Lucca, ou envoyez la donnée vers un autre champ : passerelle field set \(tenant) \(field) --to "
                + "NAME")

    }

    private static func values(of people: Int) -> Phrase {
        Phrase(
            people == 1 ? "The value of 1 employee is" : "The values of \(people) employees are",
            fr: people < 2
                ? "La valeur d’un collaborateur n’est pas écrite"
                : "Les valeurs de \(Typography.french(people)) collaborateurs ne sont pas écrites")
    }

    private static func employees(_ people: Int) -> Phrase {
        people == 1
            ? Phrase("of this employee", fr: "de ce collaborateur")
            : Phrase("of \(people) employees", fr: "de \(Typography.french(people)) collaborateurs")
    }

    private static func noun(_ form: FieldRule.Form) -> Phrase {
        switch form {
        case .text: Phrase("a text", fr: "un texte")
        case .date: Phrase("a single date", fr: "une seule date")
        case .boolean: Phrase("yes or no", fr: "oui ou non")
        case .number: Phrase("a single number", fr: "un seul nombre")
        }
    }

    private static func ids(_ employees: [EmployeeID]) -> String {
        let most = 20
        return joined(Array(employees.prefix(most))) + (employees.count > most ? " (+\(employees.count - most))" : "")
    }

    /// As a shell takes it.
    private static func argument(_ target: ShownText) -> String {
        let isPlain = target.text.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        return isPlain ? "\(target)" : "\"\(target)\""
    }
}
