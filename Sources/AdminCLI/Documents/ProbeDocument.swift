import Operations
import SyncCore
import SyncEngine

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
