import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// A probe's findings: each point with its value, and why others are missing.
enum ProbeDocument {
    /// - Parameter zone: the tenant's.
    static func make(_ probe: ProbedTenant, in zone: TimeZone) -> Document {
        Document(
            sections(probe), of: facts(probe), rows: "points",
            csv: ["point", "value", "valueBefore", "how", "foundAt", "evidence"], in: zone)
    }

    private static func sections(_ probe: ProbedTenant) -> [Document.Section] {
        let table = Table(
            [
                .init("point"), .init(Phrase("value", fr: "valeur"), wraps: true),
                .init(Phrase("was", fr: "avant"), wraps: true, isOptional: true), .init(Phrase("how", fr: "source")),
                .init(Phrase("when", fr: "date"), yields: true),
                .init(Phrase("evidence", fr: "constat"), wraps: true, isOptional: true),
            ],
            probe.points.map { point in
                [
                    Cell(point.point.rawValue),
                    Cell(DialectWords.value(point.point, point.value), point.isChanged ? .strong : .plain),
                    Cell(point.isChanged ? DialectWords.value(point.point, point.valueBefore) : nil),
                    Cell(DialectWords.how(point.finding?.origin), tone(point.finding)),
                    Cell(point.finding.map { LocalTime.utc($0.foundAt) }),
                    Cell(DialectWords.evidence((point.seen ?? point.finding)?.evidence ?? [:])),
                ]
            })
        var sections: [Document.Section] = [.table(table)]
        if !probe.obstacles.isEmpty {
            sections += [
                .title(
                    Phrase("Not found out (\(probe.obstacles.count))", fr: "Non trouvé (\(probe.obstacles.count))")),
                .entries(
                    probe.obstacles.map { obstacle in
                        let subject =
                            obstacle.point.map { Phrase(same: $0.rawValue) } ?? Phrase("probe", fr: "sondage")
                        return Entry(
                            head: Cell(
                                Phrase("\(subject.english): \(obstacle.code)", fr: "\(subject.french) : \(obstacle.code)"), .bad),
                            lines: [
                                obstacle.message, obstacle.remedy(probe.tenant, probe.resource).mapped { "→ \($0)" },
                            ])
                    }),
            ]
        }
        return sections
    }

    private static func tone(_ finding: TenantDialect.Finding?) -> Cell.Tone {
        switch finding?.origin {
        case .probed: .good
        case nil: .faint
        default: .plain
        }
    }

    private static func facts(_ probe: ProbedTenant) -> Facts {
        let points = probe.points.map { point -> Facts in
            [
                "point": point.point, "value": point.value, "valueBefore": point.valueBefore,
                "how": DialectWords.how(point.finding?.origin).english, "foundAt": point.finding?.foundAt,
                "evidence": (point.seen ?? point.finding)?.evidence.texts ?? [:],
            ]
        }
        let obstacles = probe.obstacles.map { obstacle -> Facts in
            [
                "code": obstacle.code, "point": obstacle.point, "message": obstacle.message.english,
                "remedy": obstacle.remedy(probe.tenant, probe.resource).english,
            ]
        }
        return [
            "tenant": probe.tenant, "resourceKey": probe.resource, "days": [probe.day, probe.otherDay],
            "complete": probe.obstacles.isEmpty, "requests": probe.requests, "points": points, "obstacles": obstacles,
            "leftEventKeys": probe.left, "lostEvents": probe.lost.map { ["resourceKey": $0.resource, "day": $0.day] as Facts },
            "removedBefore": probe.removedBefore,
        ]
    }
}

extension ProbeObstacle {
    /// For JSON.
    var code: String {
        switch self {
        case .resourceUnknown: "resource_unknown"
        case .noType: "no_type"
        case .statusUnknown: "status_unknown"
        case .statusNotShown: "status_not_shown"
        case .deletionRefused: "deletion_refused"
        case .dayNotVisible: "day_not_visible"
        case .zoneUnknown: "zone_unknown"
        case .remarkTooShort: "remark_too_short"
        case .referenceFieldLost: "reference_field_lost"
        case .refused: "write_refused"
        case .outOfRequests: "out_of_requests"
        case .unforeseen: "unforeseen"
        }
    }

    /// The point that was not found; nil if it concerns no point.
    var point: DialectPoint? {
        switch self {
        case .resourceUnknown, .noType, .outOfRequests: nil
        case .statusUnknown, .statusNotShown: .status
        case .deletionRefused: .deletion
        case .dayNotVisible: .view
        case .zoneUnknown: .zone
        case .remarkTooShort, .referenceFieldLost: .remark
        case .refused(let point, _), .unforeseen(let point, _): point
        }
    }

    var message: Phrase {
        switch self {
        case .resourceUnknown(let key):
            Phrase(
                "PlanningPME has no resource \(key), or the connector's user may not see it.",
                fr: "PlanningPME n’a pas de ressource \(key), ou l’utilisateur du connecteur n’a pas le droit de la voir.")
        case .noType:
            Phrase(
                "PlanningPME has no unavailability type to create an event with.",
                fr: "PlanningPME n’a aucun type d’indisponibilité avec lequel créer un événement.")
        case .statusUnknown(let created):
            Phrase(
                "Created events get \(created.map { "status \($0)" } ?? "an unreadable status"), which has to be approved. The key of "
                    + "the approved status is unknown.",
                fr:
                    "Les événements créés reçoivent \(created.map { "l’état \($0)" } ?? "un état illisible"), qui doit être approuvé. "
                    + "La clé de l’état approuvé est inconnue.")
        case .statusNotShown(let key):
            Phrase(
                "Events show no status, so it is unknown whether they get status \(key).",
                fr: "Les événements ne montrent aucun état : rien n’indique s’ils reçoivent l’état \(key).")
        case .deletionRefused(let key):
            Phrase(
                "PlanningPME refuses to delete event \(key), which stays on the planning.",
                fr: "PlanningPME refuse de supprimer l’événement \(key), qui reste sur le planning.")
        case .dayNotVisible(let day):
            Phrase(
                "Events on \(day) are neither listed nor readable by key: the connector's user sees a limited period.",
                fr: "Les événements du \(day) ne sont ni listés ni lisibles par leur clé : l’utilisateur du connecteur voit une "
                    + "période limitée.")
        case .zoneUnknown(let summer, let winter):
            Phrase(
                "Times come back shifted by \(summer) min in summer and \(winter) min in winter, which fits no known time zone.",
                fr: "Les heures reviennent décalées de \(summer) min en été et de \(winter) min en hiver, ce qui ne correspond à "
                    + "aucun fuseau horaire connu.")
        case .remarkTooShort:
            Phrase(
                "Remarks are too short to hold a reference.",
                fr: "Les remarques sont trop courtes pour contenir une référence.")
        case .referenceFieldLost(let name):
            Phrase(
                "The field \(name) does not keep what is written into it.",
                fr: "Le champ \(name) ne garde pas ce qui y est écrit.")
        case .refused(let point, let status):
            Phrase(
                "PlanningPME refused the write that shows this (HTTP \(status)): \(DialectWords.question(point).english).",
                fr: "PlanningPME a refusé l’écriture qui le montre (HTTP \(status)) : \(DialectWords.question(point).french).")
        case .outOfRequests(let points):
            Phrase(
                "The requests of the probe ran out before these points were found: \(Self.list(points)).",
                fr: "Le sondage a épuisé ses requêtes avant d’avoir trouvé ces points : \(Self.list(points)).")
        case .unforeseen(let point, let facts):
            Phrase(
                "The answer about \(point.rawValue) has an unknown form: \(DialectWords.evidence(facts).english).",
                fr: "La réponse sur \(point.rawValue) a une forme inconnue : \(DialectWords.evidence(facts).french).")
        }
    }

    private static func list(_ points: [DialectPoint]) -> String { points.map(\.rawValue).joined(separator: ", ") }

    /// - Parameters:
    ///   - tenant: the probed tenant.
    ///   - resource: the probed resource.
    func remedy(_ tenant: TenantSlug, _ resource: ResourceKey) -> Phrase {
        let edit = "passerelle tenant edit \(tenant)"
        let again = "passerelle tenant probe \(tenant) --resource \(resource)"
        let then = Phrase("Then: \(again)", fr: "Puis : \(again)")
        let record = Phrase(
            "Record it and send the file: \(again) --record FILE",
            fr: "Enregistrez-la et envoyez le fichier : \(again) --record FILE")
        switch self {
        case .resourceUnknown:
            return Phrase(
                "Choose a resource that the connector's user sees: passerelle run preview \(tenant) shows keys of resources.",
                fr:
                    "Choisissez une ressource que l’utilisateur du connecteur voit : passerelle run preview \(tenant) montre des clés "
                    + "de ressources.")
        case .noType:
            return Phrase(
                "Create one in PlanningPME under Data, Unavailability.",
                fr: "Créez-en un dans PlanningPME, sous Données, Indisponibilité.") + then
        case .statusUnknown:
            return Phrase(
                "Name the approved status: \(edit) --event-status KEY.",
                fr: "Indiquez l’état approuvé : \(edit) --event-status KEY.")
                + then
        case .statusNotShown:
            return Phrase(
                "Remove the status: \(edit) --event-status none.", fr: "Retirez l’état : \(edit) --event-status none.") + then
        case .outOfRequests:
            return Phrase(
                "\(again), which starts from what was found.", fr: "\(again), qui repart de ce qui a été trouvé.")
        case .deletionRefused(let key):
            return Phrase(
                "In PlanningPME, give the group of the connector's user the right to delete unavailabilities.",
                fr:
                    "Dans PlanningPME, donnez au groupe de l’utilisateur du connecteur le droit de supprimer des indisponibilités."
            )
                + Phrase(
                    "Then: \(again), which reuses event \(key) and deletes it.",
                    fr: "Puis : \(again), qui réutilise l’événement \(key) et le supprime.")
        case .dayNotVisible:
            return Phrase(
                "In PlanningPME, give the group of the connector's user a view without a limited period, or probe a nearer day: "
                    + "\(again) --day DATE",
                fr:
                    "Dans PlanningPME, donnez au groupe de l’utilisateur du connecteur une vue sans période limitée, ou sondez un jour "
                    + "plus proche : \(again) --day DATE")
        case .zoneUnknown:
            return Phrase(
                "Name the brand's time zone: \(edit) --planning-time-zone ZONE.",
                fr: "Indiquez le fuseau horaire de ce PlanningPME : \(edit) --planning-time-zone ZONE.") + then
        case .remarkTooShort:
            return Phrase(
                "In PlanningPME, create a custom text field of unavailabilities, and name it: \(edit) --reference-field NAME.",
                fr: "Dans PlanningPME, créez un champ personnalisé de texte pour les indisponibilités, et nommez-le : \(edit) "
                    + "--reference-field NOM.") + then
        case .referenceFieldLost:
            return Phrase(
                "Compare the name with the API name of the custom field, which must be a text of unavailabilities, and name it again: "
                    + "\(edit) --reference-field NAME.",
                fr:
                    "Comparez le nom avec le nom d’API du champ personnalisé, qui doit être un texte des indisponibilités, et nommez-le "
                    + "de nouveau : \(edit) --reference-field NOM.") + then
        case .refused(.remark, let status) where status != 401 && status != 403:
            return DialectCheckWords.otherField(tenant) + then
        case .refused(_, let status) where status == 401 || status == 403:
            return Phrase(
                "In PlanningPME, give the group of the connector's user the rights to create, change and delete unavailabilities.",
                fr:
                    "Dans PlanningPME, donnez au groupe de l’utilisateur du connecteur les droits de créer, modifier et supprimer des "
                    + "indisponibilités.") + then
        case .refused:
            return Phrase(
                "Try another day or resource. If it is refused again, record it and send the file: \(again) --record FILE",
                fr: "Essayez un autre jour ou une autre ressource. Si le refus se répète, enregistrez-le et envoyez le fichier : "
                    + "\(again) --record FILE")
        case .unforeseen(.remark, _): return record + DialectCheckWords.otherField(tenant)
        case .unforeseen: return record
        }
    }
}
