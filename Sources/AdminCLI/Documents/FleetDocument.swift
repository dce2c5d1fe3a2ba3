import Operations
import SyncCore
import SyncEngine

/// Workers, what each runs, and the queue.
enum FleetDocument {
    static func make(_ report: FleetReport) -> Document {
        Document(
            [.table(workers(report)), .table(running(report)), .fields(queue(report))],
            of: [
                "readAt": report.readAt, "workers": report.workers, "running": report.running.map(RunDocument.facts),
                "queue": report.queue,
            ] as Facts, rows: "workers",
            csv: [
                "worker=name", "host", "processId", "version", "state", "runs=runs.count", "concurrency", "startedAt",
                "heartbeatAt",
            ])
    }

    private static func tone(_ state: String) -> Cell.Tone {
        switch state {
        case "working": .good
        case "draining": .plain
        default: .bad
        }
    }

    private static func workers(_ report: FleetReport) -> Table {
        Table(
            [
                .init("worker", wraps: true), .init("state"), .init("runs", .right), .init("version", yields: true),
                .init("since"), .init("heartbeat", .right),
            ],
            report.workers.map { worker in
                [
                    Cell(worker.name), Cell(worker.state, tone(worker.state)),
                    Cell("\(worker.runs.count)/\(worker.concurrency)"), Cell(worker.version),
                    Cell(LocalTime.utc(worker.startedAt)), Cell(age(of: worker.heartbeatAt, report) + " ago"),
                ]
            })
    }

    private static func running(_ report: FleetReport) -> Table {
        let columns: [Table.Column] = [
            .init("run", .right), .init("tenant", wraps: true), .init("worker", wraps: true), .init("trigger", yields: true),
            .init("attempt", .right), .init("for", .right), .init("employees", .right, yields: true), .init("written", .right),
        ]
        let rows = report.running.map(\.run).map { run -> [Cell] in
            let written = run.counts.created + run.counts.updated + run.counts.deleted
            let duration: String? = run.startedAt.map { age(of: $0, report) }
            return [
                Cell(run.id), Cell(run.tenant), Cell(run.worker), Cell(run.trigger.rawValue), Cell(run.attempt),
                Cell(duration), Cell(run.counts.employees), Cell(written),
            ]
        }
        return Table(columns, rows)
    }

    private static func queue(_ report: FleetReport) -> FieldList {
        let queue = report.queue
        var next: String?
        if let at = queue.nextScheduledAt, let tenant = queue.nextScheduledTenant { next = "\(LocalTime.utc(at)), \(tenant)" }
        var oldest: String?
        if let at = queue.oldestDueAt, let tenant = queue.oldestDueTenant { oldest = "\(tenant), due for \(age(of: at, report))" }
        return FieldList([
            Field("due now", "\(queue.due)"), Field("waiting", "\(queue.waiting)"), Field("running", "\(queue.running)"),
            Field("left behind", "\(queue.leftBehind)"), Field("oldest due", oldest),
            Field("next waiting", queue.nextWaitingAt.map(LocalTime.utc)), Field("next scheduled", next),
            Field("active tenants", "\(queue.activeTenants)"), Field("suspended", named(queue.suspendedTenants, .bad)),
            Field("no success in 26 h", "\(queue.withoutRecentSuccess)"),
            Field("dialect not probed", named(queue.assumedDialectTenants, .doubtful, of: "active production tenants")),
            Field("dialect in doubt", named(queue.doubtedDialectTenants, .bad, of: "active tenants")),
        ])
    }

    /// Some by name: `tenant list` names all.
    /// - Parameter all: those that are counted, where that is not every tenant.
    private static func named(_ tenants: [TenantSlug], _ tone: Cell.Tone, of all: String? = nil) -> Cell {
        let all = all.map { " of the \($0)" } ?? ""
        guard !tenants.isEmpty else { return Cell("none" + all) }
        let named = tenants.prefix(5).map(\.value).joined(separator: ", ")
        let rest = tenants.count > 5 ? " and \(tenants.count - 5) more" : ""
        return Cell("\(tenants.count)\(all): \(named)\(rest)", tone)
    }

    private static func age(of moment: Instant, _ report: FleetReport) -> String {
        let seconds = max(0, (report.readAt.millisecondsSince1970 - moment.millisecondsSince1970) / 1000)
        if seconds < 120 { return "\(seconds) s" }
        return seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }
}
