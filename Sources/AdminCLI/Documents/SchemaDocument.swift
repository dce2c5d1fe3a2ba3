import AppWiring
import SyncCore

/// Migrations and functions, applied and pending.
enum SchemaDocument {
    static func make(_ report: SchemaReport) -> Document {
        func state(_ step: SchemaReport.Step) -> String { step.appliedAt == nil ? "pending" : "applied" }
        return Document(
            sections: [
                .table(
                    Table(
                        [.init("step"), .init("state"), .init("applied at")],
                        report.steps.map { step in
                            [
                                Cell(step.name), Cell(state(step), step.appliedAt == nil ? .doubtful : .good),
                                Cell(step.appliedAt.map(LocalTime.utc)),
                            ]
                        }))
            ],
            json: .object([
                JSONMember("isCurrent", .bool(report.pending.isEmpty)),
                JSONMember(
                    "applied",
                    .array(
                        report.steps.filter { $0.appliedAt != nil }.map { step in
                            .object([JSONMember("name", .string(step.name)), JSONMember("appliedAt", .text(step.appliedAt))])
                        })),
                JSONMember("pending", .array(report.pending.map { .string($0) })),
            ]),
            csv: CSVTable(
                ["step", "state", "appliedAt"], report.steps.map { [$0.name, state($0), $0.appliedAt?.description ?? ""] }))
    }
}
