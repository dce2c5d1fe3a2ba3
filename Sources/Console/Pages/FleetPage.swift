import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// The workers, what each runs, and what waits.
enum FleetPage {
    static func make(_ visit: Visit) async throws -> Page {
        let report = try await visit.perform(ShowFleet())
        var page = Page(title: visit.say(Place.fleet.name), place: .fleet)
        (page.readAt, page.zone) = (report.readAt, report.zone)
        page.refreshes = true
        if !report.hasLiveWorker {
            page.blocks += [
                .text(
                    visit.say(
                        Phrase("No worker is alive: nothing is synced.", fr: "Aucun worker n’est actif : rien n’est synchronisé.")
                    ), tone: .bad),
                .command(
                    "passerelle worker", Phrase("On a worker's machine:", fr: "Sur la machine d’un worker :"), visit.language),
            ]
        }
        if let pause = report.pause { page.blocks += paused(pause, report.zone, visit) }
        page.blocks += [queue(report, visit)]
        page.blocks += try await AlertBlocks.make(report, visit)
        page.blocks += workers(report, visit) + running(report, visit) + notices(report, visit)
        return page
    }

    private static func paused(_ pause: FleetPause, _ zone: TimeZone, _ visit: Visit) -> [Block] {
        let since = visit.moment(pause.since, zone)
        return [
            .text(
                visit.say(
                    Phrase(
                        "The fleet is paused since \(since), by \(pause.by): no run begins.",
                        fr: "La flotte est en pause depuis \(since), par \(pause.by) : aucune exécution ne commence.")),
                tone: .idle, detail: pause.reason),
            .command(
                "passerelle fleet resume", Phrase("An admin ends it:", fr: "Un admin y met fin :"), visit.language),
        ]
    }

    private static func queue(_ report: FleetReport, _ visit: Visit) -> Block {
        let queue = report.queue
        func row(_ name: Phrase, _ cell: Cell) -> (String, Cell) { (visit.say(name), cell) }
        func tenants(_ found: [TenantSlug], _ health: ConsoleHealth) -> Cell {
            found.isEmpty
                ? Cell("0")
                : Cell("\(found.count)", Link(["tenants"], [("health", health.rawValue)]), tone: ConsoleWords.tone(health))
        }
        var next: String?
        if let at = queue.nextScheduledAt, let tenant = queue.nextScheduledTenant {
            next = "\(visit.moment(at, report.zone)), \(tenant)"
        }
        return .facts([
            row(Phrase("due now", fr: "à faire"), Cell("\(queue.due)")),
            row(Phrase("waiting", fr: "en attente"), Cell("\(queue.waiting)")),
            row(Phrase("running", fr: "en cours"), Cell("\(queue.running)")),
            row(
                Phrase("left behind", fr: "bail expiré"),
                Cell("\(queue.leftBehind)", tone: queue.leftBehind > 0 ? .doubtful : nil)),
            row(
                Phrase("oldest due", fr: "la plus ancienne à faire"),
                queue.oldestDueAt.map { Cell(visit.moment($0, report.zone), detail: queue.oldestDueTenant?.value) } ?? Cell("–")),
            row(Phrase("next scheduled", fr: "prochaine planifiée"), Cell(next ?? "–")),
            row(Phrase("active tenants", fr: "clients actifs"), Cell("\(queue.activeTenants)")),
            row(ConsoleWords.health(.suspended), tenants(queue.suspendedTenants, .suspended)),
            row(ConsoleWords.health(.failed), tenants(queue.failedTenants, .failed)),
            row(ConsoleWords.health(.withheld), tenants(queue.withheldTenants, .withheld)),
            row(ConsoleWords.health(.newProblems), tenants(queue.newProblemTenants, .newProblems)),
            row(ConsoleWords.health(.doubted), tenants(queue.doubtedDialectTenants, .doubted)),
        ])
    }

    private static func workers(_ report: FleetReport, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("Workers", fr: "Workers"))
        return [
            .heading(title),
            .table(
                title,
                [
                    Phrase("worker", fr: "worker"), Heads.state, Phrase("runs", fr: "exécutions"),
                    Phrase("version", fr: "version"),
                    Heads.since, Phrase("last sign", fr: "dernier signe"),
                ].map(visit.say),
                report.workers.map { worker in
                    [
                        Cell(worker.name), Cell(visit.say(WorkerWords.state(worker.state)), tone: tone(worker.state)),
                        Cell("\(worker.runs.count)/\(worker.concurrency)", isNumber: true),
                        Cell(worker.version), Cell(visit.moment(worker.startedAt, report.zone)),
                        Cell(age(worker.heartbeatAt, report, visit)),
                    ]
                }, empty: visit.say(Heads.nothing)),
        ]
    }

    private static func tone(_ state: String) -> Tone {
        switch state {
        case "working": .good
        case "draining": .idle
        default: .bad
        }
    }

    private static func running(_ report: FleetReport, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("Running", fr: "En cours"))
        return [
            .heading(title),
            .table(
                title,
                [
                    Heads.run, Heads.tenant, Phrase("worker", fr: "worker"), Phrase("attempt", fr: "tentative"), Heads.since,
                    Phrase("events written", fr: "événements écrits"),
                ].map(visit.say),
                report.running.prefix(100).map { entry in
                    let run = entry.run
                    return [
                        Cell("\(run.id)", Link(["runs", "\(run.id)"]), tone: .live),
                        Cell(run.tenant.value, Link(["tenants", run.tenant.value])),
                        Cell(run.worker ?? "–"), .number(run.attempt),
                        Cell(run.startedAt.map { age($0, report, visit) } ?? "–"),
                        .number(run.counts.created + run.counts.updated + run.counts.deleted),
                    ]
                }, empty: visit.say(Heads.nothing)),
        ]
    }

    private static func age(_ moment: Instant, _ report: FleetReport, _ visit: Visit) -> String {
        ConsoleTime.span(
            seconds: (report.readAt.millisecondsSince1970 - moment.millisecondsSince1970) / 1000, visit.language)
    }

    private static func notices(_ report: FleetReport, _ visit: Visit) -> [Block] {
        guard !report.notices.isEmpty else { return [] }
        return [
            .command(
                "passerelle fleet",
                Phrase(
                    "Lucca or PlanningPME announced changes of their interfaces (\(report.notices.count)). To see them:",
                    fr:
                        "Lucca ou PlanningPME ont annoncé des changements de leurs interfaces (\(report.notices.count)). Pour les voir :"
                ),
                visit.language)
        ]
    }
}
