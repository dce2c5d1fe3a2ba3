import Operations
import SyncCore
import SyncEngine

/// Migrations and functions, applied and pending.
enum SchemaDocument {
    static func make(_ report: ShowDatabaseStatus.Report) -> Document {
        let steps = report.status.steps
        func state(_ step: SchemaStatus.Step) -> String { step.appliedAt == nil ? "pending" : "applied" }
        let table = Table(
            [.init("step"), .init("state"), .init("applied at")],
            steps.map { step in
                [
                    Cell(step.name), Cell(state(step), step.appliedAt == nil ? .doubtful : .good),
                    Cell(step.appliedAt.map(LocalTime.utc)),
                ]
            })
        return Document(
            [.table(table)], of: report,
            csv: CSVTable(
                ["step", "state", "appliedAt"], steps.map { [$0.name, state($0), $0.appliedAt?.description ?? ""] }))
    }
}
