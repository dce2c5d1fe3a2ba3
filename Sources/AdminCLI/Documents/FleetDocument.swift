import Operations
import SyncCore
import SyncEngine
import Words

/// Workers, their runs, and the queue.
enum FleetDocument {
    static func make(_ report: FleetReport) -> Document {
        var sections: [Document.Section] = [.table(workers(report)), .table(running(report)), .fields(queue(report))]
        if let pause = report.pause { sections.insert(.note(PauseWords.standing(pause)), at: 0) }
        if !report.notices.isEmpty { sections.append(.table(NoticeDocument.table(report.notices))) }
        return Document(
            sections,
            of: [
                "readAt": report.readAt, "paused": report.pause.map(PauseWords.facts), "workers": report.workers,
                "running": report.running.map(RunDocument.facts),
                "queue": report.queue, "alerts": AlertDocument.facts(report.alerts),
                "notices": report.notices.map(NoticeDocument.facts),
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
                .init("worker", wraps: true), .init(Phrase("state", fr: "état")),
                .init(Phrase("runs", fr: "exécutions"), .right), .init("version", yields: true),
                .init(Phrase("since", fr: "depuis")), .init(Phrase("heartbeat", fr: "dernier signe"), .right),
            ],
            report.workers.map { worker in
                let age = age(of: worker.heartbeatAt, report)
                return [
                    Cell(worker.name), Cell(WorkerWords.state(worker.state), tone(worker.state)),
                    Cell("\(worker.runs.count)/\(worker.concurrency)"), Cell(worker.version),
                    Cell(LocalTime.utc(worker.startedAt)), Cell(Phrase("\(age) ago", fr: "il y a \(age)")),
                ]
            })
    }

    private static func running(_ report: FleetReport) -> Table {
        let columns: [Table.Column] = [
            .init(Phrase("run", fr: "exécution"), .right), .init(Phrase("tenant", fr: "client"), wraps: true),
            .init("worker", wraps: true), .init(Phrase("trigger", fr: "origine"), yields: true),
            .init(Phrase("attempt", fr: "tentative"), .right), .init(Phrase("for", fr: "depuis"), .right),
            .init(Phrase("employees", fr: "collaborateurs"), .right, yields: true),
            .init(Phrase("written", fr: "écritures"), .right),
        ]
        let rows = report.running.map(\.run).map { run -> [Cell] in
            let written = run.counts.created + run.counts.updated + run.counts.deleted
            let duration: String? = run.startedAt.map { age(of: $0, report) }
            return [
                Cell(run.id), Cell(run.tenant), Cell(run.worker), Cell(run.trigger.name), Cell(run.attempt),
                Cell(duration), Cell(run.counts.employees), Cell(written),
            ]
        }
        return Table(columns, rows)
    }

    private static func queue(_ report: FleetReport) -> FieldList {
        let queue = report.queue
        var next: String?
        if let at = queue.nextScheduledAt, let tenant = queue.nextScheduledTenant { next = "\(LocalTime.utc(at)), \(tenant)" }
        var oldest: Phrase?
        if let at = queue.oldestDueAt, let tenant = queue.oldestDueTenant {
            let age = age(of: at, report)
            oldest = Phrase("\(tenant), due for \(age)", fr: "\(tenant), à faire depuis \(age)")
        }
        return FieldList([
            Field(Phrase("due now", fr: "à faire"), "\(queue.due)"),
            Field(Phrase("waiting", fr: "en attente"), "\(queue.waiting)"),
            Field(Phrase("running", fr: "en cours"), "\(queue.running)"),
            Field(Phrase("left behind", fr: "bail expiré"), "\(queue.leftBehind)"),
            Field(Phrase("oldest due", fr: "la plus ancienne à faire"), oldest),
            Field(Phrase("next waiting", fr: "prochaine en attente"), queue.nextWaitingAt.map(LocalTime.utc)),
            Field(Phrase("next scheduled", fr: "prochaine planifiée"), next),
            Field(Phrase("active tenants", fr: "clients actifs"), "\(queue.activeTenants)"),
            Field(
                Phrase("tenants to look at", fr: "clients à examiner"),
                Cell(queue.tenantsToLookAt, queue.tenantsToLookAt > 0 ? .doubtful : .plain)),
            Field(Phrase("suspended", fr: "suspendus"), named(queue.suspendedTenants, .bad)),
            Field(Phrase("last run failed", fr: "dernière exécution échouée"), named(queue.failedTenants, .bad)),
            Field(
                Phrase("tenants with withheld deletions", fr: "clients en attente d’approbation"),
                named(queue.withheldTenants, .doubtful)),
            Field(
                Phrase("tenants with new problems", fr: "clients avec de nouveaux problèmes"),
                named(queue.newProblemTenants, .doubtful)),
            Field(Phrase("open alerts", fr: "alertes ouvertes"), AlertDocument.summary(report.alerts, at: report.readAt)),
            Field(Phrase("no success in 26 h", fr: "sans succès depuis 26 h"), "\(queue.withoutRecentSuccess)"),
            Field(
                Phrase("dialect not probed", fr: "dialecte non sondé"),
                named(
                    queue.assumedDialectTenants, .doubtful,
                    of: Phrase(" of the active production tenants", fr: " des clients actifs en production"))),
            Field(
                Phrase("dialect in doubt", fr: "dialecte en doute"),
                named(queue.doubtedDialectTenants, .bad, of: Phrase(" of the active tenants", fr: " des clients actifs"))),
        ])
    }

    /// The first few names: `tenant list` shows all.
    /// - Parameter all: what the total counts, if not every tenant.
    private static func named(_ tenants: [TenantSlug], _ tone: Cell.Tone, of all: Phrase = .none) -> Cell {
        guard !tenants.isEmpty else { return Cell(Phrase("none\(all.english)", fr: "aucun\(all.french)")) }
        let named = tenants.prefix(5).map(\.value).joined(separator: ", ")
        let rest =
            tenants.count > 5
            ? Phrase(" and \(tenants.count - 5) more", fr: " et \(Typography.french(tenants.count - 5)) de plus") : .none
        return Cell(
            Phrase(
                "\(tenants.count)\(all.english): \(named)\(rest.english)",
                fr: "\(Typography.french(tenants.count))\(all.french) : \(named)\(rest.french)"), tone)
    }

    private static func age(of moment: Instant, _ report: FleetReport) -> String {
        let seconds = max(0, (report.readAt.millisecondsSince1970 - moment.millisecondsSince1970) / 1000)
        if seconds < 120 { return "\(seconds) s" }
        return seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }
}
