import SyncCore
import SyncEngine

/// Workers, what each runs, and the queue.
enum FleetDocument {
    static func make(_ view: FleetView) -> Document {
        Document(
            sections: [.table(workers(view)), .table(running(view)), .fields(queue(view))], json: json(view), csv: csv(view))
    }

    private static func state(_ worker: WorkerPresence, _ view: FleetView) -> (word: String, tone: Cell.Tone) {
        if view.isSilent(worker) { return ("silent", .bad) }
        if let trouble = worker.trouble { return (trouble, .bad) }
        return worker.isDraining ? ("draining", .plain) : ("working", .good)
    }

    private static func workers(_ view: FleetView) -> Table {
        Table(
            [
                .init("worker", wraps: true), .init("state"), .init("runs", .right), .init("version", yields: true),
                .init("since"), .init("heartbeat", .right),
            ],
            view.workers.map { worker in
                let state = state(worker, view)
                return [
                    Cell(worker.identity.name), Cell(state.word, state.tone),
                    Cell("\(view.runs(of: worker).count)/\(worker.identity.concurrency)"), Cell(worker.identity.version),
                    Cell(LocalTime.utc(worker.startedAt)), Cell(age(of: worker.heartbeatAt, view) + " ago"),
                ]
            })
    }

    private static func running(_ view: FleetView) -> Table {
        Table(
            [
                .init("run", .right), .init("tenant", wraps: true), .init("worker", wraps: true), .init("trigger", yields: true),
                .init("attempt", .right), .init("for", .right), .init("employees", .right, yields: true),
                .init("written", .right),
            ],
            view.running.map { run in
                [
                    Cell(run.id), Cell(run.tenant), Cell(run.worker), Cell(run.trigger.rawValue), Cell(run.attempt),
                    Cell(run.startedAt.map { age(of: $0, view) }), Cell(run.counts.employees),
                    Cell(run.counts.created + run.counts.updated + run.counts.deleted),
                ]
            })
    }

    private static func queue(_ view: FleetView) -> FieldList {
        let overview = view.overview
        var next: String?
        if let scheduled = view.nextScheduled { next = "\(LocalTime.utc(scheduled.moment)), \(scheduled.tenant)" }
        var oldest: String?
        if let at = overview.oldestDueAt, let tenant = overview.oldestDueTenant {
            oldest = "\(tenant), due for \(age(of: at, view))"
        }
        return FieldList([
            Field("due now", "\(overview.due)"), Field("waiting", "\(overview.queued - overview.due)"),
            Field("running", "\(overview.running - overview.leftBehind)"),
            Field("left behind", "\(overview.leftBehind)"), Field("oldest due", oldest),
            Field("next waiting", overview.nextDueAt.map(LocalTime.utc)), Field("next scheduled", next),
            Field("active tenants", "\(overview.activeTenants)"), Field("suspended", named(view.suspended, .bad)),
            Field("no success in 26 h", "\(overview.withoutRecentSuccess)"),
            Field("dialect not probed", named(view.dialects.assumed, .doubtful, of: "active production tenants")),
            Field("dialect in doubt", named(view.dialects.doubted, .bad, of: "active tenants")),
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

    private static func age(of moment: Instant, _ view: FleetView) -> String {
        let seconds = max(0, (view.overview.readAt.millisecondsSince1970 - moment.millisecondsSince1970) / 1000)
        if seconds < 120 { return "\(seconds) s" }
        return seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }

    private static func json(_ view: FleetView) -> JSONValue {
        let overview = view.overview
        return .object([
            JSONMember("readAt", .text(overview.readAt)),
            JSONMember(
                "workers",
                .array(
                    view.workers.map { worker in
                        .object([
                            JSONMember("name", .string(worker.identity.name)), JSONMember("host", .string(worker.identity.host)),
                            JSONMember("processId", .int(worker.identity.processID)),
                            JSONMember("version", .string(worker.identity.version)),
                            JSONMember("concurrency", .int(worker.identity.concurrency)),
                            JSONMember("state", .string(state(worker, view).word)),
                            JSONMember("startedAt", .text(worker.startedAt)),
                            JSONMember("heartbeatAt", .text(worker.heartbeatAt)),
                            JSONMember("runs", .array(view.runs(of: worker).map { .int($0.id.value) })),
                        ])
                    })),
            JSONMember("running", .array(view.running.map { .object(RunDocument.summary($0, nil)) })),
            JSONMember(
                "queue",
                .object([
                    JSONMember("due", .int(overview.due)), JSONMember("waiting", .int(overview.queued - overview.due)),
                    JSONMember("running", .int(overview.running - overview.leftBehind)),
                    JSONMember("leftBehind", .int(overview.leftBehind)),
                    JSONMember("oldestDueAt", .text(overview.oldestDueAt)),
                    JSONMember("oldestDueTenant", .text(overview.oldestDueTenant)),
                    JSONMember("nextWaitingAt", .text(overview.nextDueAt)),
                    JSONMember("nextScheduledAt", .text(view.nextScheduled?.moment)),
                    JSONMember("nextScheduledTenant", .text(view.nextScheduled?.tenant)),
                    JSONMember("activeTenants", .int(overview.activeTenants)),
                    JSONMember("suspendedTenants", .array(view.suspended.map { .string($0.value) })),
                    JSONMember("withoutRecentSuccess", .int(overview.withoutRecentSuccess)),
                    JSONMember("assumedDialectTenants", .array(view.dialects.assumed.map { .string($0.value) })),
                    JSONMember("doubtedDialectTenants", .array(view.dialects.doubted.map { .string($0.value) })),
                ])),
        ])
    }

    private static func csv(_ view: FleetView) -> CSVTable {
        CSVTable(
            ["worker", "host", "processId", "version", "state", "runs", "concurrency", "startedAt", "heartbeatAt"],
            view.workers.map { worker in
                [
                    worker.identity.name, worker.identity.host, String(worker.identity.processID), worker.identity.version,
                    state(worker, view).word, String(view.runs(of: worker).count), String(worker.identity.concurrency),
                    worker.startedAt.description, worker.heartbeatAt.description,
                ]
            })
    }
}
