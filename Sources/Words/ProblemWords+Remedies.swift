package import SyncCore

extension ProblemWords {
    /// What to do about it: a command, or a click. Empty if there is nothing to do.
    package func remedy(_ problem: Problem) -> Phrase {
        switch problem.finding {
        case .noIdentifier(let identifier, matchesEmail: true):
            Phrase("Enter the \(identifier.name) in Lucca.", fr: "Saisissez \(identifier.le) dans Lucca.")
        case .noIdentifier(let identifier, matchesEmail: false):
            Phrase(
                "Enter the \(identifier.name) in Lucca, or also match by e-mail: passerelle tenant edit \(tenant) --match-email",
                fr: "Saisissez \(identifier.le) dans Lucca, ou rapprochez aussi par e-mail : passerelle tenant edit \(tenant) "
                    + "--match-email")
        case .noResource(_, matchesEmail: _, let creates):
            Phrase(
                "Enter it as the registration number of the employee's resource in PlanningPME, or let resources be created: "
                    + creating(.resources, creates),
                fr: "Saisissez-le comme matricule de sa ressource dans PlanningPME, ou autorisez la création de ressources : "
                    + creating(.resources, creates))
        case .severalCandidates(let ambiguity, let identifier): severalCandidatesRemedy(ambiguity, identifier)
        case .resourceArchived(let resource): archived(resource, problem)
        case .resourceNotCreated(let cause):
            remedy(cause)
                + Phrase(
                    "Or create the resource in PlanningPME, with the identifier as registration number.",
                    fr: "Ou créez la ressource dans PlanningPME, avec l’identifiant comme matricule.")
        case .resourceNotChanged(resource: _, let cause), .resourcesNotChanged(count: _, let cause): remedy(cause)
        case .fieldUnreadable(let field, let generation): fieldUnreadableRemedy(field, generation)
        case .fieldUnlabelled(field: _, people: _, areLabelsUnreadable: true, let generation):
            generation.remedyShowingLabels + testing
        case .fieldUnlabelled(field: _, people: _, areLabelsUnreadable: false, generation: _): fieldUnlabelledRemedy
        case .fieldValuesUnreadable(let field, people: _): fieldValuesUnreadableRemedy(field)
        case .fieldKept(let field, let target, people: _): fieldKeptRemedy(field, target)
        case .fieldNotStored(let field, let target, people: _, let untried): fieldNotStoredRemedy(field, target, untried)
        case .fieldMisfit(let field, target: _, form: _, people: _): fieldMisfitRemedy(field)
        case .resourceDisagrees(_, _, _, _, inDoubt: false):
            Phrase(
                "The next run reads the resource again, and writes what differs. If the problem comes back, probe this PlanningPME: "
                    + probing,
                fr: "La prochaine exécution relit la ressource et écrit ce qui diffère. Si le problème revient, sondez ce "
                    + "PlanningPME : \(probing)")
        case .resourceDisagrees(_, _, _, _, inDoubt: true):
            Phrase(
                "No run writes before this PlanningPME has been probed again: \(probing)",
                fr: "Aucune exécution n’écrit avant que ce PlanningPME ait été sondé de nouveau : \(probing)")
        case .resourceUnverified:
            Phrase(
                "Nothing to do: the next run reads it again. If the problem comes back, test the rights of the connector's user: "
                    + "passerelle tenant check \(tenant)",
                fr:
                    "Rien à faire : la prochaine exécution la relit. Si le problème revient, testez les droits de l’utilisateur du "
                    + "connecteur : passerelle tenant check \(tenant)")

        case .noDepartmentOfThatName(let creates):
            Phrase(
                "Map it (\(departmentMap(problem))), or let departments be created: \(creating(.departments, creates))",
                fr: "Associez-le (\(departmentMap(problem))), ou autorisez la création de départements : "
                    + creating(.departments, creates))
        case .severalDepartmentsOfThatName:
            Phrase("Choose one: \(departmentMap(problem))", fr: "Choisissez-en un : \(departmentMap(problem))")
        case .departmentMappedToNothing:
            Phrase("Map it to another one: \(departmentMap(problem))", fr: "Associez-le à un autre : \(departmentMap(problem))")
        case .departmentOfScopeMissing(let generation):
            Phrase(
                "Look at the departments with passerelle scope tree \(tenant), then set the scope again: passerelle scope set "
                    + "\(tenant) --department ID",
                fr: "Regardez les départements avec passerelle scope tree \(tenant), puis redéfinissez le périmètre : "
                    + "passerelle scope set \(tenant) --department ID")
                + Phrase("If it still exists there, a right is missing.", fr: "S’il y existe encore, il manque un droit.")
                + generation.remedy(allowing: .departments)
        case .departmentNotCreated(let cause):
            remedy(cause)
                + Phrase(
                    "Or create the department in PlanningPME, with the same label.",
                    fr: "Ou créez le département dans PlanningPME, avec le même libellé.")

        case .noTypeOfThatName(let creates):
            Phrase(
                "Map it (\(reasonSet(problem))), or let types be created: \(creating(.types, creates))",
                fr: "Associez-le (\(reasonSet(problem))), ou autorisez la création de types : \(creating(.types, creates))")
        case .neutralTypeMissing(let label, let creates):
            Phrase(
                "Create an unavailability with the label \"\(label)\" in PlanningPME, let types be created "
                    + "(\(creating(.types, creates))), or map the leave account: \(reasonSet(problem))",
                fr: "Créez dans PlanningPME une indisponibilité de libellé « \(label) », autorisez la création de types "
                    + "(\(creating(.types, creates))), ou associez le compte d’absence : \(reasonSet(problem))")
        case .leaveAccountMappedToNothing:
            Phrase(
                "Map it again (\(reasonSet(problem))); passerelle reason list \(tenant) shows the mappings.",
                fr: "Associez-le de nouveau (\(reasonSet(problem))) ; passerelle reason list \(tenant) montre les associations.")
        case .typeNotCreated(let cause):
            remedy(cause)
                + Phrase(
                    "Or create the unavailability in PlanningPME, or map the leave account: \(reasonSet(problem))",
                    fr: "Ou créez l’indisponibilité dans PlanningPME, ou associez le compte d’absence : \(reasonSet(problem))")

        case .deletionsWithheld(count: _, .departmentsLost(departments: _, employees: _, let generation)):
            approving
                + Phrase(
                    "If Lucca still has these departments, a right is missing.",
                    fr: "Si Lucca a encore ces départements, il manque un droit.") + generation.remedy(allowing: .departments)
        case .deletionsWithheld: approving
        case .fieldClearsWithheld, .fieldClearsDeclined: approvingClears
        case .copiesWithheld(let count):
            Phrase(
                "Delete the copies in PlanningPME, or raise the brake for one run: passerelle tenant edit \(tenant) "
                    + "--brake-count \(count)",
                fr: "Supprimez les copies dans PlanningPME, ou relevez le frein pour une exécution : passerelle tenant edit "
                    + "\(tenant) --brake-count \(count)")

        case .employeeRowUnreadable(flaw: _, let generation):
            Phrase(
                "Complete the employee's file in Lucca. If it is complete, a right is missing.",
                fr: "Complétez le dossier du collaborateur dans Lucca. S’il est complet, il manque un droit.")
                + generation.remedy(allowing: .employees) + testing
        case .employeeRowsWithoutID(rows: _, kept: _, employees: _, let generation):
            generation.remedy(allowing: .employees) + testing
                + Phrase(
                    "If every check passes, report this message.", fr: "Si tout est en ordre, signalez ce message.")
        case .employeeContradictory:
            Phrase(
                "Correct the employee's file in Lucca; passerelle scope tree \(tenant) shows the departments.",
                fr: "Corrigez le dossier du collaborateur dans Lucca ; passerelle scope tree \(tenant) montre les départements.")
        case .employeeUnplaced(department: _, let generation):
            Phrase(
                "Correct the employee's department in Lucca; passerelle scope tree \(tenant) shows the departments. If it is right, a "
                    + "right is missing.",
                fr:
                    "Corrigez le département du collaborateur dans Lucca ; passerelle scope tree \(tenant) montre les départements. "
                    + "S’il est juste, il manque un droit.") + generation.remedy(allowing: .departments)
        case .halfDaysUnreadable(count: _, first: _, flaw: _, let generation),
            .halfDaysWithoutOwner(rows: _, kept: _, employees: _, let generation):
            generation.remedy(allowing: .leaves) + testing
        case .departmentUnplaced(let generation), .departmentRowsWithoutID(rows: _, let generation):
            generation.remedy(allowing: .departments) + testing

        case .eventNotWritten(action: _, event: _, let cause): remedy(cause) + forcing(cause)
        case .copyNotReleased(event: _, let cause):
            remedy(cause)
                + Phrase(
                    "Or remove \(subject(problem).english) from the remark in PlanningPME.",
                    fr: "Ou retirez \(subject(problem).french) de la remarque dans PlanningPME.")
        case .eventLocked:
            Phrase(
                "Unlock the event in PlanningPME and close it, or give the connector user's group the right to change locked "
                    + "events.",
                fr: "Déverrouillez l’événement dans PlanningPME et fermez-le, ou donnez au groupe de l’utilisateur du "
                    + "connecteur le droit de modifier les événements verrouillés.")
        case .eventDisagrees(_, _, _, _, inDoubt: false):
            Phrase(
                "The next run writes it again. If the problem comes back, probe this PlanningPME: \(probing)",
                fr: "La prochaine exécution le réécrit. Si le problème revient, sondez ce PlanningPME : \(probing)")
        case .eventDisagrees(_, _, _, _, inDoubt: true):
            Phrase(
                "No run writes before this PlanningPME has been probed again: \(probing)",
                fr: "Aucune exécution n’écrit avant que ce PlanningPME ait été sondé de nouveau : \(probing)")
        case .eventUnverified:
            Phrase(
                "Nothing to do: the next run writes it again. If the problem comes back, test the rights of the connector's "
                    + "user: passerelle tenant check \(tenant)",
                fr: "Rien à faire : la prochaine exécution le réécrit. Si le problème revient, testez les droits de "
                    + "l’utilisateur du connecteur : passerelle tenant check \(tenant)")
        case .answerLost:
            Phrase(
                "Nothing to do: the next run looks for the event before it writes anything.",
                fr: "Rien à faire : la prochaine exécution cherche l’événement avant d’écrire quoi que ce soit.")
        case .createBeyondView: Self.viewRight + reconciling
        case .eventUnreadable:
            Phrase(
                "Open the event in PlanningPME and save "
                    + "it again.", fr: "Ouvrez l’événement dans PlanningPME et réenregistrez-le.")
                + reconciling
        case .absenceNotShown:
            Phrase(
                "Read the planning again: passerelle run now \(tenant) --reconcile. If the problem comes back, enter the "
                    + "absence in PlanningPME by hand and report this message.",
                fr: "Relisez le planning : passerelle run now \(tenant) --reconcile. Si le problème revient, saisissez "
                    + "l’absence à la main dans PlanningPME et signalez ce message.")

        case .catalogUnreadable:
            Phrase("Open them in PlanningPME and save them again.", fr: "Ouvrez-les dans PlanningPME et réenregistrez-les.")
                + reconciling
        case .viewLimited:
            Self.viewRight + Phrase("This is reported once.", fr: "Ceci n’est signalé qu’une fois.")
        case .probeEventLeft(let resource, let days):
            Phrase(
                "In PlanningPME, look at resource \(resource) on \(joined(days)), and delete what is marked [passerelle-probe]. This "
                    + "is reported once.",
                fr: "Dans PlanningPME, regardez la ressource \(resource) le \(joined(days)), et supprimez ce qui porte "
                    + "[passerelle-probe]. Ceci n’est signalé qu’une fois.")
        case .memoryLostBeyondView(let cause): remedy(cause)
        case .problemsUnrecorded:
            Phrase(
                "Report this as a fault of Passerelle, with the log of the database server.",
                fr: "Signalez-le comme un défaut de Passerelle, avec le journal du serveur de base de données.")
        case .unrecognized:
            Phrase(
                "Read it with that release: "
                    + "\(run.map { "passerelle run show \($0)" } ?? "passerelle run list --tenant \(tenant)")",
                fr: "Lisez-le avec cette version : "
                    + "\(run.map { "passerelle run show \($0)" } ?? "passerelle run list --tenant \(tenant)")")
        }
    }

    // MARK: Parts

    /// What to request if lists do not show everything.
    static let viewRight = Phrase(
        "In PlanningPME, in the rights of the connector user's group, set no limited period and all resources.",
        fr: "Dans PlanningPME, dans les droits du groupe de l’utilisateur du connecteur, ne limitez pas la période et "
            + "autorisez toutes les ressources.")

    var reconciling: Phrase {
        Phrase("Then run: passerelle run now \(tenant) --reconcile", fr: "Puis lancez : passerelle run now \(tenant) --reconcile")
    }

    var testing: Phrase {
        Phrase("Test it: passerelle tenant check \(tenant)", fr: "Testez-le : passerelle tenant check \(tenant)")
    }

    private var probing: String {
        "passerelle tenant probe \(tenant) --resource KEY && passerelle run now \(tenant) --reconcile"
    }

    /// nil while what the run withheld can be approved.
    private var reviewed: Phrase? {
        switch review {
        case nil: nil
        case .approved(let other, only: let only?):
            Phrase(
                "It was approved for \(only.count == 1 ? "one employee" : "\(only.count) employees") only: run \(other) did what still "
                    + "applied of theirs. The rest stays, and the next run withholds it again.",
                fr: "Approuvé pour \(only.count == 1 ? "un seul collaborateur" : "\(only.count) collaborateurs seulement") : "
                    + "l’exécution \(other) a effectué ce qui s’appliquait encore pour eux. Le reste demeure, et la prochaine exécution le "
                    + "retient de nouveau.")
        case .approved(let other, only: nil):
            Phrase(
                "It was approved: run \(other) did what still applied.",
                fr: "Approuvé : l’exécution \(other) a effectué ce qui s’appliquait encore.")
        case .rejected:
            Phrase(
                "It was rejected: it stays on the planning until a later run is approved, or Lucca has it again.",
                fr:
                    "Rejeté : cela reste sur le planning, jusqu’à l’approbation d’une exécution ultérieure ou jusqu’au retour dans Lucca."
            )
        case .superseded(let other):
            Phrase(
                "Run \(other) came after and compared everything again: passerelle run show \(other)",
                fr: "L’exécution \(other) est venue ensuite et a tout réexaminé : passerelle run show \(other)")
        }
    }

    private var approving: Phrase {
        if let reviewed { return reviewed }
        guard let run else {
            return Phrase(
                "If they are right, start the run (passerelle run now \(tenant)) and then approve it.",
                fr: "Si elles sont justifiées, lancez l’exécution (passerelle run now \(tenant)), puis approuvez-la.")
        }
        return Phrase(
            "Review them with passerelle run show \(run). If they are right: passerelle run approve \(run); if not: "
                + "passerelle run reject \(run)",
            fr: "Examinez-les avec passerelle run show \(run). Si elles sont justifiées : passerelle run approve \(run) ; "
                + "sinon : passerelle run reject \(run)")
    }

    private var approvingClears: Phrase {
        if let reviewed { return reviewed }
        guard let run else {
            return Phrase(
                "If these employees should no longer have this data, start the run (passerelle run now \(tenant)) and then approve "
                    + "it.",
                fr: "S’il est normal que ces collaborateurs n’aient plus ces données, lancez l’exécution (passerelle run now "
                    + "\(tenant)), puis approuvez-la.")
        }
        return Phrase(
            "For one of them: passerelle field explain \(tenant) --employee ID. If these employees should no longer have this "
                + "data: passerelle run approve \(run)",
            fr: "Pour l’un d’eux : passerelle field explain \(tenant) --employee ID. S’il est normal que ces collaborateurs "
                + "n’aient plus ces données : passerelle run approve \(run)")
    }

    private func archived(_ resource: ResourceKey, _ problem: Problem) -> Phrase {
        var other = Phrase.none
        if case .employee(_, let identifier) = problem.subject, !identifier.isEmpty {
            other = Phrase(
                ", or enter \(identifier) as the registration number of another resource",
                fr: ", ou saisissez \(identifier) comme matricule d’une autre ressource")
        }
        return Phrase(
            "In PlanningPME, take resource \(resource) out of the archive or let the connector's user see it\(other.english).",
            fr: "Dans PlanningPME, désarchivez la ressource \(resource) ou rendez-la visible à l’utilisateur du "
                + "connecteur\(other.french).") + reconciling
    }

    private func severalCandidatesRemedy(_ ambiguity: ResourceMatcher.Ambiguity?, _ identifier: EmployeeIdentifier) -> Phrase {
        switch ambiguity {
        case .severalResourcesWithIdentifier:
            Phrase(
                "In PlanningPME, leave the registration number on one of them.",
                fr: "Dans PlanningPME, ne laissez le matricule que sur l’une d’elles.")
        case .severalResourcesWithMail:
            Phrase(
                "In PlanningPME, enter the \(identifier.name) as the registration number of the right one.",
                fr: "Dans PlanningPME, saisissez \(identifier.le) comme matricule de la bonne ressource.")
        case .sharedIdentifier:
            Phrase(
                "Correct it in Lucca, or choose another identifier: passerelle tenant edit \(tenant) --identifier lucca-id",
                fr: "Corrigez-le dans Lucca, ou choisissez un autre identifiant : passerelle tenant edit \(tenant) "
                    + "--identifier lucca-id")
        case .sharedMail:
            Phrase(
                "Correct it in Lucca, or enter the \(identifier.name) as the registration number of the employee's resource in "
                    + "PlanningPME.",
                fr: "Corrigez-le dans Lucca, ou saisissez \(identifier.le) comme matricule de sa ressource dans PlanningPME.")
        case .resourceOfSomeoneElse:
            Phrase(
                "In PlanningPME, give each of the two a resource and a registration number of their own.",
                fr: "Dans PlanningPME, donnez à chacun des deux sa propre ressource, avec son propre matricule.")
        case nil:
            Phrase(
                "Find the resources in PlanningPME, or the employees in Lucca, that share the \(identifier.name) or e-mail. "
                    + "Then run: passerelle run now \(tenant)",
                fr: "Cherchez les ressources dans PlanningPME, ou les collaborateurs dans Lucca, qui partagent "
                    + "\(identifier.le) ou l’e-mail. Puis lancez : passerelle run now \(tenant)")
        }
    }

    private func forcing(_ cause: Failure) -> Phrase {
        guard cause.code == .planningPMERejected else { return .none }
        return Phrase(
            "If the absence lies over a task, a constraint or an allowance, give the connector user's group the rights to "
                + "force them in PlanningPME, or make room there.",
            fr: "Si l’absence recouvre une tâche, une contrainte ou une affectation, donnez au groupe de l’utilisateur du "
                + "connecteur les droits de forçage dans PlanningPME, ou libérez la place.")
    }

    private func reasonSet(_ problem: Problem) -> String {
        guard case .leaveAccounts(let ids) = problem.subject, let id = ids.first else {
            return "passerelle reason list \(tenant)"
        }
        return "passerelle reason set \(tenant) \(id) --type KEY"
    }

    private func departmentMap(_ problem: Problem) -> String {
        guard case .department(let id) = problem.subject else { return "passerelle department list \(tenant)" }
        return "passerelle department map \(tenant) \(id) --to KEY"
    }

    /// The command that allows one more kind of thing to be created, and keeps the others.
    private func creating(_ kind: TenantSettings.Creatable, _ creates: [TenantSettings.Creatable]) -> String {
        let wanted = TenantSettings.Creatable.allCases.filter { $0 == kind || creates.contains($0) }
        return "passerelle tenant edit \(tenant) --create " + wanted.map(\.rawValue).joined(separator: ",")
    }
}
