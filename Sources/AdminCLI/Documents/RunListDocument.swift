import SyncCore

/// Runs, newest first.
enum RunListDocument {
    static func make(_ runs: [Run]) -> Document {
        let table = Table(
            [
                .init("run", .right), .init("tenant", wraps: true), .init("status"), .init("trigger"), .init("as of"),
                .init("started"),
                .init("took", .right), .init("created", .right), .init("updated", .right), .init("deleted", .right),
                .init("failed", .right), .init("why", wraps: true, isOptional: true),
            ],
            runs.map { run in
                [
                    Cell(run.id), Cell(run.tenant), Cell(run.state.rawValue, run.state.tone), Cell(run.trigger.rawValue),
                    Cell(run.window.asOf), Cell(run.startedAt.map(LocalTime.utc)), Cell(duration(run)), Cell(run.counts.created),
                    Cell(run.counts.updated), Cell(run.counts.deleted), Cell(run.counts.failed), Cell(run.error?.code),
                ]
            })
        return Document(
            sections: [.table(table)], json: .array(runs.map { .object(RunDocument.summary($0)) }),
            csv: CSVTable(RunDocument.csvHeader, runs.map(RunDocument.csvRow)))
    }

    private static func duration(_ run: Run) -> String? {
        guard let start = run.startedAt, let end = run.finishedAt else { return nil }
        let seconds = (end.millisecondsSince1970 - start.millisecondsSince1970 + 500) / 1000
        return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    }
}
