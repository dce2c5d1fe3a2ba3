import Operations
import SyncCore
import SyncEngine
import Words

/// One line of `tenant check`.
struct CheckLine: Equatable, Sendable {
    let subject: CheckSubject
    let state: CheckResult.State
    let detail: Phrase
    let remedy: Phrase
    /// The failure's code: it distinguishes an unreachable remote from one that rejects.
    let cause: SyncError.Code?

    init(
        _ subject: CheckSubject, _ state: CheckResult.State, _ detail: Phrase, remedy: Phrase = .none,
        cause: SyncError.Code? = nil
    ) {
        self.subject = subject
        self.state = state
        self.detail = detail
        self.remedy = remedy
        self.cause = cause
    }

    /// Only a write can show this: the probe does, or did.
    init(_ result: CheckResult, of tenant: Tenant) {
        let words = CheckWords(tenant: tenant.slug)
        let detail = words.detail(result)
        if case .writingUnclear = result.finding, let probedAt = tenant.dialect.probedAt {
            self.init(
                result.subject, .ok,
                detail
                    + Phrase(
                        "The probe of \(LocalTime.utc(probedAt)) wrote and deleted events.",
                        fr: "Le sondage du \(LocalTime.utc(probedAt)) a écrit et supprimé des événements."))
        } else {
            self.init(result.subject, result.state, detail, remedy: words.remedy(result), cause: result.failure?.code)
        }
    }
}

extension CheckFinding {
    /// As a line of `tenant check`.
    var line: CheckLine {
        switch self {
        case .connection(let result, let tenant), .writing(let result, let tenant): return CheckLine(result, of: tenant)
        case .dialect(let finding, let tenant):
            let (detail, remedy) = finding.words(tenant)
            return CheckLine(finding.isOfProbe ? .probe : .dialect, state, detail, remedy: remedy, cause: cause)
        case .scope(let tenant):
            guard !tenant.scope.bases.isEmpty else {
                return CheckLine(
                    .scope, state, Phrase("No department is chosen yet.", fr: "Aucun département n’est encore choisi."),
                    remedy: Phrase(
                        "Choose some: passerelle scope set \(tenant.slug) --department ID",
                        fr: "Choisissez-en : passerelle scope set \(tenant.slug) --department ID"))
            }
            return CheckLine(.scope, state, CatalogWords.scope(tenant.scope))
        case .doubt(let doubt, let tenant):
            return CheckLine(
                .dialect, state,
                Phrase(
                    "In doubt since \(LocalTime.utc(doubt.since)): events of run \(doubt.run) were not stored as sent "
                        + "(\(doubt.point.rawValue)). Nothing is written.",
                    fr:
                        "En doute depuis le \(LocalTime.utc(doubt.since)) : des événements de l’exécution \(doubt.run) n’ont pas été "
                        + "enregistrés tels qu’envoyés (\(doubt.point.rawValue)). Rien n’est écrit."),
                remedy: DialectDocument.remedy(tenant) ?? .none, cause: cause)
        }
    }
}

extension DialectFinding {
    fileprivate var isOfProbe: Bool {
        switch self {
        case .leftStanding, .probing, .leftEvents, .lostEvents, .removed: true
        case .notTested, .unreadable, .unforeseen, .point, .asBefore, .notProbed: false
        }
    }

    private static let viewRemedy = Phrase(
        "In PlanningPME, set no limited period in the rights of the connector user's group: what lies beyond it is seen by its key "
            + "alone, with a request for each event.",
        fr:
            "Dans PlanningPME, ne fixez aucune période limitée dans les droits du groupe de l’utilisateur du connecteur : au-delà, un "
            + "événement ne se voit que par sa clé, au prix d’une requête chacun.")

    private static func events(_ keys: [EventKey]) -> Phrase {
        Phrase(
            keys.map { "event \($0)" }.joined(separator: ", "), fr: keys.map { "l’événement \($0)" }.joined(separator: ", "))
    }

    fileprivate func words(_ tenant: Tenant) -> (detail: Phrase, remedy: Phrase) {
        let failures = FailureWords(tenant: tenant.slug, isWithinCheck: true)
        let probe = Phrase(same: "passerelle tenant probe \(tenant.slug) --resource KEY")
        switch self {
        case .notTested:
            return (
                Phrase(
                    "Not tested, since the connection does not work.", fr: "Non testé : la connexion ne fonctionne pas."), .none
            )
        case .unreadable(let error): return (failures.message(error.failure), failures.remedy(error.failure))
        case .leftStanding(let open, let hindrance):
            var why = Phrase("The connection does not work.", fr: "La connexion ne fonctionne pas.")
            var remedy = Phrase.none
            if case .failed(let error) = hindrance {
                (why, remedy) = (failures.message(error.failure), failures.remedy(error.failure))
            }
            let events = open.keys.isEmpty ? Phrase("events", fr: "des événements") : Self.events(open.keys)
            return (
                Phrase(
                    "A probe begun \(LocalTime.utc(open.startedAt)) may have left \(events.english) on resource \(open.resource).",
                    fr: "Un sondage commencé le \(LocalTime.utc(open.startedAt)) a peut-être laissé \(events.french) sur la "
                        + "ressource \(open.resource).") + why,
                remedy.isEmpty
                    ? Phrase(
                        "They are removed once the connection works.",
                        fr: "Ils seront supprimés dès que la connexion fonctionnera.") : remedy
            )
        case .probing(let open, let now):
            return (
                Phrase(
                    "A probe was begun \(LocalTime.age(of: open.startedAt, at: now).english) ago and has not ended.",
                    fr: "Un sondage a été commencé le \(LocalTime.utc(open.startedAt)) et n’est pas terminé."),
                Phrase(
                    "If it was stopped: the next probe removes what it left at once, a run once 10 minutes have passed.",
                    fr:
                        "S’il a été arrêté : le prochain sondage supprime aussitôt ce qu’il a laissé, une exécution après 10 minutes."
                )
            )
        case .leftEvents(let keys):
            let events = Self.events(keys)
            return (
                Phrase(
                    "A probe left \(events.english), which could not be deleted.",
                    fr: "Un sondage a laissé \(events.french), qui n’a pas pu être supprimé."),
                Phrase(
                    "Delete it in PlanningPME, or give the connector's user the right to delete unavailabilities.",
                    fr: "Supprimez-le dans PlanningPME, ou donnez à l’utilisateur du connecteur le droit de supprimer des "
                        + "indisponibilités.")
            )
        case .lostEvents(let lost):
            return (
                Phrase(
                    "A probe may have left an event that no list shows and whose key is not known.",
                    fr: "Un sondage a peut-être laissé un événement qu’aucune liste ne montre et dont la clé est inconnue."),
                lost.remedy + DialectDocument.forgotten
            )
        case .removed(let count):
            return (
                Phrase(
                    "Removed what a probe had left: \(Plural.of(count, "event")).",
                    fr: "Supprimé, ce qu’un sondage avait laissé : \(count) \(count < 2 ? "événement" : "événements")."), .none
            )
        case .unforeseen(let point, let facts):
            let record = "passerelle tenant check \(tenant.slug) --record FILE"
            return (
                Phrase(
                    "\(point.rawValue): an unknown form, \(DialectWords.evidence(facts))",
                    fr: "\(point.rawValue) : une forme inconnue, \(DialectWords.evidence(facts))"),
                Phrase(
                    "This release does not know it. Record it and send the file: \(record)",
                    fr: "Cette version ne la connaît pas. Enregistrez-la et envoyez le fichier : \(record)")
            )
        case .point(let point, let seen, let isLimitedView):
            let facts = DialectWords.evidence(seen.evidence)
            let detail = "\(point.point.rawValue): \(seen.value)" + (facts.isEmpty ? "" : " (\(facts))")
            guard seen.value != point.value else { return (Phrase(same: detail), isLimitedView ? Self.viewRemedy : .none) }
            let how = DialectWords.how(point.finding?.origin)
            return (
                Phrase(
                    "\(detail), but events are written by \(point.value) (\(how.english))",
                    fr: "\(detail), mais les événements sont écrits selon \(point.value) (\(how.french))"), probe
            )
        case .asBefore: return (Phrase("As it was found before.", fr: "Tel qu’il avait été trouvé."), .none)
        case .notProbed(let open):
            let points = open.map(\.rawValue).joined(separator: ", ")
            return (
                open.isEmpty
                    ? Phrase("Not probed.", fr: "Non sondé.")
                    : Phrase(
                        "Only a probe can find out: \(points).", fr: "Seul un sondage peut le trouver : \(points)."), probe
            )
        }
    }
}
