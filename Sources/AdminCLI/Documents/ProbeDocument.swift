import SyncCore
import SyncEngine

/// What a probe found: each point with its value, and what kept it from finding the rest.
enum ProbeDocument {
    static func make(_ probe: ProbedTenant) -> Document {
        Document(sections: sections(probe), json: json(probe), csv: csv(probe))
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

    private static func json(_ probe: ProbedTenant) -> JSONValue {
        .object([
            JSONMember("tenant", .text(probe.tenant)), JSONMember("resourceKey", .int(probe.resource.value)),
            JSONMember("days", .array([.text(probe.day), .text(probe.otherDay)])),
            JSONMember("complete", .bool(probe.obstacles.isEmpty)), JSONMember("requests", .int(probe.requests)),
            JSONMember(
                "points",
                .array(
                    probe.points.map { point in
                        .object([
                            JSONMember("point", .string(point.point.rawValue)), JSONMember("value", .string(point.value)),
                            JSONMember("valueBefore", .string(point.valueBefore)),
                            JSONMember("how", .string(DialectWords.how(point.finding?.origin))),
                            JSONMember("foundAt", .text(point.finding?.foundAt)),
                            JSONMember("evidence", DialectDocument.evidence((point.seen ?? point.finding)?.evidence ?? [:])),
                        ])
                    })),
            JSONMember(
                "obstacles",
                .array(
                    probe.obstacles.map { obstacle in
                        .object([
                            JSONMember("code", .string(obstacle.code)), JSONMember("point", .text(obstacle.point?.rawValue)),
                            JSONMember("message", .string(obstacle.message)),
                            JSONMember("remedy", .string(obstacle.remedy(probe.tenant, probe.resource))),
                        ])
                    })), JSONMember("leftEventKeys", .array(probe.left.map { .int($0.value) })),
            JSONMember(
                "lostEvents",
                .array(
                    probe.lost.map {
                        .object([JSONMember("resourceKey", .int($0.resource.value)), JSONMember("day", .text($0.day))])
                    })), JSONMember("removedBefore", .int(probe.removedBefore)),
        ])
    }

    private static func csv(_ probe: ProbedTenant) -> CSVTable {
        CSVTable(
            ["point", "value", "valueBefore", "how", "foundAt", "evidence"],
            probe.points.map { point in
                [
                    point.point.rawValue, point.value, point.valueBefore, DialectWords.how(point.finding?.origin),
                    point.finding?.foundAt.description ?? "",
                    DialectWords.evidence((point.seen ?? point.finding)?.evidence ?? [:]),
                ]
            })
    }
}
