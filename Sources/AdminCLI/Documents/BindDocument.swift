import Operations
import SyncCore

/// The secrets that are bound to no host, and where each would go.
enum BindDocument {
    static func make(_ rows: [ListUnboundCredentials.Row]) -> Document {
        let table = Table(
            [.init("tenant"), .init("kind"), .init("host"), .init("note")],
            rows.map { row in
                [
                    Cell(row.tenant), Cell(row.kind.rawValue), Cell(row.host),
                    Cell(row.wellKnown ? "" : "a host of its own"),
                ]
            })
        return Document([.table(table)], of: rows, csv: ["tenant", "kind", "host", "wellKnown"])
    }
}
