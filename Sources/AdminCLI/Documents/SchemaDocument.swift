import AppWiring

/// Migrations, applied and pending.
enum SchemaDocument {
    static func make(_ report: SchemaReport) -> Document {
        func state(_ step: SchemaReport.Step) -> String { step.isApplied ? "applied" : "pending" }
        return Document(
            sections: [
                .table(
                    Table(
                        [.init("migration"), .init("state")],
                        report.steps.map { [Cell($0.name), Cell(state($0), $0.isApplied ? .good : .doubtful)] }))
            ],
            json: .object([
                JSONMember("isCurrent", .bool(report.pending.isEmpty)),
                JSONMember("applied", .array(report.steps.filter(\.isApplied).map { .string($0.name) })),
                JSONMember("pending", .array(report.pending.map { .string($0) })),
            ]),
            csv: CSVTable(["migration", "state"], report.steps.map { [$0.name, state($0)] }))
    }
}
