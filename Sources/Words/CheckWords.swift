package import SyncCore

/// Renders the results of connection checks as sentences.
package struct CheckWords {
    private let tenant: TenantSlug
    private let generation: LuccaGeneration
    private let failures: FailureWords

    /// - Parameter generation: of the tenant's Lucca.
    package init(tenant: TenantSlug, generation: LuccaGeneration = .first) {
        self.tenant = tenant
        self.generation = generation
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
        case .applicationKnown:
            Phrase(
                "Lucca gives the application a token, and accepts it.",
                fr: "Lucca donne un jeton à l’application, et l’accepte.")
        case .scopesGranted(let count):
            Phrase("The \(count) scopes that a sync needs are granted.", fr: "Les \(count) scopes nécessaires sont accordés.")
        case .employeesReadable(let count):
            Phrase("\(count) employees are readable.", fr: "\(Typography.french(count)) collaborateurs sont lisibles.")
        case .noEmployee:
            Phrase(
                "\(generation.reader.english) sees no employee at all.",
                fr: "\(generation.reader.french) ne voit aucun collaborateur.")
        case .employeesWithoutDepartment:
            Phrase(
                "\(generation.reader.english) does not see the employees' departments.",
                fr: "\(generation.reader.french) ne voit pas les départements des collaborateurs.")
        case .departmentsReadable(let count):
            Phrase("\(count) departments are readable.", fr: "\(Typography.french(count)) départements sont lisibles.")
        case .noDepartment:
            Phrase(
                "\(generation.reader.english) sees no department.", fr: "\(generation.reader.french) ne voit aucun département.")
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
                "Of \(hidden) in \(rows) half-days \(generation.readerInside.english) does not see "
                    + "\(details.map(\.words.english).joined(separator: ", ")).",
                fr: "Pour \(hidden) demi-journées sur \(rows), \(generation.readerInside.french) ne voit pas "
                    + "\(details.map(\.words.french).joined(separator: ", ")).")
        case .accountNamesHidden:
            Phrase(
                "\(generation.reader.english) does not see the names of the leave accounts.",
                fr: "\(generation.reader.french) ne voit pas les noms des comptes d’absence.")
        case .joinersSeen(let count):
            Phrase(
                "\(count) future joiners are seen.",
                fr: "\(Typography.french(count)) \(count < 2 ? "futur arrivant est visible" : "futurs arrivants sont visibles").")
        case .noJoinerSeen:
            Phrase(
                "No future joiner is seen: there may be none, or \(generation.rights.english) hide them.",
                fr: "Aucun futur arrivant n’est visible : il n’y en a peut-être pas, ou \(generation.rights.french) les cachent.")
        case .fieldReadable(let field, let employees, let all):
            Phrase(
                "\(Self.shown(field)): \(employees) of \(all) employees have a value.",
                fr: "\(Self.shown(field)) : \(Typography.french(employees)) "
                    + (employees < 2 ? "collaborateur a une valeur" : "collaborateurs ont une valeur")
                    + ", sur \(Typography.french(all)).")
        case .fieldHidden(let field, let all):
            Phrase(
                "\(Self.shown(field)): Lucca returns it for no employee, not even empty (\(all) read).",
                fr: "\(Self.shown(field)) : Lucca ne renvoie cette donnée pour aucun collaborateur, pas même vide "
                    + "(\(Typography.french(all)) \(all < 2 ? "lu" : "lus")).")
        case .fieldLabelsHidden(let field):
            Phrase(
                "\(Self.shown(field)): \(generation.readerInside.english) does not see the labels of this list of values.",
                fr: "\(Self.shown(field)) : \(generation.readerInside.french) ne voit pas les libellés de cette liste de valeurs."
            )
        case .appKeyKnown:
            Phrase("PlanningPME answers, and knows the AppKey.", fr: "PlanningPME répond, et connaît l’AppKey.")
        case .userKnown: Phrase("The user can sign in.", fr: "L’utilisateur peut se connecter.")
        case .sessionAccepted:
            Phrase("PlanningPME accepts the user's token.", fr: "PlanningPME accepte le jeton de l’utilisateur.")
        case .sessionUnclear(let status):
            Phrase(
                "PlanningPME answered \(status), which does not show whether it accepts the token.",
                fr: "PlanningPME a répondu \(status), ce qui ne dit pas s’il accepte le jeton.")
        case .readable(let count, let archived, let seen): Self.readable(count, archived: archived, seen: seen)
        case .writable:
            Phrase("Write access confirmed.", fr: "Le droit d’écrire est confirmé.")
        case .writingUnclear(let status):
            Phrase(
                "PlanningPME answered \(status), which does not show whether the user may write.",
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
            Phrase("Without it no one is synced.", fr: "Sans cela, personne n’est synchronisé.")
                + generation.remedy(allowing: .employees)
        case .noDepartment:
            Phrase("Without it no scope can be chosen.", fr: "Sans cela, aucun périmètre ne peut être choisi.")
                + generation.remedy(allowing: .departments)
        case .noLeave:
            Phrase(
                "If there are absences in Lucca, \(generation.rights.english) hide them.",
                fr: "S’il y a des absences dans Lucca, \(generation.rights.french) les cachent.")
                + generation.remedy(allowing: .leaves)
        case .detailsHidden:
            Phrase(
                "Such absences are not synced, and nothing of these employees' is changed.",
                fr: "Ces absences ne sont pas synchronisées, et rien n’est modifié pour ces collaborateurs.")
                + generation.remedy(allowing: .leaves)
        case .accountNamesHidden:
            Phrase(
                "Absences show the neutral type until each leave account is mapped: passerelle reason list \(tenant).",
                fr:
                    "Les absences affichent le type neutre jusqu’à ce que chaque compte d’absence soit associé : passerelle reason "
                    + "list \(tenant).") + generation.remedy(allowing: .leaves)
        case .noJoinerSeen:
            Phrase(
                "Hidden ones get their resource and absences on the day they start. To have them before, let \(generation.holder.english) see "
                    + "future employees.",
                fr:
                    "Ceux qui sont cachés reçoivent leur ressource et leurs absences le jour de leur arrivée. Pour les avoir avant, "
                    + "donnez \(generation.holder.french) le droit de voir les futurs collaborateurs.")
        case .fieldHidden: FieldCheckWords.remedyIfHidden(generation)
        case .fieldLabelsHidden: FieldCheckWords.remedyIfLabelsAreHidden(generation)
        case .sessionUnclear: Phrase("The tests below will show it.", fr: "Les tests suivants le montreront.")
        case .writingUnclear:
            Phrase(
                "The probe shows it: passerelle tenant probe \(tenant) --resource KEY",
                fr: "Le sondage le montre : passerelle tenant probe \(tenant) --resource KEY")
        case .notTested, .keyKnown, .applicationKnown, .scopesGranted, .employeesReadable, .departmentsReadable, .leavesReadable,
            .detailsReadable, .joinersSeen, .fieldReadable, .appKeyKnown, .userKnown, .sessionAccepted, .readable, .writable:
            .none
        }
    }

    /// Ids of custom fields are the customer's own.
    private static func shown(_ field: FieldID) -> String { ShownText(field.value).text }

    private static func notTested(_ reason: ConnectionFinding.Reason?) -> Phrase {
        switch reason {
        case nil: Phrase("Not tested.", fr: "Non testé.")
        case .luccaUnreachable:
            Phrase(
                "Not tested, since Lucca could not be reached this way.",
                fr: "Non testé : Lucca n’a pas pu être joint ainsi.")
        case .luccaKeyRejected:
            Phrase("Not tested, since the key is refused.", fr: "Non testé : la clé est refusée.")
        case .luccaApplicationRejected:
            Phrase("Not tested, since the application is refused.", fr: "Non testé : l’application est refusée.")
        case .noFilter:
            Phrase(
                "Not tested: it needs departments or employees.",
                fr: "Non testé : il faut des départements ou des collaborateurs.")
        case .noLeave:
            Phrase("Not tested: there is no absence to look at.", fr: "Non testé : il n’y a aucune absence à examiner.")
        case .leavesUnreadable:
            Phrase("Not tested: absences are not readable.", fr: "Non testé : les absences ne sont pas lisibles.")
        case .planningPMEUnreachable:
            Phrase("Not tested, since PlanningPME did not answer.", fr: "Non testé : PlanningPME n’a pas répondu.")
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
        case .luccaApplication: Phrase(rawValue, fr: "Lucca : adresse et application")
        case .luccaScopes: Phrase(rawValue, fr: "Lucca : scopes")
        case .luccaEmployees: Phrase(rawValue, fr: "Lucca : collaborateurs")
        case .luccaDepartments: Phrase(rawValue, fr: "Lucca : départements")
        case .luccaLeaves: Phrase(rawValue, fr: "Lucca : absences")
        case .luccaLeaveDetails: Phrase(rawValue, fr: "Lucca : détail des absences")
        case .luccaFuture: Phrase(rawValue, fr: "Lucca : futurs collaborateurs")
        case .luccaSunset: Phrase(rawValue, fr: "Lucca : fin annoncée")
        case .luccaUnknown: Phrase(rawValue, fr: "Lucca : valeurs inconnues")
        case .luccaFields: Phrase(rawValue, fr: "Lucca : données supplémentaires")
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
        case .planningPMESunset: Phrase(rawValue, fr: "PlanningPME : fin annoncée")
        case .planningPMEUnknown: Phrase(rawValue, fr: "PlanningPME : valeurs inconnues")
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
        case .lucca, .luccaKey, .luccaApplication, .luccaScopes, .luccaEmployees, .luccaDepartments, .luccaLeaves,
            .luccaLeaveDetails, .luccaFuture, .luccaFields, .luccaSunset, .luccaUnknown, .planningPME, .dialect, .probe,
            .planningPMESunset, .planningPMEUnknown, .scope:
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
