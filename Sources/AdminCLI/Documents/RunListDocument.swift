import Operations
import SyncCore
import SyncEngine

/// Runs, newest first.
enum RunListDocument {
    static func make(_ reports: [RunReport]) -> Document {
        let table = Table(
            [
                .init("run", .right), .init("tenant", wraps: true), .init("status"), .init("trigger", yields: true),
                .init("as of"),
                .init("started"),
                .init("took", .right, yields: true), .init("events"), .init("why", wraps: true, isOptional: true),
            ],
            reports.map { report in
                let run = report.run
                return [
                    Cell(run.id), Cell(run.tenant), Cell(run.state.rawValue, run.state.tone), Cell(run.trigger.rawValue),
                    Cell(run.window.asOf), Cell(run.startedAt.map(LocalTime.utc)), Cell(duration(run)), Cell(events(run.counts)),
                    Cell(run.error?.code ?? report.review?.words ?? (run.purpose == .removal ? "removes events" : nil)),
                ]
            })
        return Document([.table(table)], of: reports, csv: RunDocument.columns)
    }

    /// Created, updated, deleted, and failed if any: `+99 ~3 -1 !2`.
    private static func events(_ counts: RunCounts) -> String {
        "+\(counts.created) ~\(counts.updated) -\(counts.deleted)" + (counts.failed > 0 ? " !\(counts.failed)" : "")
    }

    private static func duration(_ run: Run) -> String? {
        guard let start = run.startedAt, let end = run.finishedAt else { return nil }
        let seconds = (end.millisecondsSince1970 - start.millisecondsSince1970 + 500) / 1000
        return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    }
}
