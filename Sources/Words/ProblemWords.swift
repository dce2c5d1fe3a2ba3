package import SyncCore

/// Renders the facts of a tenant's problems as sentences.
package struct ProblemWords {
    let tenant: TenantSlug
    /// The run that recorded them; nil if it has not begun, such as for a preview.
    let run: RunID?
    /// What became of what the run withheld; nil while it can be approved.
    let review: Review?

    /// A review that is over.
    package enum Review: Hashable, Sendable {
        /// That run performed what still applied; of these employees only, or nil for everyone.
        case approved(by: RunID, only: [EmployeeID]? = nil)
        /// A person declined it.
        case rejected
        /// That run compared everything again.
        case superseded(by: RunID)
    }

    package init(tenant: TenantSlug, run: RunID?, review: Review? = nil) {
        self.tenant = tenant
        self.run = run
        self.review = review
    }

    /// Such as `employee 42 (00317)`, `leave account 7`, or a reference.
    package func subject(_ problem: Problem) -> Phrase {
        switch problem.subject {
        case .tenant(let slug): Phrase("tenant \(slug)", fr: "client \(slug)")
        case .employee(let id, let identifier) where identifier.isEmpty: Phrase("employee \(id)", fr: "collaborateur \(id)")
        case .employee(let id, let identifier):
            Phrase("employee \(id) (\(identifier))", fr: "collaborateur \(id) (\(identifier))")
        case .department(let id): Phrase("department \(id)", fr: "département \(id)")
        case .departments: Phrase("Lucca's departments", fr: "les départements de Lucca")
        case .leaveAccounts(let ids) where ids.count == 1:
            Phrase(
                "leave "
                    + "account \(joined(ids))", fr: "compte d’absence \(joined(ids))")
        case .leaveAccounts(let ids): Phrase("leave accounts \(joinedIDs(ids))", fr: "comptes d’absence \(joinedIDs(ids))")
        case .neutralType: Phrase("neutral type", fr: "type neutre")
        case .event(let reference, of: _): Phrase(same: "\(reference)")
        case .catalog(.resources): Phrase("resources of the planning", fr: "ressources du planning")
        case .catalog(.departments): Phrase("departments of the planning", fr: "départements du planning")
        case .catalog(.types): Phrase("unavailability types of the planning", fr: "types d’indisponibilité du planning")
        case .run: Phrase("run", fr: "exécution")
        case .unknown: Phrase("unknown", fr: "inconnu")
        }
    }

    package func message(_ problem: Problem) -> Phrase {
        switch problem.finding {
        case .noIdentifier(let identifier, matchesEmail: _):
            Phrase(
                "This employee has no \(identifier.name) in Lucca, so they cannot be matched to a resource.",
                fr: "Ce collaborateur n’a pas \(identifier.de) dans Lucca : il ne peut être rapproché d’aucune ressource.")
        case .noResource(let identifier, matchesEmail: false, creates: _):
            Phrase(
                "No resource on the planning has this employee's \(identifier.name).",
                fr: "Aucune ressource du planning ne porte \(identifier.le) de ce collaborateur.")
        case .noResource(let identifier, matchesEmail: true, creates: _):
            Phrase(
                "No resource on the planning has this employee's \(identifier.name) or e-mail.",
                fr: "Aucune ressource du planning ne porte \(identifier.le) ni l’e-mail de ce collaborateur.")
        case .severalCandidates(let ambiguity, let identifier): severalCandidates(ambiguity, identifier)
        case .resourceArchived(let resource):
            Phrase(
                "Resource \(resource) of this employee is archived in PlanningPME, or hidden from the connector's user. Their "
                    + "events stay as they are.",
                fr: "La ressource \(resource) de ce collaborateur est archivée dans PlanningPME, ou masquée à l’utilisateur du "
                    + "connecteur. Ses événements restent tels quels.")
        case .resourceNotCreated(let cause):
            Phrase(
                "A resource could not be created. This employee's absences are not on the planning.",
                fr: "Une ressource n’a pas pu être créée. Les absences de ce collaborateur ne sont pas sur le planning.")
                + message(cause)
        case .resourceNotChanged(let resource, let cause):
            Phrase(
                "Resource \(resource) could not be updated. Its absences are synced all the same.",
                fr: "La ressource \(resource) n’a pas pu être modifiée. Ses absences sont tout de même synchronisées.")
                + message(cause)

        case .resourceDisagrees(let resource, let point, let sent, let found, inDoubt: _):
            Phrase(
                "Resource \(resource) is not on the planning as it was sent. Point: \(point.rawValue). "
                    + "Sent: \(sent.words.english). Found: \(found.words.english).",
                fr: "La ressource \(resource) n’est pas sur le planning telle qu’elle a été envoyée. Point : \(point.rawValue). "
                    + "Envoyé : \(sent.words.french). Trouvé : \(found.words.french).")
        case .resourceUnverified(let resource):
            Phrase(
                "Resource \(resource) was written, but could not be compared with what was sent: PlanningPME did not show it.",
                fr: "La ressource \(resource) a été écrite, mais n’a pas pu être comparée à ce qui a été envoyé : PlanningPME ne "
                    + "l’a pas montrée.")

        case .resourcesNotChanged(let count, let cause):
            Phrase(
                "\(count) more \(count == 1 ? "resource was" : "resources were") not updated, because several updates before were "
                    + "forbidden.",
                fr: (count < 2
                    ? "1 autre ressource n’a pas été modifiée"
                    : "\(Typography.french(count)) autres ressources n’ont pas été modifiées")
                    + ", car plusieurs modifications avaient été refusées.") + message(cause)

        case .fieldUnreadable(let field, let generation): fieldUnreadable(field, generation)
        case .fieldUnlabelled(let field, let people, areLabelsUnreadable: true, generation: _): labelsUnreadable(field, people)
        case .fieldUnlabelled(let field, let people, areLabelsUnreadable: false, generation: _): fieldUnlabelled(field, people)
        case .fieldValuesUnreadable(let field, let people): fieldValuesUnreadable(field, people)
        case .fieldKept(let field, let target, let people): fieldKept(field, target, people)
        case .fieldNotStored(let field, let target, let people, untried: _): fieldNotStored(field, target, people)
        case .fieldMisfit(let field, let target, let form, let people): fieldMisfit(field, target, form, people)
        case .fieldClearsWithheld(let employees, let holders): fieldClearsWithheld(employees, holders)
        case .fieldClearsDeclined(let employees, let at, let login): fieldClearsDeclined(employees, at, login)

        case .noDepartmentOfThatName:
            Phrase(
                "The planning has no department of this name, so the resources of its employees stay where they are.",
                fr: "Le planning n’a aucun département de ce nom : les ressources de ses collaborateurs restent où elles sont.")
        case .severalDepartmentsOfThatName:
            Phrase(
                "Several departments of the planning have this name, so the resources of its employees stay where they are.",
                fr: "Plusieurs départements du planning portent ce nom : les ressources de ses collaborateurs restent où elles "
                    + "sont.")
        case .departmentMappedToNothing(let key):
            Phrase(
                "This department is mapped to department \(key) of the planning, which no longer exists.",
                fr: "Ce département est associé au département \(key) du planning, qui n’existe plus.")
        case .departmentOfScopeMissing(let generation):
            Phrase(
                "The scope names this department. It no longer exists in Lucca, or \(generation.readerInside.english) may not read it.",
                fr:
                    "Le périmètre comprend ce département. Il n’existe plus dans Lucca, ou \(generation.readerInside.french) n’a pas le "
                    + "droit de le lire.")
        case .departmentNotCreated(let cause):
            Phrase(
                "Its department could not be created on the planning. The absences are synced all the same.",
                fr: "Son département n’a pas pu être créé sur le planning. Les absences sont tout de même synchronisées.")
                + message(cause)

        case .noTypeOfThatName:
            Phrase(
                "No unavailability type has this leave account's name, so its absences show the neutral type.",
                fr: "Aucun type d’indisponibilité ne porte le nom de ce compte d’absence : ses absences affichent le type "
                    + "neutre.")
        case .neutralTypeMissing(let label, creates: _):
            Phrase(
                "The absences of this leave account need the neutral type \"\(label)\", which the planning does not have. They "
                    + "were not written.",
                fr: "Les absences de ce compte d’absence demandent le type neutre « \(label) », que le planning n’a pas. Elles "
                    + "n’ont pas été écrites.")
        case .leaveAccountMappedToNothing:
            Phrase(
                "This leave account is mapped to an unavailability type that no longer exists on the planning.",
                fr: "Ce compte d’absence est associé à un type d’indisponibilité qui n’existe plus sur le planning.")
        case .typeNotCreated(let cause):
            Phrase(
                "Its unavailability type could not be created. Its absences are not on the planning.",
                fr: "Son type d’indisponibilité n’a pas pu être créé. Ses absences ne sont pas sur le planning.") + message(cause)

        case .deletionsWithheld(let count, .declined(let at, let login)):
            Self.withheld(count) + Self.brake(.declined(at: at, by: login))
        case .deletionsWithheld(let count, let reason): Self.brake(reason) + Self.withheld(count)
        case .copiesWithheld(let count):
            Phrase(
                "\(count) events carry the reference of another event: more copies than the brake lets pass. They stay.",
                fr: "\(Typography.french(count)) événements portent la référence d’un autre événement : plus de copies que le "
                    + "frein n’en laisse passer. Elles restent.")

        case .employeeRowUnreadable(let flaw, generation: _):
            Phrase(
                "This employee's row in Lucca is unreadable: \(flaw.words.english). Nothing of theirs is changed.",
                fr: "La fiche de ce collaborateur dans Lucca est illisible : \(flaw.words.french). Rien n’est modifié pour lui.")
        case .employeeRowsWithoutID(let rows, let kept, let employees, generation: _):
            Phrase(
                "\(rows == 1 ? "1 row of Lucca's employees has" : "\(rows) rows of Lucca's employees have") no readable id, or "
                    + "never arrived.",
                fr: rows < 2
                    ? "1 fiche de collaborateur de Lucca n’a pas d’identifiant lisible, ou n’est jamais arrivée."
                    : "\(Typography.french(rows)) fiches de collaborateurs de Lucca n’ont pas d’identifiant lisible, ou ne "
                        + "sont jamais arrivées.")
                + Self.kept(kept, employees)
        case .employeeContradictory(let identifier):
            Phrase(
                "Lucca lists this employee several times, with different \(identifier.name)s or e-mails. Nothing of theirs is "
                    + "changed.",
                fr: "Lucca donne ce collaborateur plusieurs fois, avec \(identifier.des) ou des e-mails différents. Rien n’est "
                    + "modifié pour lui.")
        case .employeeUnplaced(let department, generation: _):
            Phrase(
                "This employee is in department \(department), which Lucca's department tree does not contain. Nothing of "
                    + "theirs is changed.",
                fr: "Ce collaborateur est dans le département \(department), absent de l’arborescence des départements de "
                    + "Lucca. Rien n’est modifié pour lui.")
        case .halfDaysUnreadable(let count, let first, let flaw, generation: _): Self.halfDays(count, first, flaw)
        case .halfDaysWithoutOwner(let rows, let kept, let employees, generation: _):
            Phrase(
                "\(rows == 1 ? "1 half-day in Lucca has" : "\(rows) half-days in Lucca have") no readable owner, or never "
                    + "arrived.",
                fr: rows < 2
                    ? "1 demi-journée de Lucca n’a pas de collaborateur lisible, ou n’est jamais arrivée."
                    : "\(Typography.french(rows)) demi-journées de Lucca n’ont pas de collaborateur lisible, ou ne sont jamais "
                        + "arrivées.")
                + Self.kept(kept, employees)
        case .departmentUnplaced:
            Phrase(
                "Lucca does not say where this department is in the tree, so it is in scope only if the scope names it. "
                    + "Deletions for people who were in it are withheld.",
                fr: "Lucca ne dit pas où se trouve ce département dans l’arborescence : il n’est dans le périmètre que si "
                    + "celui-ci le nomme. Les suppressions pour ceux qui en faisaient partie sont retenues.")
        case .departmentRowsWithoutID(let rows, generation: _):
            Phrase(
                "\(rows == 1 ? "1 row has" : "\(rows) rows have") no readable id, or never arrived: these departments are in "
                    + "no scope. Deletions for people who were in them are withheld.",
                fr: (rows < 2
                    ? "1 département n’a pas d’identifiant lisible, ou n’est jamais arrivé"
                    : "\(Typography.french(rows)) départements n’ont pas d’identifiant lisible, ou ne sont jamais arrivés")
                    + " : hors de tout périmètre. Les suppressions pour ceux qui en faisaient partie sont retenues.")

        case .eventNotWritten(let action, let event, let cause):
            Phrase(
                "The \(action.noun.english) of \(event.map { "event \($0)" } ?? "an event")\(of(problem).english) failed.",
                fr: "La \(action.noun.french) \(event.map { "de l’événement \($0)" } ?? "d’un événement")"
                    + "\(of(problem).french) a échoué.") + message(cause)
        case .copyNotReleased(let event, let cause):
            Phrase(
                "Event \(event) is a copy of an event\(of(problem).english). Its reference could not be removed from its "
                    + "remark. It stays as it is.",
                fr: "L’événement \(event) est la copie d’un événement\(of(problem).french). Sa référence n’a pas pu être "
                    + "retirée de sa remarque. Il reste tel quel.") + message(cause)
        case .eventLocked(let event, let action):
            Phrase(
                "\(event.map { "Event \($0)" } ?? "An event")\(of(problem).english) is locked, open, or read-only for the "
                    + "connector's user. Its \(action.noun.english) was not made; the next daily run retries it.",
                fr: "\(event.map { "L’événement \($0)" } ?? "Un événement")\(of(problem).french) est verrouillé, ouvert, ou en "
                    + "lecture seule pour l’utilisateur du connecteur. Sa \(action.noun.french) n’a pas été faite ; la "
                    + "prochaine exécution quotidienne réessaie.")
        case .eventDisagrees(let action, let point, let sent, let found, inDoubt: _):
            Phrase(
                "After its \(action.noun.english), an event\(of(problem).english) is not on the planning as it was sent. Point: "
                    + "\(point.rawValue). Sent: \(sent.words.english). Found: \(found.words.english).",
                fr: "Après sa \(action.noun.french), un événement\(of(problem).french) n’est pas sur le planning tel qu’il a "
                    + "été envoyé. Point : \(point.rawValue). Envoyé : \(sent.words.french). Trouvé : \(found.words.french).")
        case .eventUnverified(let action):
            Phrase(
                "After its \(action.noun.english), an event\(of(problem).english) could not be compared with what was sent: "
                    + "PlanningPME did not show it.",
                fr: "Après sa \(action.noun.french), un événement\(of(problem).french) n’a pas pu être comparé à ce qui a été "
                    + "envoyé : PlanningPME ne l’a pas montré.")
        case .answerLost(let action):
            Phrase(
                "The answer to the \(action.noun.english) of an event\(of(problem).english) was lost, and the planning shows no "
                    + "effect of it so far.",
                fr: "La réponse à la \(action.noun.french) d’un événement\(of(problem).french) a été perdue, et le planning "
                    + "n’en montre encore aucun effet.")
        case .createBeyondView:
            Phrase(
                "The answer to the creation of this event was lost, and PlanningPME's lists do not show its day to the "
                    + "connector's user: it may be there. It is not created again before they do.",
                fr: "La réponse à la création de cet événement a été perdue, et les listes de PlanningPME ne montrent pas son "
                    + "jour à l’utilisateur du connecteur : il s’y trouve peut-être. Il n’est pas recréé avant qu’elles le "
                    + "montrent.")
        case .eventUnreadable:
            Phrase(
                "PlanningPME's answer about this event is unreadable. The event stays as it is.",
                fr: "La réponse de PlanningPME sur cet événement est illisible. L’événement reste tel quel.")
        case .absenceNotShown(let from, let to):
            Phrase(
                "The planning does not show all of an absence\(of(problem).english) "
                    + "\(from == to ? "on \(from)" : "from \(from) to \(to)"), although no write failed.",
                fr: "Le planning ne montre pas toute une absence\(of(problem).french) "
                    + "\(from == to ? "le \(from)" : "du \(from) au \(to)"), bien qu’aucune écriture n’ait échoué.")

        case .catalogUnreadable(let count):
            Phrase(
                "The key or the \(isOfResources(problem) ? "registration number" : "label") of \(count) of them is unreadable. "
                    + "No other is created, since one of these may be it.",
                fr: "La clé ou le \(isOfResources(problem) ? "matricule" : "libellé") de \(Typography.french(count)) d’entre "
                    + "\(isOfResources(problem) ? "elles" : "eux") est illisible. Aucun autre n’est créé, puisque ce peut être "
                    + "l’un d’eux.")
        case .viewLimited(let events):
            Phrase(
                "PlanningPME's lists do not show the connector's user everything: \(events) of its events were missing and "
                    + "were found by their keys. Nothing is lost, and each costs a request a week.",
                fr: "Les listes de PlanningPME ne montrent pas tout à l’utilisateur du connecteur : "
                    + "\(Typography.french(events)) de ses événements y manquaient et ont été trouvés par leur clé. Rien n’est "
                    + "perdu, et chacun coûte une requête par semaine.")
        case .probeEventLeft(let resource, let days):
            Phrase(
                "A probe was stopped while it created an event on resource \(resource), on \(joined(days)). Its key is not known, and "
                    + "PlanningPME's lists do not show that day.",
                fr: "Un sondage a été interrompu pendant qu’il créait un événement sur la ressource \(resource), le "
                    + "\(joined(days)). Sa clé n’est pas connue, et les listes de PlanningPME ne montrent pas ce jour.")
        case .memoryLostBeyondView(let cause): message(cause)
        case .problemsUnrecorded(let count, let codes):
            Phrase(
                "The database refused what this run found: \(count) problems (\(joined(codes))).",
                fr: "La base de données a refusé ce que cette exécution a trouvé : \(Typography.french(count)) problèmes "
                    + "(\(joined(codes))).")
        case .unrecognized(let code):
            Phrase(
                "A newer release of Passerelle recorded this problem (\(code)).",
                fr: "Une version plus récente de Passerelle a enregistré ce problème (\(code)).")
        }
    }

    // MARK: Parts

    /// ` of employee 42`.
    private func of(_ problem: Problem) -> Phrase {
        guard case .event(_, of: let employee?) = problem.subject else { return .none }
        return Phrase(" of employee \(employee)", fr: " du collaborateur \(employee)")
    }

    private func isOfResources(_ problem: Problem) -> Bool { problem.subject == .catalog(.resources) }

    func message(_ cause: Failure) -> Phrase { FailureWords(tenant: tenant).message(cause) }
    func remedy(_ cause: Failure) -> Phrase { FailureWords(tenant: tenant).remedy(cause) }

    private static func kept(_ events: Int, _ employees: Int) -> Phrase {
        guard events > 0 else { return Phrase("Nothing else is affected.", fr: "Rien d’autre n’est touché.") }
        return Phrase(
            "Each may belong to an employee who would otherwise lose events: the \(events) future events of \(employees) such "
                + "employees are kept.",
            fr: "Chacune peut être celle d’un collaborateur qui perdrait sinon des événements : "
                + (events < 2
                    ? "1 événement à venir est conservé"
                    : "les \(Typography.french(events)) événements à venir de \(Typography.french(employees)) "
                        + "\(employees < 2 ? "collaborateur" : "collaborateurs") sont conservés") + ".")
    }

    private static func halfDays(_ count: Int, _ first: ShownText?, _ flaw: Problem.HalfDayFlaw) -> Phrase {
        let (half, demi) = (first.map { "half-day \($0)" }, first.map { "demi-journée \($0)" })
        let nothing = Phrase("Nothing of this employee's is changed.", fr: "Rien n’est modifié pour ce collaborateur.")
        if count == 1 {
            return Phrase(
                "\((half ?? "a half-day without an id").firstCapitalized) is unreadable: \(flaw.words.english).",
                fr: "La \(demi ?? "demi-journée") est illisible : \(flaw.words.french).") + nothing
        }
        return Phrase(
            "\(count) half-days are unreadable; of \(half ?? "the first"), \(flaw.words.english).",
            fr: "\(Typography.french(count)) demi-journées sont illisibles ; pour la \(demi ?? "première"), "
                + "\(flaw.words.french).")
            + nothing
    }

    private func severalCandidates(_ ambiguity: ResourceMatcher.Ambiguity?, _ identifier: EmployeeIdentifier) -> Phrase {
        switch ambiguity {
        case .severalResourcesWithIdentifier:
            Phrase(
                "Several resources on the planning have this employee's \(identifier.name).",
                fr: "Plusieurs ressources du planning portent \(identifier.le) de ce collaborateur.")
        case .severalResourcesWithMail:
            Phrase(
                "Several resources on the planning have this employee's e-mail.",
                fr: "Plusieurs ressources du planning portent l’e-mail de ce collaborateur.")
        case .sharedIdentifier:
            Phrase(
                "Several employees in scope have this \(identifier.name).",
                fr: "Plusieurs collaborateurs du périmètre ont \(identifier.ce).")
        case .sharedMail:
            Phrase(
                "Several employees in scope have this e-mail.", fr: "Plusieurs collaborateurs du périmètre ont cet e-mail.")
        case .resourceOfSomeoneElse:
            Phrase(
                "The resource with this employee's \(identifier.name) or e-mail is already another employee's.",
                fr: "La ressource qui porte \(identifier.le) ou l’e-mail de ce collaborateur est déjà celle d’un autre.")
        case nil:
            Phrase(
                "At the last comparison, several resources on the planning, or several employees in scope, shared this "
                    + "employee's \(identifier.name) or e-mail.",
                fr: "À la dernière comparaison, plusieurs ressources du planning, ou plusieurs collaborateurs du périmètre, "
                    + "partageaient \(identifier.le) ou l’e-mail de ce collaborateur.")
        }
    }
}

extension String {
    fileprivate var firstCapitalized: String { prefix(1).uppercased() + dropFirst() }
}
