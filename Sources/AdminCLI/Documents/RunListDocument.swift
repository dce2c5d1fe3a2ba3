import Operations
import SyncCore
import SyncEngine
import Words

/// Runs, newest first.
enum RunListDocument {
    static func make(_ reports: [RunReport]) -> Document {
        let table = Table(
            [
                .init(Phrase("run", fr: "exécution"), .right), .init("tenant", wraps: true), .init(Phrase("status", fr: "état")),
                .init(Phrase("trigger", fr: "origine"), yields: true), .init(Phrase("as of", fr: "en date du")),
                .init(Phrase("started", fr: "commencée le")), .init(Phrase("took", fr: "durée"), .right, yields: true),
                .init(Phrase("events", fr: "événements")), .init(Phrase("why", fr: "pourquoi"), wraps: true, isOptional: true),
            ],
            reports.map { report in
                let run = report.run
                return [
                    Cell(run.id), Cell(run.tenant), Cell(run.state.name, run.state.tone), Cell(run.trigger.name),
                    Cell(run.window.asOf), Cell(run.startedAt.map(LocalTime.utc)), Cell(duration(run)), Cell(events(run.counts)),
                    Cell(why(run, report.review)),
                ]
            })
        return Document([.table(table)], of: reports.map(RunDocument.facts), csv: RunDocument.columns)
    }

    private static func why(_ run: Run, _ review: RunReview?) -> Phrase? {
        if let error = run.error { return Phrase(same: error.code.rawValue) }
        return review?.words ?? (run.purpose == .removal ? Phrase("removes events", fr: "supprime les événements") : nil)
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
