import Operations
import SyncCore
import SyncEngine
import Words

extension InputError.Issue {
    /// A refusal of an operation, in terms of the command line's options.
    init(_ refusal: Refusal) {
        switch refusal {
        case .departmentUnknown(let id, let tenant):
            self.init(
                Self.department(id), Phrase("Lucca has no such department.", fr: "Ce département n’existe pas dans Lucca."),
                remedy: Phrase(same: "passerelle scope tree \(tenant)"))
        case .departmentHidden(let id, let tenant):
            self.init(
                Self.department(id),
                Phrase(
                    "It does not exist in Lucca, or the key may not read it.",
                    fr: "Il n’existe pas dans Lucca, ou la clé n’a pas le droit de le lire."),
                remedy: Phrase(
                    "Choose one that `passerelle scope tree \(tenant)` shows.",
                    fr: "Choisissez-en un que montre `passerelle scope tree \(tenant)`."))
        case .planningDepartmentUnknown(let key, let departments):
            self.init(
                "--to", Phrase("PlanningPME has no department \(key).", fr: "PlanningPME n’a pas de département \(key)."),
                remedy: Self.existing(departments.map { "\($0.key) (\($0.label))" }))
        case .typeUnknown(let key, let types):
            let named = types.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.label))" }
            self.init(
                "--type",
                Phrase(
                    "PlanningPME has no unavailability type \(key).", fr: "PlanningPME n’a pas de type d’indisponibilité \(key)."),
                remedy: types.isEmpty
                    ? Phrase("Create one in PlanningPME first.", fr: "Créez-en d’abord un dans PlanningPME.")
                    : Self.existing(named))
        case .leaveAccountUnused(let account, let tenant):
            self.init(
                Phrase("leave account \(account)", fr: "compte d’absence \(account)"),
                Phrase(
                    "No sync of \(tenant) has met it, and Lucca shows no absence on it.",
                    fr: "Aucune synchronisation du client \(tenant) ne l’a rencontré, et Lucca n’y montre aucune absence."),
                remedy: Phrase(
                    "Choose one that `passerelle reason list \(tenant)` shows, or add --ahead.",
                    fr: "Choisissez-en un que montre `passerelle reason list \(tenant)`, ou ajoutez --ahead."))
        case .choiceWithoutAddress(let choice):
            self.init(
                choice.option, Phrase("No address changes.", fr: "Aucune adresse ne change."),
                remedy: Phrase(
                    "Use it together with --lucca-url or --planningpme-url.",
                    fr: "Utilisez-la avec --lucca-url ou --planningpme-url."))
        case .choicesExclude:
            self.init(
                "--take-over, --remove-events, --leave-events",
                Phrase("They cannot be combined.", fr: "Ces options ne se combinent pas."),
                remedy: Phrase("Choose one of them.", fr: "Choisissez-en une."))
        case .takeOverWithoutLucca:
            self.init(
                EventChoice.takeOver.option,
                Phrase(
                    "It is for a renamed Lucca account, and only --planningpme-url changes.",
                    fr: "Cette option est pour un compte Lucca renommé, et seule --planningpme-url change."),
                remedy: .choose([EventChoice.remove.option, EventChoice.leave.option]))
        case .eventsUndecided(let question):
            let remedy = question.offered.map { choice in
                question.meaning(choice).mapped { "\(choice.option): \($0)." }
            }.reduce(Phrase("Choose what becomes of them.", fr: "Choisissez ce qu’ils deviennent."), +)
            self.init(question.option, question.situation, remedy: remedy)
        case .deletionUnconfirmed(let tenant, let name, let removesEvents):
            self.init(
                "--yes",
                Phrase(
                    "Erasing \(tenant) (\(name)) can't be undone.",
                    fr: "L’effacement du client \(tenant) (\(name)) est définitif."),
                remedy: Self.confirm("tenant delete \(tenant) --yes" + (removesEvents ? " --remove-events" : "")))
        case .probeUnconfirmed(let tenant, let resource, let day):
            self.init(
                "--yes",
                Phrase(
                    "--yes is required where there is no terminal to ask on.",
                    fr: "--yes est obligatoire sans terminal où poser la question."),
                remedy: Self.confirm(
                    "tenant probe \(tenant) --resource \(resource)\(day.map { " --day \($0)" } ?? "") --yes"))
        case .bindingUnconfirmed(let count, let tenants):
            let named = tenants?.map(\.value).joined(separator: " ") ?? "--all"
            let secrets = Phrase.counted(count, "secret", "secrets", fr: "secret serait lié", "secrets seraient liés")
            self.init(
                "--yes",
                Phrase(
                    "\(secrets.english) would be bound to these hosts, and sent there.",
                    fr: "\(secrets.french) à ces hôtes, et y \(count < 2 ? "serait envoyé" : "seraient envoyés")."),
                remedy: Phrase(
                    "Compare the hosts with what the customers gave you.",
                    fr: "Comparez les hôtes avec ce que les clients ont donné.")
                    + Self.confirm("credential bind \(named) --yes"))
        }
    }

    private static func department(_ id: some CustomStringConvertible) -> Phrase {
        Phrase("department \(id)", fr: "département \(id)")
    }

    private static func confirm(_ command: String) -> Phrase {
        Phrase("To confirm, run: passerelle \(command)", fr: "Pour confirmer, lancez : passerelle \(command)")
    }

    private static func existing(_ names: [String]) -> Phrase {
        Phrase("There are: \(names.joined(separator: ", ")).", fr: "Il y a : \(names.joined(separator: ", ")).")
    }
}

extension EventChoice {
    var option: String { "--\(rawValue)" }
}

extension EventQuestion {
    /// The option that made the choice necessary.
    var option: String { isOtherPlanning ? "--planningpme-url" : "--lucca-url" }

    var situation: Phrase {
        let place = Phrase(
            "on \(old.planningPMEURL), under the Lucca account \(old.luccaAccount)",
            fr: "sur \(old.planningPMEURL), sous le compte Lucca \(old.luccaAccount)")
        switch count {
        case .known(let count):
            let events = Phrase.counted(count, "event", "events", fr: "événement", "événements")
            return Phrase(
                "\(old.slug) has \(events.english) of today and later \(place.english).",
                fr: "\(old.slug) a \(events.french) à partir d’aujourd’hui \(place.french).")
        case .unknown(let error):
            let cause = FailureWords(tenant: old.slug).message(error.failure)
            return Phrase(
                "\(old.slug) may have events of today and later \(place.english); they can't be counted: \(cause.english)",
                fr: "\(old.slug) a peut-être des événements à partir d’aujourd’hui \(place.french) ; leur compte échoue : "
                    + cause.french)
        }
    }

    func meaning(_ choice: EventChoice) -> Phrase {
        switch choice {
        case .takeOver:
            Phrase(
                "\(new.luccaAccount) is the same Lucca account under a new name; the next run rewrites the events' references in place",
                fr:
                    "\(new.luccaAccount) est le même compte Lucca sous un nouveau nom ; la prochaine exécution réécrit sur place les "
                    + "références des événements")
        case .remove:
            Phrase(
                "the events are removed from the planning first", fr: "les événements sont d’abord supprimés du planning")
        case .leave:
            Phrase(
                "the events stay, and no run changes them while the address is another one",
                fr: "les événements restent, et aucune exécution ne les modifie tant que l’adresse est différente")
        }
    }
}
