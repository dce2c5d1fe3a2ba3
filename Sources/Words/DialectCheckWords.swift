package import SyncCore
package import SyncEngine

/// The sentences of a check about a tenant's dialect, about what a probe left, and about its departments. Each front formats moments
/// itself.
package enum DialectCheckWords {
    /// - Parameter moment: as the front shows moments.
    package static func words(
        _ finding: DialectFinding, of tenant: TenantSlug, moment: (Instant) -> String
    ) -> (detail: Phrase, remedy: Phrase) {
        let failures = FailureWords(tenant: tenant, isWithinCheck: true)
        let probe = Phrase(same: "passerelle tenant probe \(tenant) --resource KEY")
        switch finding {
        case .notTested: return (notTested, .none)
        case .unreadable(let failure): return (failures.message(failure), failures.remedy(failure))
        case .leftStanding(let open, let hindrance):
            let left = leftStanding(open, begun: moment(open.startedAt))
            guard case .failed(let failure) = hindrance else { return (left + noConnection, removedLater) }
            let remedy = failures.remedy(failure)
            return (left + failures.message(failure), remedy.isEmpty ? removedLater : remedy)
        case .probing(let open, let now): return (probing(open, begun: moment(open.startedAt), at: now), probingRemedy)
        case .leftEvents(let keys): return (leftEvents(keys), leftEventsRemedy)
        case .lostEvents(let lost): return (lostEvents, lostEventsRemedy(lost))
        case .removed(let count): return (removed(count), .none)
        case .unforeseen(let point, let facts):
            let seen = DialectWords.evidence(facts)
            return (
                Phrase(
                    "\(point.rawValue): an unknown form, \(seen.english)",
                    fr: "\(point.rawValue) : une forme inconnue, \(seen.french)"), unforeseenRemedy(of: tenant)
            )
        case .point(let point, let seen, let isLimitedView):
            let shown = shown(point.point, seen)
            guard seen.value != point.value else { return (shown, isLimitedView ? viewRemedy : .none) }
            return (butWritten(point, shown), probe)
        case .asBefore: return (asBefore, .none)
        case .notProbed(let points): return (notProbed(points), probe)
        }
    }

    /// `time: utc (found 2028-06-14T12:00, sent 2028-06-14T10:00)`.
    private static func shown(_ point: DialectPoint, _ seen: TenantDialect.Finding) -> Phrase {
        let (value, facts) = (DialectWords.value(point, seen.value), DialectWords.evidence(seen.evidence))
        return Phrase(
            "\(point.rawValue): \(value.english)" + (facts.isEmpty ? "" : " (\(facts.english))"),
            fr: "\(point.rawValue) : \(value.french)" + (facts.isEmpty ? "" : " (\(facts.french))"))
    }

    private static func butWritten(_ point: ReportedPoint, _ shown: Phrase) -> Phrase {
        let (written, how) = (DialectWords.value(point.point, point.value), DialectWords.how(point.finding?.origin))
        return Phrase(
            "\(shown.english), but events are written by \(written.english) (\(how.english))",
            fr: "\(shown.french), mais les événements sont écrits selon \(written.french) (\(how.french))")
    }

    private static let viewRemedy = Phrase(
        "In PlanningPME, set no limited period in the rights of the connector user's group: what lies beyond it is seen by its key "
            + "alone, with a request for each event.",
        fr:
            "Dans PlanningPME, ne fixez aucune période limitée dans les droits du groupe de l’utilisateur du connecteur : au-delà, un "
            + "événement ne se voit que par sa clé, au prix d’une requête chacun.")

    private static let noConnection = Phrase("The connection does not work.", fr: "La connexion ne fonctionne pas.")
    private static let removedLater = Phrase(
        "They are removed once the connection works.", fr: "Ils seront supprimés dès que la connexion fonctionnera.")

    private static let notTested = Phrase(
        "Not tested, since the connection does not work.", fr: "Non testé : la connexion ne fonctionne pas.")
    private static let asBefore = Phrase("As it was found before.", fr: "Tel qu’il avait été trouvé.")

    /// - Parameter points: none if nothing is known yet.
    private static func notProbed(_ points: [DialectPoint]) -> Phrase {
        guard !points.isEmpty else { return Phrase("Not probed.", fr: "Non sondé.") }
        let names = points.map(\.rawValue).joined(separator: ", ")
        return Phrase("Only a probe can find out: \(names).", fr: "Seul un sondage peut le trouver : \(names).")
    }

    private static func leftStanding(_ open: TenantDialect.OpenProbe, begun: String) -> Phrase {
        let events = open.keys.isEmpty ? Phrase("events", fr: "des événements") : Self.events(open.keys)
        return Phrase(
            "A probe begun \(begun) may have left \(events.english) on resource \(open.resource).",
            fr: "Un sondage commencé le \(begun) a peut-être laissé \(events.french) sur la ressource \(open.resource).")
    }

    private static func probing(_ open: TenantDialect.OpenProbe, begun: String, at now: Instant) -> Phrase {
        Phrase(
            "A probe was begun \(Phrase.lasting(from: open.startedAt, to: now).english) ago and has not ended.",
            fr: "Un sondage a été commencé le \(begun) et n’est pas terminé.")
    }

    private static let probingRemedy = Phrase(
        "If it was stopped, the next probe removes at once what it left; a run does so after 10 minutes.",
        fr: "S’il a été arrêté, le prochain sondage supprime aussitôt ce qu’il a laissé ; une exécution, après 10 minutes.")

    private static func leftEvents(_ keys: [EventKey]) -> Phrase {
        let events = Self.events(keys)
        return Phrase(
            "A probe left \(events.english), which could not be deleted.",
            fr: "Un sondage a laissé \(events.french), "
                + (keys.count < 2 ? "qui n’a pas pu être supprimé." : "qui n’ont pas pu être supprimés."))
    }

    private static let leftEventsRemedy = Phrase(
        "Delete what it left in PlanningPME, or give the connector's user the right to delete unavailabilities.",
        fr: "Supprimez dans PlanningPME ce qu’il a laissé, ou donnez à l’utilisateur du connecteur le droit de supprimer des "
            + "indisponibilités.")

    private static let lostEvents = Phrase(
        "A probe may have left an event that no list shows and whose key is not known.",
        fr: "Un sondage a peut-être laissé un événement qu’aucune liste ne montre et dont la clé est inconnue.")

    package static func lostEventsRemedy(_ lost: [LostProbeEvent]) -> Phrase {
        lost.remedy + Phrase("The next probe clears this message.", fr: "Le prochain sondage efface ce message.")
    }

    private static func removed(_ count: Int) -> Phrase {
        let events = Phrase.counted(count, "event", "events", fr: "événement", "événements")
        return Phrase(
            "Removed what a probe had left: \(events.english).",
            fr: "Ce qu’un sondage avait laissé a été supprimé : \(events.french).")
    }

    private static func unforeseenRemedy(of tenant: TenantSlug) -> Phrase {
        let record = "passerelle tenant check \(tenant) --record FILE"
        return Phrase(
            "This release does not know it. Record it and send the file: \(record)",
            fr: "Cette version ne la connaît pas. Enregistrez-la et envoyez le fichier : \(record)")
    }

    package static func doubted(_ doubt: TenantDialect.Doubt, since: String) -> Phrase {
        Phrase(
            "In doubt since \(since): events of run \(doubt.run) were not stored as sent (\(doubt.point.rawValue)). "
                + "Nothing is written.",
            fr:
                "En doute depuis le \(since) : des événements de l’exécution \(doubt.run) n’ont pas été "
                + "enregistrés tels qu’envoyés (\(doubt.point.rawValue)). Rien n’est écrit.")
    }

    /// What to do about a doubt; nothing is written before.
    package static func doubtRemedy(_ doubt: TenantDialect.Doubt, of tenant: TenantSlug) -> Phrase {
        let probe = "passerelle tenant probe \(tenant) --resource KEY"
        let again = Phrase(
            "\(probe), then passerelle run now \(tenant) --reconcile. If it is right as it is: passerelle tenant activate \(tenant).",
            fr: "\(probe), puis passerelle run now \(tenant) --reconcile. S’il est juste tel quel : passerelle tenant activate "
                + "\(tenant).")
        return doubt.point == .remark ? again + otherField(tenant) : again
    }

    /// What to do if remarks do not preserve our reference.
    package static func otherField(_ tenant: TenantSlug) -> Phrase {
        Phrase(
            "If remarks do not keep the reference, have a custom text field of unavailabilities made in PlanningPME, and name it first: "
                + "passerelle tenant edit \(tenant) --reference-field NAME.",
            fr:
                "Si les remarques ne gardent pas la référence, faites créer dans PlanningPME un champ personnalisé de texte pour les "
                + "indisponibilités, et nommez-le d’abord : passerelle tenant edit \(tenant) --reference-field NOM.")
    }

    package static let noDepartment = Phrase(
        "No department is chosen yet.", fr: "Aucun département n’est choisi pour l’instant.")

    package static func noDepartmentRemedy(of tenant: TenantSlug) -> Phrase {
        Phrase(
            "Choose some: passerelle scope set \(tenant) --department ID",
            fr: "Choisissez-en : passerelle scope set \(tenant) --department ID")
    }

    private static func events(_ keys: [EventKey]) -> Phrase {
        Phrase(
            keys.map { "event \($0)" }.joined(separator: ", "), fr: keys.map { "l’événement \($0)" }.joined(separator: ", "))
    }
}
