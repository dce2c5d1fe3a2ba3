package import SyncCore

/// Renders the results of connection checks as sentences.
package struct CheckWords {
    private let tenant: TenantSlug
    private let failures: FailureWords

    package init(tenant: TenantSlug) {
        self.tenant = tenant
        failures = FailureWords(tenant: tenant, isWithinCheck: true)
    }

    package func detail(_ result: CheckResult) -> Phrase {
        switch result.finding {
        case .failure(let failure): failures.message(failure)
        case .errorUnknown: Phrase("It could not be tested.", fr: "Ce test n’a pas pu être fait.")
        case .notPrepared:
            Phrase("The connection could not be prepared.", fr: "La connexion n’a pas pu être préparée.")
        case .notTested(let reason): Self.notTested(reason)
        case .keyKnown: Phrase("Lucca answers, and knows the key.", fr: "Lucca répond, et connaît la clé.")
        case .employeesReadable(let count):
            Phrase("\(count) employees are readable.", fr: "\(Typography.french(count)) collaborateurs sont lisibles.")
        case .noEmployee: Phrase("The key sees no employee at all.", fr: "La clé ne voit aucun collaborateur.")
        case .employeesWithoutDepartment:
            Phrase(
                "The key does not see the employees' departments.", fr: "La clé ne voit pas les départements des collaborateurs.")
        case .departmentsReadable(let count):
            Phrase("\(count) departments are readable.", fr: "\(Typography.french(count)) départements sont lisibles.")
        case .noDepartment: Phrase("The key sees no department.", fr: "La clé ne voit aucun département.")
        case .leavesReadable(let halfDays):
            Phrase("\(halfDays) half-days are readable.", fr: "\(Typography.french(halfDays)) demi-journées sont lisibles.")
        case .noLeave(let behind, let ahead):
            Phrase(
                "Lucca answers, with no absence from \(behind) days ago to \(ahead) days ahead.",
                fr: "Lucca répond, sans aucune absence d’il y a \(behind) jours à dans \(ahead) jours.")
        case .detailsReadable:
            Phrase("Reason, approval and owner are readable.", fr: "Motif, approbation et collaborateur sont lisibles.")
        case .detailsHidden(let hidden, let rows, let details):
            Phrase(
                "Of \(hidden) in \(rows) half-days the key does not see "
                    + "\(details.map(\.words.english).joined(separator: ", ")).",
                fr: "Pour \(hidden) demi-journées sur \(rows), la clé ne voit pas "
                    + "\(details.map(\.words.french).joined(separator: ", ")).")
        case .accountNamesHidden:
            Phrase(
                "The key does not see the names of the leave accounts.", fr: "La clé ne voit pas les noms des comptes d’absence.")
        case .joinersSeen(let count):
            Phrase(
                "\(count) future joiners are seen.",
                fr: "\(Typography.french(count)) \(count < 2 ? "futur arrivant est visible" : "futurs arrivants sont visibles").")
        case .noJoinerSeen:
            Phrase(
                "No future joiner is seen: there may be none, or the key's role hides them.",
                fr: "Aucun futur arrivant n’est visible : il n’y en a peut-être pas, ou le rôle de la clé les cache.")
        case .appKeyKnown:
            Phrase("PlanningPME answers, and knows the AppKey.", fr: "PlanningPME répond, et connaît l’AppKey.")
        case .userKnown: Phrase("The user can sign in.", fr: "L’utilisateur peut se connecter.")
        case .sessionAccepted:
            Phrase("PlanningPME accepts the user's token.", fr: "PlanningPME accepte le jeton de l’utilisateur.")
        case .sessionUnclear(let status):
            Phrase(
                "PlanningPME answered \(status), which does not tell whether it accepts the token.",
                fr: "PlanningPME a répondu \(status), ce qui ne dit pas s’il accepte le jeton.")
        case .readable(let count, let archived, let seen): Self.readable(count, archived: archived, seen: seen)
        case .writable:
            Phrase("Write access confirmed.", fr: "Le droit d’écrire est confirmé.")
        case .writingUnclear(let status):
            Phrase(
                "PlanningPME answered \(status), which does not tell whether the user may write.",
                fr: "PlanningPME a répondu \(status), ce qui ne dit pas si l’utilisateur a le droit d’écrire.")
        }
    }

    /// What a missing permission prevents, and what to do about it; empty if there is nothing to do.
    package func remedy(_ result: CheckResult) -> Phrase {
        switch result.finding {
        case .failure(let failure): result.subject.consequence + failures.remedy(failure)
        case .errorUnknown: Phrase("Try again; if it lasts, report it.", fr: "Réessayez ; si cela dure, signalez-le.")
        case .notPrepared:
            Phrase(
                "Try again with PASSERELLE_LOG_LEVEL=debug, and report what it says.",
                fr: "Réessayez avec PASSERELLE_LOG_LEVEL=debug, et signalez ce qui s’affiche.")
        case .noEmployee, .employeesWithoutDepartment:
            Phrase("Without it nobody is synced.", fr: "Sans cela, personne n’est synchronisé.")
                + FailureWords.remedy(allowing: .employees)
        case .noDepartment:
            Phrase("Without it no scope can be chosen.", fr: "Sans cela, aucun périmètre ne peut être choisi.")
                + FailureWords.remedy(allowing: .departments)
        case .noLeave:
            Phrase(
                "If there are absences in Lucca, the key's role hides them.",
                fr: "S’il y a des absences dans Lucca, le rôle de la clé les cache.") + FailureWords.remedy(allowing: .leaves)
        case .detailsHidden:
            Phrase(
                "Such absences are not synced, and nothing of these employees' is changed.",
                fr: "Ces absences ne sont pas synchronisées, et rien n’est modifié pour ces collaborateurs.")
                + FailureWords.remedy(allowing: .leaves)
        case .accountNamesHidden:
            Phrase(
                "Absences show the neutral type until each leave account is mapped: passerelle reason list \(tenant).",
                fr:
                    "Les absences affichent le type neutre jusqu’à ce que chaque compte d’absence soit associé : passerelle reason "
                    + "list \(tenant).") + FailureWords.remedy(allowing: .leaves)
        case .noJoinerSeen:
            Phrase(
                "Hidden ones get their resource and absences on the day they start. To have them before, let the key's role see "
                    + "future employees.",
                fr:
                    "Ceux qui sont cachés reçoivent leur ressource et leurs absences le jour de leur arrivée. Pour les avoir avant, "
                    + "donnez au rôle de la clé le droit de voir les futurs collaborateurs.")
        case .sessionUnclear: Phrase("The tests below will show it.", fr: "Les tests suivants le montreront.")
        case .writingUnclear:
            Phrase(
                "The probe shows it: passerelle tenant probe \(tenant) --resource KEY",
                fr: "Le sondage le montre : passerelle tenant probe \(tenant) --resource KEY")
        case .notTested, .keyKnown, .employeesReadable, .departmentsReadable, .leavesReadable,
            .detailsReadable, .joinersSeen, .appKeyKnown, .userKnown, .sessionAccepted, .readable, .writable:
            .none
        }
    }

    private static func notTested(_ reason: ConnectionFinding.Reason?) -> Phrase {
        switch reason {
        case nil: Phrase("Not tested.", fr: "Non testé.")
        case .luccaUnreachable:
            Phrase(
                "Not tested, since Lucca could not be reached with this key.",
                fr: "Non testé : Lucca n’a pas pu être joint avec cette clé.")
        case .noFilter:
            Phrase(
                "Not tested: it needs departments or employees.",
                fr: "Non testé : il faut des départements ou des collaborateurs.")
        case .noLeave:
            Phrase("Not tested: there is no absence to look at.", fr: "Non testé : il n’y a aucune absence à examiner.")
        case .leavesUnreadable:
            Phrase("Not tested: absences are not readable.", fr: "Non testé : les absences ne sont pas lisibles.")
        case .appKeyRejected:
            Phrase("Not tested, since the AppKey does not work.", fr: "Non testé : l’AppKey ne fonctionne pas.")
        case .userRejected:
            Phrase("Not tested, since the user can't sign in.", fr: "Non testé : l’utilisateur ne peut pas se connecter.")
        }
    }

    private static func readable(_ count: Int?, archived: Int, seen: Int) -> Phrase {
        let all =
            count.map { Phrase("\($0) are readable.", fr: "\(Typography.french($0)) lisibles.") }
            ?? Phrase("Readable.", fr: "Lisible.")
        guard archived > 0 else { return all }
        return all
            + Phrase(
                "\(archived) of the first \(seen) are archived: no absence goes there.",
                fr: "\(archived) des \(seen) premières sont archivées : aucune absence n’y va.")
    }
}

extension CheckSubject {
    /// In English the raw value, as in JSON.
    package var name: Phrase {
        switch self {
        case .lucca: Phrase(rawValue, fr: "Lucca : connexion")
        case .luccaKey: Phrase(rawValue, fr: "Lucca : adresse et clé d’API")
        case .luccaEmployees: Phrase(rawValue, fr: "Lucca : collaborateurs")
        case .luccaDepartments: Phrase(rawValue, fr: "Lucca : départements")
        case .luccaLeaves: Phrase(rawValue, fr: "Lucca : absences")
        case .luccaLeaveDetails: Phrase(rawValue, fr: "Lucca : détail des absences")
        case .luccaFuture: Phrase(rawValue, fr: "Lucca : futurs collaborateurs")
        case .planningPME: Phrase(rawValue, fr: "PlanningPME : connexion")
        case .planningPMEAppKey: Phrase(rawValue, fr: "PlanningPME : adresse et AppKey")
        case .planningPMEUser: Phrase(rawValue, fr: "PlanningPME : utilisateur")
        case .planningPMESession: Phrase(rawValue, fr: "PlanningPME : session de l’utilisateur")
        case .planningPMEResources: Phrase(rawValue, fr: "PlanningPME : ressources")
        case .planningPMEDepartments: Phrase(rawValue, fr: "PlanningPME : départements")
        case .planningPMETypes: Phrase(rawValue, fr: "PlanningPME : types d’indisponibilité")
        case .planningPMEEvents: Phrase(rawValue, fr: "PlanningPME : événements")
        case .planningPMEWriting: Phrase(rawValue, fr: "PlanningPME : écriture")
        case .dialect: Phrase(rawValue, fr: "PlanningPME : dialecte")
        case .probe: Phrase(rawValue, fr: "PlanningPME : sondage")
        case .scope: Phrase(rawValue, fr: "Passerelle : périmètre")
        }
    }

    /// The effect of a missing right on a sync.
    fileprivate var consequence: Phrase {
        switch self {
        case .planningPMEAppKey, .planningPMEUser, .planningPMESession:
            Phrase("Without it nothing can be read or written.", fr: "Sans cela, rien ne peut être lu ni écrit.")
        case .planningPMEResources:
            Phrase(
                "Without it no employee finds their resource.", fr: "Sans cela, aucun collaborateur ne trouve sa ressource.")
        case .planningPMEDepartments:
            Phrase(
                "Without it no resource follows its employee's department.",
                fr: "Sans cela, aucune ressource ne suit le département de son collaborateur.")
        case .planningPMETypes:
            Phrase("Without it no absence finds its type.", fr: "Sans cela, aucune absence ne trouve son type.")
        case .planningPMEEvents:
            Phrase(
                "Without it events could be created twice, so nothing is written.",
                fr: "Sans cela, des événements pourraient être créés deux fois : rien n’est écrit.")
        case .planningPMEWriting: Phrase("Without it nothing is written.", fr: "Sans cela, rien n’est écrit.")
        case .lucca, .luccaKey, .luccaEmployees, .luccaDepartments, .luccaLeaves, .luccaLeaveDetails, .luccaFuture, .planningPME,
            .dialect, .probe, .scope:
            .none
        }
    }
}

extension CheckResult.State {
    package var name: Phrase {
        switch self {
        case .ok: Phrase(rawValue, fr: "ok")
        case .failed: Phrase(rawValue, fr: "échec")
        case .unknown: Phrase(rawValue, fr: "inconnu")
        }
    }
}

extension ConnectionFinding.LeaveDetail {
    fileprivate var words: Phrase {
        switch self {
        case .owner: Phrase("whose they are", fr: "à qui elles sont")
        case .account: Phrase("their leave account", fr: "leur compte d’absence")
        case .approval: Phrase("whether they are approved", fr: "si elles sont approuvées")
        case .activity: Phrase("whether they are active", fr: "si elles sont actives")
        case .half: Phrase("the half of the day", fr: "la moitié de la journée")
        }
    }
}
