import SyncCore

/// Leave accounts and where each goes.
enum ReasonDocument {
    static func make(_ rows: [ReasonRow]) -> Document {
        Document(
            sections: [
                .table(
                    Table(
                        [
                            .init("account", .right), .init("name in lucca", wraps: true), .init("goes to"),
                            .init("type", .right),
                            .init("label", wraps: true), .init("decided by"),
                        ],
                        rows.map { row in
                            [
                                Cell(row.id), Cell(row.name),
                                Cell(row.destination, row.destination == "undecided" ? .doubtful : .plain),
                                Cell(row.typeKey?.description), Cell(row.typeLabel),
                                Cell(row.origin, row.origin == "fallback" ? .doubtful : .plain),
                            ]
                        }))
            ],
            json: .array(
                rows.map { row in
                    .object([
                        JSONMember("leaveAccountId", .text(row.id)), JSONMember("name", .text(row.name)),
                        JSONMember("destination", .string(row.destination)), JSONMember("type", .number(row.typeKey?.value)),
                        JSONMember("label", .text(row.typeLabel)), JSONMember("origin", .string(row.origin)),
                    ])
                }),
            csv: CSVTable(
                ["leaveAccountId", "name", "destination", "type", "label", "origin"],
                rows.map {
                    [
                        $0.id.description, $0.name ?? "", $0.destination, $0.typeKey?.description ?? "", $0.typeLabel ?? "",
                        $0.origin,
                    ]
                }))
    }
}
