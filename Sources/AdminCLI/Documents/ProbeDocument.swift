import SyncCore
import SyncEngine

/// What a probe found: each point with its value, and what kept it from finding the rest.
enum ProbeDocument {
    static func make(_ probe: ProbedTenant) -> Document {
        Document(
            sections(probe), of: ShownProbe(probe), rows: "points",
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
}

/// What a probe found, as JSON shows it.
private struct ShownProbe: Encodable {
    let tenant: TenantSlug
    let resourceKey: ResourceKey
    let days: [CalendarDay]
    let complete: Bool
    let requests: Int
    let points: [Point]
    let obstacles: [Obstacle]
    let leftEventKeys: [EventKey]
    let lostEvents: [LostEvent]
    let removedBefore: Int

    struct Point: Encodable {
        let point: DialectPoint
        let value: String
        let valueBefore: String
        let how: String
        let foundAt: Instant?
        let evidence: [String: String]
    }

    struct Obstacle: Encodable {
        let code: String
        let point: DialectPoint?
        let message: String
        let remedy: String
    }

    struct LostEvent: Encodable {
        let resourceKey: ResourceKey
        let day: CalendarDay
    }

    init(_ probe: ProbedTenant) {
        tenant = probe.tenant
        resourceKey = probe.resource
        days = [probe.day, probe.otherDay]
        complete = probe.obstacles.isEmpty
        requests = probe.requests
        points = probe.points.map { point in
            Point(
                point: point.point, value: point.value, valueBefore: point.valueBefore,
                how: DialectWords.how(point.finding?.origin), foundAt: point.finding?.foundAt,
                evidence: (point.seen ?? point.finding)?.evidence ?? [:])
        }
        obstacles = probe.obstacles.map { obstacle in
            Obstacle(
                code: obstacle.code, point: obstacle.point, message: obstacle.message,
                remedy: obstacle.remedy(probe.tenant, probe.resource))
        }
        leftEventKeys = probe.left
        lostEvents = probe.lost.map { LostEvent(resourceKey: $0.resource, day: $0.day) }
        removedBefore = probe.removedBefore
    }
}
