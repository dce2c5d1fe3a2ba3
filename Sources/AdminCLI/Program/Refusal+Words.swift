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
        case .departmentHidden(let id, let tenant, let generation):
            self.init(
                Self.department(id),
                Phrase(
                    "It does not exist in Lucca, or \(generation.readerInside.english) may not read it.",
                    fr: "Il n’existe pas dans Lucca, ou \(generation.readerInside.french) n’a pas le droit de le lire."),
                remedy: Phrase(
                    "Choose one that `passerelle scope tree \(tenant)` shows. If it exists, a right is missing.",
                    fr: "Choisissez-en un que montre `passerelle scope tree \(tenant)`. S’il existe, il manque un droit.")
                    + generation.remedy(allowing: .departments))
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
        case .employeeNotFound(let kind, let tenant): self = Self.employeeNotFound(kind, tenant)
        case .employeesAlike(let matches, let kind, _): self = Self.employeesAlike(matches, kind)
        case .fieldUnknown(let text, let alike, let tenant, let generation):
            self = Self.fieldUnknown(text, alike, tenant, generation)
        case .fieldNotCarried(let field, let format, let parts, let tenant):
            self = Self.fieldNotCarried(field, format, parts, tenant)
        case .fieldTargetUnknown(let target, let alike, let known): self = Self.fieldTargetUnknown(target, alike, known)
        case .fieldTargetUnchecked(let target): self = Self.fieldTargetUnchecked(target)
        case .fieldTargetTaken(let target, let field, let tenant): self = Self.fieldTargetTaken(target, field, tenant)
        case .fieldFormUnfit(let field, let format, let isMultiple, let target, let form, let isAsked, let allowed):
            self = Self.fieldFormUnfit(field, format, isMultiple: isMultiple, target, form, isAsked: isAsked, allowed)
        case .fieldRuleUnknown(let text, let target, let alike, let tenant):
            self = Self.fieldRuleUnknown(text, target, alike, tenant)
        case .fieldRuleAmbiguous(let text, let rules, let tenant): self = Self.fieldRuleAmbiguous(text, rules, tenant)
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
        case .planningShared(let tenant, let other):
            self.init(
                "--planningpme-url",
                Phrase(
                    "The tenant \(other) feeds this planning: \(tenant) would see its resources and its people.",
                    fr: "Le client \(other) alimente ce planning : \(tenant) verrait ses ressources et ses collaborateurs."),
                remedy: Phrase(
                    "Check the address. If both are one company, add --shared-planning.",
                    fr: "Vérifiez l’adresse. Si les deux sont une même entreprise, ajoutez --shared-planning."))
        case .identifierNotServed(let identifier):
            let others = EmployeeIdentifier.allCases.filter { $0 != identifier }.map(\.rawValue)
            self.init(
                "--identifier",
                Phrase(
                    "Lucca's generation 2 has no \(identifier.rawValue) of an employee.",
                    fr: "La génération 2 de Lucca n’a pas de \(identifier.rawValue) pour un collaborateur."),
                remedy: .choose(others))
        case .remoteWorkUndecided(let account, let tenant):
            self.init(
                Phrase("leave account \(account)", fr: "compte d’absence \(account)"),
                Phrase(
                    "It is remote work in generation 1. Generation 2 does not say so: its absences would appear on the planning.",
                    fr:
                        "C’est du télétravail dans la génération 1. La génération 2 ne le dit pas : ses absences apparaîtraient sur le "
                        + "planning."),
                remedy: Phrase(same: "passerelle reason set \(tenant) \(account) --ignore"))
        case .codeUnknown(let code, let alike):
            self.init(
                "--problem", Phrase("There is no code \(code).", fr: "Le code \(code) n’existe pas."),
                remedy: alike.isEmpty
                    ? Phrase(
                        "Give a code as `passerelle run show` shows it, such as \(Problem.Code.resourceArchived).",
                        fr:
                            "Donnez un code tel que l’affiche `passerelle run show`, par exemple \(Problem.Code.resourceArchived)."
                    )
                    : .meant(alike.map { Phrase(same: $0) }))
        case .noFormerSecret(let kind, let tenant):
            self.init(
                kind.rawValue,
                Phrase(
                    "No former one of \(tenant) is kept.", fr: "Aucun précédent n’est conservé pour le client \(tenant)."),
                remedy: Phrase(
                    "`passerelle credential list \(tenant)` shows which can be restored.",
                    fr: "`passerelle credential list \(tenant)` montre ceux qui peuvent être rétablis."))
        case .periodBackwards:
            self.init(
                "--until", Phrase("It is not after --since.", fr: "Ce moment n’est pas après --since."),
                remedy: Phrase("Give a later one.", fr: "Donnez-en un plus tardif."))
        case .alertmanagerUnset:
            self.init(
                "PASSERELLE_ALERTMANAGER_URL", Phrase("It is not set.", fr: "Cette variable n’est pas définie."),
                remedy: Phrase(
                    "Give it the workers' value, such as http://127.0.0.1:9093, or set alertmanagerURL in the file that PASSERELLE_CONFIG names.",
                    fr:
                        "Donnez-lui la valeur des workers, par exemple http://127.0.0.1:9093, ou définissez alertmanagerURL dans le "
                        + "fichier que désigne PASSERELLE_CONFIG."))
        case .employeesNotWithheld(let employees, let run):
            let ids = employees.map(\.description).joined(separator: ", ")
            self.init(
                "--only",
                employees.isEmpty
                    ? Phrase("It names no employee.", fr: "Aucun collaborateur n’y est nommé.")
                    : Phrase("Run \(run) withholds nothing of \(ids).", fr: "L’exécution \(run) ne retient rien pour \(ids)."),
                remedy: Phrase(
                    "Name employees that `passerelle run show \(run)` lists, by their id in Lucca.",
                    fr: "Nommez des collaborateurs que liste `passerelle run show \(run)`, par leur identifiant dans Lucca."))
        case .runWithItself(let run, let tenant):
            self.init(
                Phrase("run \(run)", fr: "exécution \(run)"),
                Phrase("A run can't be compared with itself.", fr: "Une exécution ne se compare pas à elle-même."),
                remedy: Phrase(
                    "Name another run of this tenant: passerelle run list --tenant \(tenant)",
                    fr: "Nommez une autre exécution de ce client : passerelle run list --tenant \(tenant)"))
        case .runsOfTwoTenants(let first, let tenant, let second, let other):
            self.init(
                Phrase("runs \(first) and \(second)", fr: "exécutions \(first) et \(second)"),
                Phrase(
                    "They belong to two tenants, \(tenant) and \(other). Only runs of one tenant can be compared.",
                    fr: "Elles appartiennent à deux clients, \(tenant) et \(other). Seules les exécutions d’un même client "
                        + "peuvent être comparées."),
                remedy: Phrase(same: "passerelle run list --tenant \(tenant)"))
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
        case .tenantUnknown(let tenant):
            let error = SyncError.tenantUnknown(tenant.value)
            self.init(
                "\"\(tenant)\"", FailureWords().message(error.failure), remedy: FailureWords().remedy(error.failure))
        case .addressAlone(let tenant):
            self.init(
                "--lucca-url, --planningpme-url",
                Phrase(
                    "\(tenant) is no longer a draft: its events would stay at the old address.",
                    fr: "\(tenant) n’est plus un brouillon : ses événements resteraient à l’ancienne adresse."),
                remedy: Phrase(
                    "Change it with `passerelle tenant edit \(tenant)`, which asks what to do with them.",
                    fr: "Changez-la avec `passerelle tenant edit \(tenant)`, qui demande qu’en faire."))
        case .changedMeanwhile(let tenant):
            self.init(
                "\"\(tenant)\"",
                Phrase(
                    "Someone else changed it after the file was read.",
                    fr: "Quelqu’un d’autre l’a modifié après la lecture du fichier."),
                remedy: Phrase("Import the file again.", fr: "Importez de nouveau le fichier."))
        case .batchUnknown(let batch):
            self.init(
                "--resume",
                Phrase(
                    "There is no batch \(batch) of this command with these options.",
                    fr: "Il n’y a pas de lot \(batch) de cette commande avec ces options."),
                remedy: Phrase(
                    "Repeat the command that began it, with --resume \(batch) instead of --where, --all or --from.",
                    fr: "Répétez la commande qui l’a commencé, avec --resume \(batch) au lieu de --where, --all ou --from."))
        case .loginUnknown(let login):
            let quoted = OperatorNames.quoted(login.text)
            self.init(
                "NAME",
                Phrase(
                    "The database server has no login \(login).", fr: "Le serveur de base de données n’a pas de compte \(login)."),
                remedy: Phrase(
                    "As a superuser, create it in psql: create role \(quoted) login; and its password: \\password \(quoted)",
                    fr: "En superutilisateur, créez-le dans psql : create role \(quoted) login; et son mot de passe : "
                        + "\\password \(quoted)"))
        case .loginOwnsDatabase(let login): self = Self.loginOwnsDatabase(login)
        case .loginIsFleets(let login, let right): self = Self.loginIsFleets(login, right)
        case .lastAdmin(let login): self = Self.lastAdmin(login)
        case .operatorUnknown(let login):
            self.init(
                "NAME", Phrase("\(login) is not an operator.", fr: "\(login) n’est pas un opérateur."),
                remedy: Phrase(same: "passerelle operator list"))
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
