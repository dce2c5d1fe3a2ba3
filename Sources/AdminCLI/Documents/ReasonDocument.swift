import Operations
import SyncCore

/// Leave accounts and where each goes.
enum ReasonDocument {
    static func make(_ rows: [ReasonRow]) -> Document {
        let table = Table(
            [
                .init("account", .right), .init("name in lucca", wraps: true), .init("goes to"), .init("type", .right),
                .init("label", wraps: true), .init("decided by"),
            ],
            rows.map { row in
                [
                    Cell(row.id), Cell(row.name), Cell(row.destination, row.destination == "undecided" ? .doubtful : .plain),
                    Cell(row.typeKey?.description), Cell(row.typeLabel),
                    Cell(row.origin, row.origin == "fallback" ? .doubtful : .plain),
                ]
            })
        return Document([.table(table)], of: rows, csv: ["leaveAccountId", "name", "destination", "type", "label", "origin"])
    }
}
