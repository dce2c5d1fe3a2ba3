import AppWiring
import SyncCore
import SyncEngine
import Words

/// The part of `tenant check` that looks at how PlanningPME speaks, and removes what a probe left. It writes nothing else over there.
struct DialectCheck {
    let services: Services
    let tenant: Tenant

    private var probe: String { "passerelle tenant probe \(tenant.slug) --resource KEY" }
    private var record: String { "passerelle tenant check \(tenant.slug) --record FILE" }

    /// - Parameter results: of the connections: without PlanningPME's nothing can be seen.
    func results(after results: [CheckLine]) async throws -> [CheckLine] {
        guard !results.contains(where: { $0.subject.rawValue.hasPrefix("PlanningPME") && $0.state == .failed }) else {
            let broken = Phrase("The connection does not work.", fr: "La connexion ne fonctionne pas.")
            return standing(broken, remedy: .none, cause: nil)
                + [
                    CheckLine(
                        .dialect, .unknown,
                        Phrase(
                            "Not tested, since the connection does not work.",
                            fr: "Non testé : la connexion ne fonctionne pas."))
                ]
        }
        var leftovers: [CheckLine] = []
        do {
            let prober = try await services.prober(tenant)
            leftovers = try await removed(prober)
            let survey = try await SurveyTenant(registry: services.registry, now: services.schedules.now)
                .perform(tenant, prober: prober)
            return leftovers + rows(survey)
        } catch let error as SyncError where error.failureClass != .cancelled {
            return leftovers + [
                CheckLine(
                    .dialect, .unknown, failures.message(error.failure), remedy: failures.remedy(error.failure),
                    cause: error.code)
            ]
        }
    }

    /// Of a tenant that nothing is written for.
    static func doubt(of tenant: Tenant) -> CheckLine? {
        guard let doubt = tenant.dialect.doubt else { return nil }
        return CheckLine(
            .dialect, .failed,
            Phrase(
                "In doubt since \(LocalTime.utc(doubt.since)): events of run \(doubt.run) were not stored as sent "
                    + "(\(doubt.point.rawValue)). Nothing is written.",
                fr: "En doute depuis le \(LocalTime.utc(doubt.since)) : des événements de l’exécution \(doubt.run) n’ont pas été "
                    + "enregistrés tels qu’envoyés (\(doubt.point.rawValue)). Rien n’est écrit."),
            remedy: DialectDocument.remedy(tenant) ?? .none, cause: .planningDisagrees)
    }

    /// What a probe left, whether it could be removed or not.
    private func removed(_ prober: any DialectProber) async throws -> [CheckLine] {
        do {
            return try await leftovers(prober)
        } catch let error as SyncError where error.failureClass != .cancelled {
            return standing(failures.message(error.failure), remedy: failures.remedy(error.failure), cause: error.code)
        }
    }

    /// What a probe left and nobody could remove.
    private func standing(_ why: Phrase, remedy: Phrase, cause: SyncError.Code?) -> [CheckLine] {
        guard let open = tenant.dialect.openProbe else { return [] }
        let events = open.keys.isEmpty ? Phrase("events", fr: "des événements") : Self.events(open.keys)
        return [
            CheckLine(
                .probe, .unknown,
                Phrase(
                    "A probe begun \(LocalTime.utc(open.startedAt)) may have left \(events.english) on resource \(open.resource).",
                    fr: "Un sondage commencé le \(LocalTime.utc(open.startedAt)) a peut-être laissé \(events.french) sur la "
                        + "ressource \(open.resource).") + why,
                remedy: remedy.isEmpty
                    ? Phrase(
                        "They are removed once the connection works.",
                        fr: "Ils seront supprimés dès que la connexion fonctionnera.")
                    : remedy, cause: cause)
        ]
    }

    private func leftovers(_ prober: any DialectProber) async throws -> [CheckLine] {
        guard let open = tenant.dialect.openProbe else { return [] }
        let now = try await services.schedules.now()
        guard open.isLeft(at: now) else {
            return [
                CheckLine(
                    .probe, .unknown,
                    Phrase(
                        "A probe was begun \(LocalTime.age(of: open.startedAt, at: now)) ago and has not ended.",
                        fr: "Un sondage a été commencé le \(LocalTime.utc(open.startedAt)) et n’est pas terminé."),
                    remedy: Phrase(
                        "If it was stopped: the next probe removes what it left at once, a run once 10 minutes have passed.",
                        fr: "S’il a été arrêté : le prochain sondage supprime aussitôt ce qu’il a laissé, une exécution après 10 "
                            + "minutes."))
            ]
        }
        let removal = try await ProbeTenant(registry: services.registry, now: services.schedules.now)
            .removeLeftovers(of: tenant.id, prober)
        var results: [CheckLine] = []
        if !removal.left.isEmpty {
            results.append(
                CheckLine(
                    .probe, .unknown,
                    Phrase(
                        "A probe left \(Self.events(removal.left).english), which can't be deleted.",
                        fr: "Un sondage a laissé \(Self.events(removal.left).french), qui ne peut pas être supprimé."),
                    remedy: Phrase(
                        "Delete it in PlanningPME, or give the connector's user the right to delete unavailabilities.",
                        fr: "Supprimez-le dans PlanningPME, ou donnez à l’utilisateur du connecteur le droit de supprimer des "
                            + "indisponibilités.")))
        }
        if !removal.lost.isEmpty {
            results.append(
                CheckLine(
                    .probe, .unknown,
                    Phrase(
                        "A probe may have left an event that no list shows and whose key is not known.",
                        fr: "Un sondage a peut-être laissé un événement qu’aucune liste ne montre et dont la clé est inconnue."),
                    remedy: removal.lost.remedy + DialectDocument.forgotten))
        }
        guard results.isEmpty else { return results }
        return [
            CheckLine(
                .probe, .ok,
                Phrase(
                    "Removed what a probe had left: \(Plural.of(removal.removed, "event")).",
                    fr: "Supprimé, ce qu’un sondage avait laissé : \(removal.removed) "
                        + "\(removal.removed < 2 ? "événement" : "événements")."))
        ]
    }

    private func rows(_ survey: SurveyedTenant) -> [CheckLine] {
        var rows = survey.points.compactMap(row)
        for (point, facts) in survey.unforeseen.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            rows.append(
                CheckLine(
                    .dialect, .failed,
                    Phrase(
                        "\(point.rawValue): an unknown form, \(DialectWords.evidence(facts))",
                        fr: "\(point.rawValue) : une forme inconnue, \(DialectWords.evidence(facts))"),
                    remedy: Phrase(
                        "This release does not know it. Record it and send the file: \(record)",
                        fr: "Cette version ne la connaît pas. Enregistrez-la et envoyez le fichier : \(record)")))
        }
        let standing = survey.dialect.standing
        guard !standing.isReliable else {
            if rows.isEmpty {
                rows.append(
                    CheckLine(.dialect, .ok, Phrase("As it was found before.", fr: "Tel qu’il avait été trouvé.")))
            }
            return rows
        }
        let open = survey.open.filter { survey.dialect.findings[$0]?.origin != .person }.map(\.rawValue)
        rows.append(
            CheckLine(
                .dialect, .unknown,
                open.isEmpty
                    ? Phrase("Not probed.", fr: "Non sondé.")
                    : Phrase(
                        "Only a probe can find out: \(open.joined(separator: ", ")).",
                        fr: "Seul un sondage peut le trouver : \(open.joined(separator: ", "))."), remedy: Phrase(same: probe)))
        return rows
    }

    private static let viewRemedy = Phrase(
        "In PlanningPME, set no limited period in the rights of the connector user's group: what lies beyond it is seen by its key "
            + "alone, with a request for each event.",
        fr:
            "Dans PlanningPME, ne fixez aucune période limitée dans les droits du groupe de l’utilisateur du connecteur : au-delà, un "
            + "événement ne se voit que par sa clé, au prix d’une requête chacun.")

    private var failures: FailureWords { FailureWords(tenant: tenant.slug, isWithinCheck: true) }

    private static func events(_ keys: [EventKey]) -> Phrase {
        Phrase(
            keys.map { "event \($0)" }.joined(separator: ", "), fr: keys.map { "l’événement \($0)" }.joined(separator: ", "))
    }

    private func row(_ point: ReportedPoint) -> CheckLine? {
        let isLimited = point.point == .view && point.value == PlanningDialect.View.limited.rawValue
        guard let seen = point.seen ?? (isLimited ? point.finding : nil) else { return nil }
        let facts = DialectWords.evidence(seen.evidence)
        let detail = "\(point.point.rawValue): \(seen.value)" + (facts.isEmpty ? "" : " (\(facts))")
        guard seen.value != point.value else {
            return CheckLine(.dialect, .ok, Phrase(same: detail), remedy: isLimited ? Self.viewRemedy : .none)
        }
        return CheckLine(
            .dialect, .unknown,
            Phrase(
                "\(detail), but events are written by \(point.value) (\(DialectWords.how(point.finding?.origin)))",
                fr: "\(detail), mais les événements sont écrits selon \(point.value) (\(DialectWords.how(point.finding?.origin)))"
            ),
            remedy: Phrase(same: probe))
    }
}
