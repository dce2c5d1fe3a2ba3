import Operations
import SyncCore
import SyncEngine
import Words

/// What a probe found: each point with its value, and what kept it from finding the rest.
enum ProbeDocument {
    static func make(_ probe: ProbedTenant) -> Document {
        Document(
            sections(probe), of: facts(probe), rows: "points",
            csv: ["point", "value", "valueBefore", "how", "foundAt", "evidence"])
    }

    private static func sections(_ probe: ProbedTenant) -> [Document.Section] {
        let table = Table(
            [
                .init("point"), .init("value", wraps: true), .init("was", wraps: true, isOptional: true), .init("how"),
                .init("when", yields: true), .init("evidence", wraps: true, isOptional: true),
            ],
            probe.points.map { point in
                [
                    Cell(point.point.rawValue), Cell(point.value, point.isChanged ? .strong : .plain),
                    Cell(point.isChanged ? point.valueBefore : nil),
                    Cell(DialectWords.how(point.finding?.origin), tone(point.finding)),
                    Cell(point.finding.map { LocalTime.utc($0.foundAt) }),
                    Cell(DialectWords.evidence((point.seen ?? point.finding)?.evidence ?? [:])),
                ]
            })
        var sections: [Document.Section] = [.table(table)]
        if !probe.obstacles.isEmpty {
            sections += [
                .title("Not found out (\(probe.obstacles.count))"),
                .entries(
                    probe.obstacles.map { obstacle in
                        Entry(
                            head: Cell("\(obstacle.point?.rawValue ?? "probe"): \(obstacle.code)", .bad),
                            lines: [obstacle.message, "→ " + obstacle.remedy(probe.tenant, probe.resource)])
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

    /// As JSON shows it.
    private static func facts(_ probe: ProbedTenant) -> Facts {
        let points = probe.points.map { point -> Facts in
            [
                "point": point.point, "value": point.value, "valueBefore": point.valueBefore,
                "how": DialectWords.how(point.finding?.origin), "foundAt": point.finding?.foundAt,
                "evidence": (point.seen ?? point.finding)?.evidence ?? [:],
            ]
        }
        let obstacles = probe.obstacles.map { obstacle -> Facts in
            [
                "code": obstacle.code, "point": obstacle.point, "message": obstacle.message,
                "remedy": obstacle.remedy(probe.tenant, probe.resource),
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
    /// For scripts.
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

    /// The point that could not be found out; nil where it is not one.
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

    var message: String {
        switch self {
        case .resourceUnknown(let key): "PlanningPME has no resource \(key), or the connector's user may not see it."
        case .noType: "PlanningPME has no unavailability type to create an event with."
        case .statusUnknown(let created):
            "Created events get the status \(created.map(String.init) ?? "of a form that can't be read"), which has to be approved; "
                + "nothing shows the key of the approved one."
        case .statusNotShown(let key): "Events show no status, so nothing tells whether they get status \(key)."
        case .deletionRefused(let key): "PlanningPME refuses to delete event \(key), which stays on the planning."
        case .dayNotVisible(let day):
            "What is on \(day) is neither listed nor readable by key: the connector's user sees a limited period."
        case .zoneUnknown(let summer, let winter):
            "Times come back moved by \(summer) min in summer and \(winter) min in winter, which fits no known time zone."
        case .remarkTooShort: "A remark is too short to hold a reference."
        case .referenceFieldLost(let name): "The field \(name) does not keep what is written into it."
        case .refused(let point, let status):
            "PlanningPME refused the write that tells \(DialectWords.question(point)) (HTTP \(status))."
        case .outOfRequests(let points):
            "The requests of a probe were used up before these points were found: \(points.map(\.rawValue).joined(separator: ", "))."
        case .unforeseen(let point, let facts):
            "The answer about \(DialectWords.question(point)) has an unknown form: \(DialectWords.evidence(facts))."
        }
    }

    /// - Parameters:
    ///   - tenant: and `resource`: what was probed.
    func remedy(_ tenant: TenantSlug, _ resource: ResourceKey) -> String {
        let edit = "passerelle tenant edit \(tenant)"
        let again = "passerelle tenant probe \(tenant) --resource \(resource)"
        switch self {
        case .resourceUnknown:
            return "Choose a resource that the connector's user sees: passerelle run preview \(tenant) shows keys of resources."
        case .noType: return "Create one in PlanningPME under Data, Unavailability. Then: \(again)"
        case .statusUnknown: return "Name the approved status: \(edit) --event-status KEY. Then: \(again)"
        case .statusNotShown: return "Take the status back: \(edit) --event-status none. Then: \(again)"
        case .outOfRequests: return "\(again), which begins with what was found."
        case .deletionRefused(let key):
            return
                "In PlanningPME, give the group of the connector's user the right to delete unavailabilities. Then: \(again), which uses "
                + "event \(key) again and deletes it."
        case .dayNotVisible:
            return
                "In PlanningPME, give the group of the connector's user a view without a limited period, or probe a nearer day: "
                + "\(again) --day DATE"
        case .zoneUnknown: return "Name the brand's time zone: \(edit) --planning-time-zone ZONE. Then: \(again)"
        case .remarkTooShort:
            return
                "In PlanningPME, create a custom text field of unavailabilities, and name it: \(edit) --reference-field NAME. Then: "
                + again
        case .referenceFieldLost:
            return
                "Compare the name with the API name of the custom field, which must be a text of unavailabilities, and name it again: "
                + "\(edit) --reference-field NAME. Then: \(again)"
        case .refused(.remark, let status) where status != 401 && status != 403:
            return "\(DialectDocument.otherField(tenant).english) Then: \(again)"
        case .refused(_, let status):
            return status == 401 || status == 403
                ? "In PlanningPME, give the group of the connector's user the rights to create, change and delete unavailabilities. Then: "
                    + again
                : "Try another day or resource. If it is refused again, record it and send the file: \(again) --record FILE"
        case .unforeseen(.remark, _):
            return "Record it and send the file: \(again) --record FILE. \(DialectDocument.otherField(tenant).english)"
        case .unforeseen: return "Record it and send the file: \(again) --record FILE"
        }
    }
}
