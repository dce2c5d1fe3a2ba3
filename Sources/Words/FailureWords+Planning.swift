import SyncCore

extension FailureWords {
    func message(_ failure: Failure.Planning) -> Phrase {
        switch failure {
        case .appKeyUnknown(let status):
            Phrase("PlanningPME does not know the AppKey (\(status)).", fr: "PlanningPME ne connaît pas l’AppKey (\(status)).")
        case .appKeyMalformed:
            Phrase(
                "What is stored as the PlanningPME AppKey does not look like one.",
                fr: "Ce qui est enregistré comme AppKey de PlanningPME n’y ressemble pas.")
        case .loginRejected(let status, isPassword: true):
            Phrase(
                "PlanningPME rejects the user name, the password or the AppKey (\(status)).",
                fr: "PlanningPME refuse le nom d’utilisateur, le mot de passe ou l’AppKey (\(status)).")
        case .loginRejected(let status, isPassword: false):
            Phrase(
                "PlanningPME rejects the authentication token or the AppKey (\(status)).",
                fr: "PlanningPME refuse le jeton d’authentification ou l’AppKey (\(status)).")
        case .tokenRejected(let subject):
            Phrase(
                "PlanningPME rejects a token that it has just given (401), asked for \(subject.words.english).",
                fr: "PlanningPME refuse un jeton qu’il vient de donner (401), pour \(subject.words.french).")
        case .forbidden(let subject):
            Phrase(
                "PlanningPME denies this user \(subject.words.english) (403).",
                fr: "PlanningPME refuse \(subject.words.french) à cet utilisateur (403).")
        case .notFound(let subject):
            Phrase(
                "PlanningPME does not have \(subject.words.english) at this address (404).",
                fr: "PlanningPME n’a pas \(subject.words.french) à cette adresse (404).")
        case .throttled:
            Phrase(
                "PlanningPME takes no more requests for now (429).",
                fr: "PlanningPME n’accepte plus de requêtes pour l’instant (429).")
        case .rejected(let subject, let status, let fields):
            Phrase(
                "PlanningPME rejected \(subject.words.english) (\(status))"
                    + "\(fields.isEmpty ? "" : ", because of \(fields.joined(separator: ", "))").",
                fr: "PlanningPME a rejeté \(subject.words.french) (\(status))"
                    + "\(fields.isEmpty ? "" : ", à cause de \(fields.joined(separator: ", "))").")
        case .locked(let subject):
            Phrase(
                "\(subject.words.english) is locked, open or read-only in PlanningPME, and can't be changed.",
                fr:
                    "\(subject.words.french) : verrouillage, ouverture ou lecture seule dans PlanningPME. Aucune modification n’est "
                    + "possible."
            ).capitalized
        case .gone(let subject):
            Phrase(
                "\(subject.words.english) is no longer in PlanningPME.",
                fr: "\(subject.words.french) n’est plus dans PlanningPME."
            )
            .capitalized
        case .listedAndGone:
            Phrase(
                "PlanningPME reports that this event does not exist, and lists it all the same.",
                fr: "PlanningPME indique que cet événement n’existe pas, et le liste pourtant.")
        case .disagrees(let subject, let point, let sent, let found):
            Phrase(
                "PlanningPME accepted a change of \(subject.words.english), which then was otherwise (\(point.rawValue)). "
                    + "Sent: \(sent.words.english). Found: \(found.words.english).",
                fr:
                    "PlanningPME a accepté une modification \(subject.de), qui ensuite différait (\(point.rawValue)). "
                    + "Envoyé : \(sent.words.french). Trouvé : \(found.words.french).")
        case .unreadable(let subject, let flaw):
            Phrase(
                "PlanningPME's answer about \(subject.words.english) could not be understood"
                    + "\(flaw.map { ": \($0.words.english)" } ?? "").",
                fr: "La réponse de PlanningPME sur \(subject.words.french) n’a pas pu être comprise"
                    + "\(flaw.map { " : \($0.words.french)" } ?? "").")
        case .incomplete(let subject, let readings):
            Phrase(
                "\(subject.words.english) changed or had holes each of the \(readings) times they were read from PlanningPME.",
                fr: "\(subject.words.french) ont changé ou avaient des trous à chacune des \(readings) lectures dans PlanningPME."
            ).capitalized
        case .deletedAndListed(let events):
            Phrase(
                "PlanningPME reports \(events) events as absent, and shows them.",
                fr: "PlanningPME indique que \(Typography.french(events)) événements n’existent pas, et les montre.")
        case .writesDisagree(let writes, let point, tenant: _):
            Phrase(
                "\(writes) writes in a row are not in PlanningPME as they were sent (\(point.rawValue)): its dialect is not the one "
                    + "that was found. Nothing more is written.",
                fr:
                    "\(writes) écritures de suite ne sont pas dans PlanningPME telles qu’envoyées (\(point.rawValue)) : son dialecte "
                    + "n’est pas celui qui a été trouvé. Plus rien n’est écrit.")
        case .writesUnverified(let writes, tenant: _):
            Phrase(
                "What \(writes) writes in a row made in PlanningPME could not be read afterwards, so whether it is right is unknown. "
                    + "Nothing more is written by this run.",
                fr:
                    "Ce que \(writes) écritures de suite ont fait dans PlanningPME n’a pas pu être relu : on ne sait pas si c’est juste. "
                    + "Cette exécution n’écrit plus rien.")
        case .dialectInDoubt(let run, let point, tenant: _):
            Phrase(
                "Run \(run) found that what is written is not in PlanningPME as it is sent (\(point.rawValue)), and no one has "
                    + "looked since: nothing is written.",
                fr:
                    "L’exécution \(run) a constaté que ce qui est écrit n’est pas dans PlanningPME tel qu’envoyé (\(point.rawValue)), et "
                    + "personne n’a regardé depuis : rien n’est écrit.")
        case .memoryLostBeyondView(let events, tenant: _):
            Phrase(
                "\(events == 1 ? "1 event lies" : "\(events) events lie") further ahead than PlanningPME's lists show to the "
                    + "connector's user, and what was written there before is not remembered: each might be made a second time. Nothing "
                    + "was written.",
                fr:
                    "\(events < 2 ? "1 événement se trouve" : "\(Typography.french(events)) événements se trouvent") au-delà de ce que "
                    + "les listes de PlanningPME montrent à l’utilisateur du connecteur, et ce qui y a été écrit n’est plus en "
                    + "mémoire : chacun pourrait être créé une seconde fois. Rien n’a été écrit.")
        case .removalBeyondView(let creates, tenant: _):
            Phrase(
                (creates == 1
                    ? "The answer to 1 create was lost, and its event lies"
                    : "The answers to \(creates) creates were lost, and their events lie")
                    + " further ahead than PlanningPME's lists show to the connector's user: they may be there. All other events were "
                    + "removed.",
                fr: (creates < 2
                    ? "La réponse à 1 création a été perdue, et son événement se trouve"
                    : "Les réponses à \(Typography.french(creates)) créations ont été perdues, et leurs événements se trouvent")
                    + " au-delà de ce que les listes de PlanningPME montrent à l’utilisateur du connecteur : ils existent peut-être. "
                    + "Tous les autres événements ont été supprimés.")
        case .probeOutOfRequests(let requests):
            Phrase(
                "The \(requests) requests of a probe were not enough to remove every event that was left in PlanningPME.",
                fr:
                    "Les \(requests) requêtes d’un sondage n’ont pas suffi à supprimer tous les événements restés dans PlanningPME."
            )
        case .probeFailed(let cause, lost: _, isUnsearched: _): message(cause)
        }
    }

    func remedy(_ failure: Failure.Planning) -> Phrase {
        switch failure {
        case .appKeyUnknown, .appKeyMalformed, .tokenRejected, .loginRejected(status: _, isPassword: false): access
        case .loginRejected(status: _, isPassword: true):
            access
                + Phrase(
                    "If the brand has “account authentication” switched on, PlanningPME rejects every user name and password here: "
                        + "store an auth token of that user instead: passerelle credential set \(slug) planningpme-auth-token",
                    fr:
                        "Si la marque a activé « l’authentification par compte », PlanningPME refuse ici tout nom d’utilisateur et "
                        + "mot de passe : enregistrez plutôt un jeton de cet utilisateur : passerelle credential set \(slug) "
                        + "planningpme-auth-token")
        case .forbidden where isWithinCheck:
            Phrase(
                "In PlanningPME, give the user of the connector the rights to read resources and to write unavailabilities.",
                fr: "Dans PlanningPME, donnez à l’utilisateur du connecteur les droits de lire les ressources et d’écrire les "
                    + "indisponibilités.")
        case .forbidden:
            Phrase(
                "In PlanningPME, give the user of the connector the rights to read resources and to write unavailabilities; "
                    + "“passerelle tenant check \(slug)” tests each.",
                fr: "Dans PlanningPME, donnez à l’utilisateur du connecteur les droits de lire les ressources et d’écrire les "
                    + "indisponibilités ; « passerelle tenant check \(slug) » les teste tous.")
        case .notFound:
            Phrase(
                "Check the brand in the tenant's PlanningPME address.",
                fr: "Vérifiez la marque dans l’adresse PlanningPME du client.")
        case .throttled: Phrase("Try again in some minutes.", fr: "Réessayez dans quelques minutes.")
        case .rejected(subject: _, status: _, let fields) where fields.isEmpty:
            Phrase(
                "Look at it in PlanningPME: something that it depends on may have been deleted there.",
                fr: "Regardez dans PlanningPME : quelque chose dont il dépend y a peut-être été supprimé.")
        case .rejected:
            Phrase(
                "Correct it where it comes from: in Lucca, or what it refers to in PlanningPME.",
                fr: "Corrigez-le là d’où il vient : dans Lucca, ou ce à quoi il renvoie dans PlanningPME.")
        case .locked:
            Phrase(
                "Unlock it or close it in PlanningPME, or give the connector's group the right to change locked events. It is tried "
                    + "again the next day.",
                fr: "Déverrouillez-le ou fermez-le dans PlanningPME, ou donnez au groupe du connecteur le droit de modifier les "
                    + "événements verrouillés. Nouvel essai le lendemain.")
        case .gone:
            Phrase(
                "The next run that reads the planning's resources looks for another one.",
                fr: "La prochaine exécution qui lit les ressources du planning en cherche une autre.")
        case .listedAndGone:
            Phrase(
                "Look in PlanningPME whether its resource and its type still exist. The next run tries again.",
                fr: "Regardez dans PlanningPME si sa ressource et son type existent encore. La prochaine exécution réessaie.")
        case .disagrees:
            Phrase("Probe this PlanningPME: \(probing(slug))", fr: "Sondez ce PlanningPME : \(probing(slug))")
        case .unreadable:
            Self.usuallyPasses
                + Phrase("If it lasts, report it with this message.", fr: "Si cela dure, signalez-le avec ce message.")
        case .incomplete:
            Phrase(
                "It usually passes: the next run reads them again.",
                fr: "Cela passe en général : la prochaine exécution les relit.")
        case .deletedAndListed:
            Phrase(
                "It usually passes: the same command resumes the removal.",
                fr: "Cela passe en général : la même commande reprend la suppression.")
        case .writesDisagree(writes: _, point: _, let tenant), .dialectInDoubt(run: _, point: _, let tenant):
            Phrase(
                "Probe the dialect again with \(probing(tenant.value)), then put the events right with passerelle run now \(tenant) "
                    + "--reconcile.",
                fr:
                    "Sondez de nouveau le dialecte avec \(probing(tenant.value)), puis rétablissez les événements avec passerelle run "
                    + "now \(tenant) --reconcile.")
        case .writesUnverified(writes: _, let tenant):
            Phrase(
                "The next run writes them again before anything else. If it fails likewise, check that the connector's user may read "
                    + "events: passerelle tenant check \(tenant).",
                fr: "La prochaine exécution les récrit avant toute chose. Si elle échoue de même, vérifiez que l’utilisateur du "
                    + "connecteur a le droit de lire les événements : passerelle tenant check \(tenant).")
        case .memoryLostBeyondView(events: _, let tenant):
            Phrase(
                "\(Self.viewRight.english), then run \(probing(tenant.value)) and passerelle run now \(tenant) --reconcile. Where that "
                    + "can't be, sync no further ahead than the view: passerelle tenant edit \(tenant) --horizon-months N.",
                fr:
                    "\(Self.viewRight.french), puis lancez \(probing(tenant.value)) et passerelle run now \(tenant) --reconcile. Si ce "
                    + "n’est pas possible, ne synchronisez pas au-delà de la vue : passerelle tenant edit \(tenant) "
                    + "--horizon-months N.")
        case .removalBeyondView(creates: _, let tenant):
            Phrase(
                "\(Self.viewRight.english), then run \(probing(tenant.value)) and the same command again. Where that can't be, delete "
                    + "them in PlanningPME by hand, then passerelle tenant delete \(tenant) without --remove-events.",
                fr:
                    "\(Self.viewRight.french), puis lancez \(probing(tenant.value)) et de nouveau la même commande. Si ce n’est pas "
                    + "possible, supprimez-les à la main dans PlanningPME, puis passerelle tenant delete \(tenant) sans "
                    + "--remove-events.")
        case .probeOutOfRequests:
            Phrase(
                "Probe again: \(probing(slug)). It removes the rest first.",
                fr: "Sondez de nouveau : \(probing(slug)). Le reste est supprimé d’abord.")
        case .probeFailed(let cause, let lost, isUnsearched: true):
            Phrase(
                "Probe again: that removes what lists show.", fr: "Sondez de nouveau : cela supprime ce que les listes montrent.")
                + lost.remedy + remedy(cause)
        case .probeFailed(let cause, let lost, isUnsearched: false): lost.remedy + remedy(cause)
        }
    }

    private func probing(_ tenant: String) -> String { "passerelle tenant probe \(tenant) --resource KEY" }

    private var access: Phrase {
        Phrase(
            "Check in PlanningPME that the AppKey is active and the connector's user is not locked, and store what changed: "
                + "passerelle credential set \(slug) KIND",
            fr: "Vérifiez dans PlanningPME que l’AppKey est active et que l’utilisateur du connecteur n’est pas bloqué, et "
                + "enregistrez ce qui a changé : passerelle credential set \(slug) KIND")
    }

    /// What to request if lists do not show everything.
    private static let viewRight = Phrase(
        "In PlanningPME, in the rights of the connector user's group, set no limited period and all resources",
        fr: "Dans PlanningPME, dans les droits du groupe de l’utilisateur du connecteur, ne fixez aucune période limitée et "
            + "choisissez toutes les ressources")
}

extension [LostProbeEvent] {
    /// What to do about a probe's events that no list may show.
    package var remedy: Phrase {
        Phrase(
            "Look at \(map { "resource \($0.resource) on \($0.day)" }.joined(separator: " and ")) in PlanningPME: delete the event "
                + "marked \(TenantDialect.OpenProbe.mark) if there is one.",
            fr: "Regardez dans PlanningPME \(map { "la ressource \($0.resource) le \($0.day)" }.joined(separator: " et ")) : "
                + "supprimez l’événement marqué \(TenantDialect.OpenProbe.mark) s’il y en a un.")
    }
}

extension Failure.PlanningSubject {
    /// With its article, within a sentence.
    var words: Phrase {
        switch self {
        case .events: Phrase("the events", fr: "les événements")
        case .event(let key): Phrase("event \(key)", fr: "l’événement \(key)")
        case .newEvent: Phrase("a new event", fr: "un nouvel événement")
        case .resources: Phrase("the resources", fr: "les ressources")
        case .resource(let key): Phrase("resource \(key)", fr: "la ressource \(key)")
        case .newResource: Phrase("a new resource", fr: "une nouvelle ressource")
        case .departments: Phrase("the departments", fr: "les départements")
        case .newDepartment: Phrase("a new department", fr: "un nouveau département")
        case .types: Phrase("the unavailability types", fr: "les types d’indisponibilité")
        case .newType: Phrase("a new unavailability type", fr: "un nouveau type d’indisponibilité")
        case .categories: Phrase("the categories", fr: "les catégories")
        case .configuration: Phrase("the configuration", fr: "la configuration")
        case .signIn: Phrase("the sign-in", fr: "la connexion")
        case .token: Phrase("the user's token", fr: "le jeton de l’utilisateur")
        case .writing: Phrase("writing", fr: "l’écriture")
        case .probeEvents: Phrase("the events on the probe's days", fr: "les événements des jours du sondage")
        case .probe: Phrase("a probe", fr: "un sondage")
        case .survey: Phrase("a survey", fr: "un relevé")
        }
    }

    /// `de l’événement 12`.
    fileprivate var de: String {
        switch self {
        case .event(let key): "de l’événement \(key)"
        case .resource(let key): "de la ressource \(key)"
        case .configuration: "de la configuration"
        case .signIn: "de la connexion"
        case .token: "du jeton de l’utilisateur"
        case .writing: "de l’écriture"
        case .events: "des événements"
        case .probeEvents: "des événements des jours du sondage"
        case .resources: "des ressources"
        case .departments: "des départements"
        case .types: "des types d’indisponibilité"
        case .categories: "des catégories"
        case .newEvent, .newResource, .newDepartment, .newType, .probe, .survey: "d’\(words.french)"
        }
    }
}

extension Failure.ReadingFlaw {
    fileprivate var words: Phrase {
        switch self {
        case .keyMissing:
            Phrase(
                "one of them has no key that can be read, so none of them can be relied on",
                fr: "l’un d’eux n’a pas de clé lisible, si bien qu’aucun n’est fiable")
        case .otherEvent(let key):
            Phrase("event \(key), which it names, is another one", fr: "l’événement \(key), qu’elle nomme, en est un autre")
        case .otherResource(let key):
            Phrase(
                "resource \(key), which it names, is another one, or none",
                fr: "la ressource \(key), qu’elle nomme, en est une autre, ou n’existe pas")
        }
    }
}
